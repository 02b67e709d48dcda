"""Calendars follow: whoever was told of an occasion is told of each change once, and nobody else is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import vobject
from builders import HT26, a_companion, a_leader, a_principal, a_registration, a_unit
from icalendar import Calendar
from letterhome import a_letter_home, in_august, settings_of

from nettools.changes.memory import Link, System
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.registrations import RegistrationState
from nettools.jobs.letters.calendar_news import calendar_news
from nettools.jobs.letters.mailing import listed, resume, send, settle
from nettools.jobs.letters.preview import preview
from nettools.sandbox.mailbox import Mailbox

STARTS = datetime(2026, 10, 20, 9, 0, tzinfo=STOCKHOLM)
INVITATION, CHANGE = LetterKind.SUPERVISION_INVITATION, LetterKind.SUPERVISION_CHANGE
CANCELLATION, MEETING = LetterKind.SUPERVISION_CANCELLATION, LetterKind.MEETING_CHANGE


def a_session(unit="enhet-0", **others):
    starts = others.pop("starts", STARTS)
    return Supervision(
        **{
            "unit_key": unit,
            "number": 1,
            "starts": starts,
            "ends": starts + timedelta(hours=1),
            "leader": a_leader(),
            "zoom_host": "zoom@example.se",
            **others,
        }
    )


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def tools(tmp_path, mailbox):
    """Two units; the first has a companion, and supervision that Zoom has an address for."""
    with a_letter_home(tmp_path, mailbox.port, units=2) as tools:
        first = a_registration(
            unit=a_unit(key="enhet-0", name="Enhet 0"),
            principal=a_principal("rektor0@example.se"),
            companions=(a_companion(),),
        )
        tools.store.registrations.save([first])
        tools.store.links.save([a_link("HT26/natverk-1/enhet-0/supervision-1", "https://zoom.example.com/j/9")])
        yield described(tools, supervisions=(a_session(),))


def a_link(key, address):
    sent = {"join_url~": address}
    return Link(key=key, term="HT26", system=System.ZOOM, kind="zoom-meeting", remote_id="1", sent=sent)


def described(tools, **changes):
    """The tools when the term's file says something else."""
    term = replace(tools.settings.term(HT26), **changes)
    return replace(tools, settings=replace(tools.settings, terms={**tools.settings.terms, "HT26": term}))


def with_meeting(tools, number, **changes):
    (network, *others) = tools.settings.term(HT26).networks
    meetings = tuple(replace(one, **changes) if one.number == number else one for one in network.meetings)
    return described(tools, networks=(replace(network, meetings=meetings), *others))


def sent(tools, kind):
    return send(tools, kind, HT26, sleep=lambda _: None)


def news(tools):
    letters = calendar_news(tools, HT26).letters
    return [(str(one.update.entry.to), one.kind and one.kind.value, one.update.entry.sequence) for one in letters]


def invitations(mailbox):
    """Each mail that a calendar acts on: to whom, and its calendar."""
    found = []
    for message in mailbox.messages:
        for part in message.walk():
            if part.get_content_type() == "text/calendar" and part["Content-Type"].params["method"] != "PUBLISH":
                calendar = Calendar.from_ical(part.get_content())
                assert part["Content-Type"].params["method"] == str(calendar["METHOD"])
                (entry,) = calendar.walk("VEVENT")
                found.append((message["To"].addresses[0].addr_spec, str(calendar["METHOD"]), entry))
    return found


def told(mailbox):
    return [(who, method, entry["SEQUENCE"]) for who, method, entry in invitations(mailbox)]


