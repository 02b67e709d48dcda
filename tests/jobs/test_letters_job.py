"""The letters' jobs with a real store and a real mail server: nothing wrong leaves, and each letter leaves once."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26, a_principal, a_registration, a_unit
from icalendar import Calendar
from letterhome import TOLD, a_letter_home, settings_of

from nettools.changes.memory import Link, System
from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError
from nettools.jobs.letters.mailing import listed, send, settle
from nettools.jobs.letters.preview import preview
from nettools.sandbox.mailbox import Mailbox
from nettools.settings import shipped

WELCOME = LetterKind.WELCOME


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def tools(tmp_path, mailbox):
    with a_letter_home(tmp_path, mailbox.port, units=3) as tools:
        yield tools


def sent(tools, **options):
    return send(tools, WELCOME, HT26, sleep=lambda _: None, **options)


def arrived(mailbox):
    return sorted(received.recipients[0] for received in mailbox.received)


def states(mailing):
    return {line.key.rsplit("/", 1)[-1]: line.state.value for line in mailing.letters}


def test_each_rektor_gets_the_letter_once_however_often_it_is_sent(tools, mailbox):
    first, second = sent(tools), sent(tools)

    assert states(first) == {"enhet-0": "sent", "enhet-1": "sent", "enhet-2": "sent"}
    assert (states(second), first.exit_status, second.exit_status) == ({}, 0, 0)
    assert arrived(mailbox) == ["rektor0@example.se", "rektor1@example.se", "rektor2@example.se"]


def test_the_mail_holds_text_html_the_letter_and_the_meetings(tools, mailbox):
    sent(tools)
    message = mailbox.messages[0]
    pdf, ics = message.iter_attachments()

    assert (message["Subject"], message["Auto-Submitted"], str(message["Reply-To"])) == (
        "Välkommen till nätverket höstterminen 2026",
        "auto-generated",
        "natverk@example.se",
    )
    assert (pdf.get_filename(), pdf.get_content()[:5]) == ("valkomstbrev.pdf", b"%PDF-")
    assert ics.get_filename() == "natverkstraffar.ics"
    events = Calendar.from_ical(ics.get_content()).walk("VEVENT")
    assert [str(event["URL"]) for event in events] == [f"{TOLD}{number}" for number in (1, 2, 3, 4)]


def test_with_registration_each_letter_and_calendar_has_the_rektors_own_links(tools, mailbox):
    file = tools.home / "config/terms/HT26.toml"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("[zoom_hosts.sal-1]", "[zoom]\nregistration = true\n[zoom_hosts.sal-1]"))
    tools = replace(tools, settings=settings_of(tools.home, mailbox.port))
    tools.store.links.save([a_registrant(number, who) for number in (1, 2, 3, 4) for who in (0, 1)])
    tools.store.links.save([a_registrant(number, 2, state="cancelled") for number in (1, 2, 3, 4)])
    sent(tools, without_links=True)

    for who, message in enumerate(sorted(mailbox.messages, key=lambda message: str(message["To"]))):
        body, ics = message.get_body(("plain",)).get_content(), [*message.iter_attachments()][-1]
        events = Calendar.from_ical(ics.get_content()).walk("VEVENT")
        own = [f"{TOLD}{number}?tk={who}" for number in (1, 2, 3, 4)] if who < 2 else []
        assert [str(event["URL"]) for event in events if "URL" in event] == own
        assert (body.count(TOLD), body.count(f"?tk={who}")) == (len(own), len(own))


def a_registrant(number, who, state="approved"):
    return Link(
        key=f"HT26/natverk-1/meeting-{number}/registrant/rektor{who}@example.se",
        term="HT26",
        system=System.ZOOM,
        kind="zoom-registrant",
        remote_id=f"r{number}{who}",
        sent={"state": state, "join_url~": f"{TOLD}{number}?tk={who}"},
    )


def test_a_name_without_end_keeps_the_mails_lines_within_their_bound(tools, mailbox):
    endless = a_principal("endlos@example.se", given_name="Anna" * 750)
    tools.store.registrations.save([a_registration(unit=a_unit(key="endlos"), principal=endless)])
    tools.store.placements.save(HT26, {"endlos": "natverk-1"})

    assert states(sent(tools))["endlos"] == "sent"
    assert max(len(line) for received in mailbox.received for line in received.content.splitlines()) <= 998


def test_no_letter_leaves_before_the_last_sign_up_date_has_passed(tools, mailbox):
    on_the_last_day = replace(tools, clock=lambda: datetime(2026, 6, 12, 20, 0, tzinfo=UTC))
    with pytest.raises(RefusedError) as refused:
        sent(on_the_last_day)

    assert (refused.value.code, refused.value.exit_status, arrived(mailbox)) == ("too-early", 4, [])


def test_everything_wrong_in_any_letter_stops_all_of_them(tools, mailbox):
    tools.store.registrations.save(
        [
            a_registration(unit=a_unit(key="utan-plats"), principal=a_principal("a@example.se")),
            a_registration(unit=a_unit(key="fel-adress"), principal=a_principal("rektor.example.se")),
            a_registration(unit=a_unit(key="okant-tecken"), principal=a_principal("b@example.se", given_name="北")),
        ]
    )
    tools.store.placements.save(HT26, {"fel-adress": "natverk-1", "okant-tecken": "natverk-1"})
    with pytest.raises(InputError) as refused:
        sent(tools)

    assert sorted((problem.code, problem.place.file, problem.place.key) for problem in refused.value.problems) == [
        ("bad-address", "HT26/welcome/fel-adress", ""),
        ("cannot-print", "HT26/welcome/okant-tecken", ""),
        ("not-placed", "HT26/welcome/utan-plats", ""),
    ]
    assert arrived(mailbox) == []
    assert listed(tools, HT26).letters == ()


def test_letters_wait_for_the_links_unless_told_otherwise(tools, mailbox):
    tools.store.links.forget(["HT26/natverk-1/meeting-1"], System.ZOOM)
    with pytest.raises(RefusedError) as refused:
        sent(tools)
    assert (refused.value.code, arrived(mailbox)) == ("no-links", [])

    assert sent(tools, without_links=True).exit_status == 0
    assert len(arrived(mailbox)) == 3


def test_who_is_held_back_is_counted_and_not_named(tools):
    tools.store.registrations.set_state(HT26, "enhet-1", RegistrationState.WAITING)
    tools.store.protected.note(HT26, ["digest"])

    assert [(held.code, held.count) for held in sent(tools).held_back] == [("protected-identity", 1), ("waiting", 1)]


def test_a_temporary_refusal_is_tried_again_and_a_permanent_one_fails(tools, mailbox):
    mailbox.misbehave("greylist", to="rektor0@")
    mailbox.misbehave("refuse", to="rektor1@")
    first = sent(tools)
    second = sent(tools)

    assert states(first) == {"enhet-0": "sent", "enhet-1": "failed", "enhet-2": "sent"}
    assert [(line.reason, first.exit_status) for line in first.letters] == [("", 5), ("550 5.1.1", 5), ("", 5)]
    assert states(second) == {"enhet-1": "sent"}


@pytest.mark.parametrize(("fault", "was_sent"), [("drop-after", True), ("drop-before", False)])
def test_a_lost_answer_is_unsure_until_a_person_settles_it(tools, mailbox, fault, was_sent):
    mailbox.misbehave(fault, to="rektor0@")
    assert states(sent(tools))["enhet-0"] == "unsure"
    again = sent(tools)
    assert (states(again), again.interrupted, again.exit_status) == ({}, ("HT26/welcome/enhet-0",), 5)

    settled = settle(tools, "HT26/welcome/enhet-0", sent=was_sent)
    sent(tools)

    assert settled.state is (LetterState.SENT if was_sent else LetterState.DRAFT)
    assert arrived(mailbox) == ["rektor0@example.se", "rektor1@example.se", "rektor2@example.se"]


def test_only_an_unsure_letter_can_be_settled(tools):
    sent(tools)

    with pytest.raises(RefusedError) as refused:
        settle(tools, "HT26/welcome/enhet-0", sent=False)
    with pytest.raises(InputError) as unknown:
        settle(tools, "HT26/welcome/nobody", sent=True)

    assert (refused.value.code, [problem.code for problem in unknown.value.problems]) == (
        "not-unsure",
        ["unknown-letter"],
    )


def test_two_cannot_send_at_once(tools):
    with tools.store.lock("letters"), pytest.raises(RefusedError) as refused:
        sent(tools)

    assert refused.value.code == "busy"


def test_a_mail_server_that_goes_away_leaves_the_rest_as_drafts(tools, mailbox):
    mailbox.stop()
    stopped = sent(tools)

    assert (states(stopped), stopped.exit_status) == ({"enhet-0": "draft", "enhet-1": "draft", "enhet-2": "draft"}, 5)
    with Mailbox() as again:
        settings = settings_of(tools.home, again.port)
        assert states(sent(replace(tools, settings=settings))) == {f"enhet-{n}": "sent" for n in range(3)}


def test_the_run_is_in_the_journal_without_a_name(tools):
    sent(tools)
    (run,) = tools.store.journal.runs(10)
    entries = tools.store.journal.entries(run.run)

    assert (run.command, run.exit_status, run.counts) == ("letters send welcome", 0, {"sent": 3})
    assert [(entry.system, entry.action, entry.key, entry.outcome) for entry in entries] == [
        ("mail", "send", f"HT26/welcome/enhet-{n}", "sent") for n in range(3)
    ]


def test_a_preview_writes_files_and_sends_nothing(tools, mailbox):
    mailing = preview(tools, WELCOME, HT26)
    folder = tools.home / "out/letters/ht26-welcome"

    assert mailing.as_json()["page"] == "out/letters/ht26-welcome/index.html"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["index.html", *(f"enhet-{n}{suffix}" for n in range(3) for suffix in (".eml", ".html", ".ics", ".pdf"))]
    )
    assert (arrived(mailbox), listed(tools, HT26).letters) == ([], ())


def test_a_preview_shows_what_is_right_and_tells_what_is_wrong(tools):
    tools.store.registrations.save(
        [a_registration(unit=a_unit(key="utan-plats"), principal=a_principal("a@example.se"))]
    )
    mailing = preview(tools, WELCOME, HT26)

    assert (states(mailing), mailing.exit_status) == ({f"enhet-{n}": "draft" for n in range(3)}, 1)
    assert [(problem["code"], problem["letter"]) for problem in mailing.as_json()["problems"]] == [
        ("not-placed", "HT26/welcome/utan-plats")
    ]


def test_what_is_wrong_in_every_letter_is_told_once_of_the_template(tools, mailbox):
    template = tools.home / "templates/letters/welcome.md"
    template.parent.mkdir(parents=True)
    template.write_text(
        shipped("templates/letters/welcome.md").read_text("utf-8").replace("Hej ", "Hej {{ 1 / 0 }}"), encoding="utf-8"
    )
    mailing = preview(tools, WELCOME, HT26)
    with pytest.raises(InputError) as refused:
        sent(tools)

    assert [(problem.code, problem.place.file) for problem in mailing.problems] == [
        ("template-fault", "templates/letters/welcome.md")
    ]
    assert refused.value.problems == mailing.problems
    assert (mailing.letters, arrived(mailbox)) == ((), [])


def test_a_frame_that_cannot_be_used_stops_all_letters(tools, mailbox):
    frame = tools.home / "templates/letters/mail.html"
    frame.parent.mkdir(parents=True)
    frame.write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        sent(tools)

    assert [problem.place.file for problem in refused.value.problems] == ["templates/letters/mail.html"]
    assert (arrived(mailbox), tools.store.journal.runs(9)) == ([], ())


def test_a_new_preview_leaves_nothing_of_the_old(tools):
    preview(tools, WELCOME, HT26)
    tools.store.registrations.set_state(HT26, "enhet-1", RegistrationState.WITHDRAWN)
    preview(tools, WELCOME, HT26)

    assert sorted({path.stem for path in (tools.home / "out/letters/ht26-welcome").iterdir()}) == [
        "enhet-0",
        "enhet-2",
        "index",
    ]


def test_a_home_may_have_its_own_letter(tools, mailbox):
    own = tools.home / "templates/letters/welcome.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\nsubject: Vårt brev\nplaceholders: unit_names\n---\n# Hej {{ unit_names }}\n", encoding="utf-8")
    sent(tools)

    assert [message["Subject"] for message in mailbox.messages] == ["Vårt brev"] * 3


def test_what_comes_back_can_be_said_as_json(tools):
    assert json.loads(json.dumps(sent(tools).as_json()))["letters"][0]["state"] == "sent"
    assert json.loads(json.dumps(listed(tools, HT26).as_json()))["letters"][0]["to"] == "rektor0@example.se"