def test_an_invitation_goes_to_each_in_the_unit_once(tools, mailbox):
    first, second = sent(tools, INVITATION), sent(tools, INVITATION)

    assert (len(first.letters), second.letters, first.exit_status) == (2, (), 0)
    assert told(mailbox) == [("rektor0@example.se", "REQUEST", 0), ("kurator@example.se", "REQUEST", 0)]
    (_, _, one), (_, _, other) = invitations(mailbox)
    assert one["UID"] != other["UID"]
    assert (str(one["SUMMARY"]), str(one["LOCATION"])) == ("Handledning: Enhet 0", "https://zoom.example.com/j/9")
    body = mailbox.messages[0].get_body(("plain",)).get_content()
    assert "https://zoom.example.com/j/9" in body
    assert "@" not in str(one["UID"])


def test_a_move_over_the_clock_change_is_told_once_to_those_it_concerns(tools, mailbox):
    sent(tools, INVITATION)
    moved = described(tools, supervisions=(a_session(starts=datetime(2026, 10, 27, 9, 0, tzinfo=STOCKHOLM)),))
    untold = {who for who, kind, _ in news(moved) if not kind}  # of network meetings: the welcome letter will
    assert untold == {"rektor0@example.se", "kurator@example.se", "rektor1@example.se"}
    assert [one for one in news(moved) if one[1]] == [
        ("rektor0@example.se", "supervision-change", 1),
        ("kurator@example.se", "supervision-change", 1),
    ]
    sent(moved, CHANGE)
    sent(moved, CHANGE)

    assert told(mailbox)[2:] == [("rektor0@example.se", "REQUEST", 1), ("kurator@example.se", "REQUEST", 1)]
    before, _, after, _ = (entry for _, _, entry in invitations(mailbox))
    assert before["UID"] == after["UID"]
    assert before["DTSTART"].dt.utcoffset() - after["DTSTART"].dt.utcoffset() == timedelta(hours=1)
    raw = [*mailbox.messages[2].walk()][4].get_content()
    assert vobject.readOne(raw).vevent.dtstart.value == datetime(2026, 10, 27, 9, 0, tzinfo=STOCKHOLM)
    assert "20 oktober" in mailbox.messages[2].get_body(("plain",)).get_content()  # what it was before


def test_supervision_that_is_taken_away_is_cancelled_once(tools, mailbox):
    sent(tools, INVITATION)
    without = described(tools, supervisions=())
    sent(without, CANCELLATION)
    sent(without, CANCELLATION)

    assert told(mailbox)[2:] == [("rektor0@example.se", "CANCEL", 1), ("kurator@example.se", "CANCEL", 1)]
    assert {str(entry["STATUS"]) for _, method, entry in invitations(mailbox) if method == "CANCEL"} == {"CANCELLED"}

    sent(tools, INVITATION)
    assert told(mailbox)[4:] == [("rektor0@example.se", "REQUEST", 2), ("kurator@example.se", "REQUEST", 2)]


def test_a_moved_meeting_updates_the_entry_that_the_welcome_letter_made(tools, mailbox):
    sent(tools, LetterKind.WELCOME)
    published = {}
    for message in mailbox.messages:
        ics = next(part for part in message.iter_attachments() if part.get_filename().endswith(".ics"))
        for entry in Calendar.from_ical(ics.get_content()).walk("VEVENT"):
            published[message["To"].addresses[0].addr_spec, str(entry["SUMMARY"])] = str(entry["UID"])
    assert len(set(published.values())) == 8
    meeting = tools.settings.term(HT26).networks[0].meetings[1]
    moved = with_meeting(tools, 2, starts=meeting.starts + timedelta(days=7), ends=meeting.ends + timedelta(days=7))
    assert [one for one in news(moved) if one[1] == "meeting-change"] == [
        ("rektor0@example.se", "meeting-change", 1),
        ("rektor1@example.se", "meeting-change", 1),
    ]
    sent(moved, MEETING)
    sent(moved, MEETING)

    assert told(mailbox) == [("rektor0@example.se", "REQUEST", 1), ("rektor1@example.se", "REQUEST", 1)]
    for who, _, entry in invitations(mailbox):
        assert published[who, str(entry["SUMMARY"])] == str(entry["UID"])


def test_who_withdraws_after_the_welcome_letter_gets_the_meetings_cancelled(tools, mailbox):
    sent(tools, LetterKind.WELCOME)
    tools.store.registrations.set_state(HT26, "enhet-1", RegistrationState.WITHDRAWN)
    sent(tools, MEETING)

    assert told(mailbox) == [("rektor1@example.se", "CANCEL", 1)] * 4
    assert {str(message["Subject"]).split(" ", 1)[0] for message in mailbox.messages[2:]} == {"Avbokad"}


def test_a_meeting_that_is_called_off_or_new_is_told_to_those_who_were_told_of_the_others(tools, mailbox):
    sent(tools, LetterKind.WELCOME)
    (network, *others) = tools.settings.term(HT26).networks
    extra = replace(network.meetings[-1], number=5, starts=STARTS, ends=STARTS + timedelta(hours=2))
    changed = described(tools, networks=(replace(network, meetings=(*network.meetings[:-1], extra)), *others))
    sent(changed, MEETING)
    words = [str(message["Subject"]).split(" ", 1)[0] for message in mailbox.messages[2:]]

    assert sorted(zip(words, [method for _, method, _ in invitations(mailbox)], strict=True)) == [
        *[("Inställd", "CANCEL")] * 2,
        *[("Ny", "REQUEST")] * 2,
    ]


@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
def test_an_update_whose_answer_was_lost_is_not_sent_twice_until_settled(tools, mailbox, fault):
    mailbox.misbehave(fault, to="rektor0@")
    first = sent(tools, INVITATION)
    again = sent(tools, INVITATION)
    (unsure,) = first.interrupted

    assert (again.letters, unsure.rsplit("/", 1)[1]) == ((), "0")
    settle(tools, unsure, sent=fault == "drop-after")
    sent(tools, INVITATION)
    assert sorted(told(mailbox)) == [("kurator@example.se", "REQUEST", 0), ("rektor0@example.se", "REQUEST", 0)]


def test_a_draft_of_an_update_that_is_no_longer_true_never_leaves(tools, mailbox):
    """The invitation could not leave; by the time it can, the session has moved for one, and is gone for the other."""
    with Mailbox() as gone:
        port = gone.port
    stopped = replace(tools, settings=replace(settings_of(tools.home, port), terms=tools.settings.terms))
    sent(stopped, INVITATION)
    assert {line.state for line in listed(tools, HT26).letters} == {LetterState.DRAFT}

    moved = described(tools, supervisions=(a_session(starts=STARTS + timedelta(days=1)),))
    resume(moved, HT26, sleep=lambda _: None)
    assert [(method, entry["DTSTART"].dt.day) for _, method, entry in invitations(mailbox)] == [("REQUEST", 21)] * 2

    sent(
        replace(moved, settings=replace(stopped.settings, terms=described(moved, supervisions=()).settings.terms)),
        CANCELLATION,
    )
    resume(moved, HT26, sleep=lambda _: None)
    assert len(invitations(mailbox)) == 2
    assert {line.state for line in listed(moved, HT26).letters} == {LetterState.SENT}


def test_what_is_over_is_not_told(tools, mailbox):
    later = replace(tools, clock=lambda: in_august() + timedelta(days=100))

    assert [one for one in news(later) if one[1]] == []
    assert sent(later, INVITATION).letters == ()


def test_a_preview_shows_the_invitation_as_a_file(tools):
    mailing = preview(tools, INVITATION, HT26)

    assert [any(name.endswith(".ics") for name in line.files) for line in mailing.letters] == [True, True]
    assert calendar_news(tools, HT26).kinds == (INVITATION,)
    told_as_json = calendar_news(tools, HT26).as_json()["updates"]
    assert [(one["news"], one["letter"], one["before"]) for one in told_as_json if one["letter"]] == [
        ("invitation", "supervision-invitation", None)
    ] * 2
