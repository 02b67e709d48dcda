"""A person's calendar to subscribe to: whole, secret, renewable, and always as things are."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import vobject
from builders import HT26, a_companion, a_leader, a_principal, a_registration, a_unit, an_email
from icalendar import Calendar
from letterhome import a_letter_home

from nettools.domain.letters import LetterKind
from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError
from nettools.jobs.letters.desk import lay_out
from nettools.jobs.letters.feed_addresses import close_feed, feed_address
from nettools.jobs.letters.feeds import feed_at
from nettools.letters import entry_uid
from nettools.settings import Secret

REKTOR = an_email("Rektor0@Example.se")
STARTS = datetime(2026, 10, 27, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def tools(tmp_path):
    with a_letter_home(tmp_path, 25, units=2) as tools:
        first = a_registration(
            unit=a_unit(key="enhet-0", name="Enhet 0"),
            principal=a_principal("rektor0@example.se"),
            companions=(a_companion(),),
        )
        tools.store.registrations.save([first])
        session = Supervision(
            unit_key="enhet-0", number=1, starts=STARTS, ends=STARTS + timedelta(hours=1), leader=a_leader()
        )
        term = replace(tools.settings.term(HT26), supervisions=(session,))
        settings = replace(tools.settings, terms={**tools.settings.terms, "HT26": term})
        yield replace(tools, settings=settings)


def token_of(address):
    return address.rpartition("/")[2].removesuffix(".ics")


def opened(tools, who=REKTOR):
    return feed_at(tools, token_of(feed_address(tools, who).address))


def entries(feed):
    return [
        (str(entry["SUMMARY"]), entry["DTSTART"].dt.astimezone(STOCKHOLM).isoformat())
        for entry in Calendar.from_ical(feed.content).walk("VEVENT")
    ]


def test_a_feed_has_all_that_a_person_takes_part_in(tools):
    found = entries(opened(tools))

    assert [title for title, _ in found if title.startswith("Nätverksträff")] == [
        title for title, _ in found if title != "Handledning: Enhet 0"
    ]
    assert (len(found), found == sorted(found, key=lambda one: one[1])) == (5, True)
    assert ("Handledning: Enhet 0", "2026-10-27T09:00:00+01:00") in found
    assert entries(opened(tools, an_email("kurator@example.se"))) == found
    assert len(entries(opened(tools, an_email("rektor1@example.se")))) == 4
    read = [one.dtstart.value for one in vobject.readOne(opened(tools).content.decode()).vevent_list]
    assert STARTS in read


def test_a_feed_and_the_letters_speak_of_the_same_entries(tools):
    uids = {str(entry["UID"]) for entry in Calendar.from_ical(opened(tools).content).walk("VEVENT")}
    updates = lay_out(tools, LetterKind.SUPERVISION_INVITATION, HT26).updates.values()

    assert entry_uid("HT26/natverk-1/meeting-1", REKTOR) in uids
    assert [one.entry.uid in uids for one in updates if one.entry.to == REKTOR] == [True]


def test_the_address_is_the_same_until_it_is_renewed_and_names_nobody(tools):
    first, second = (feed_address(tools, REKTOR).address for _ in range(2))
    renewed = feed_address(tools, REKTOR, renew=True)

    assert (first == second, first == renewed.address, renewed.renewed) == (True, False, True)
    assert (len(token_of(first)), "rektor" in first) == (43, False)
    assert (feed_at(tools, token_of(first)), feed_at(tools, token_of(renewed.address)) is None) == (None, False)
    assert (tools.home / "feed-secret").stat().st_mode & 0o077 == 0


def test_another_home_with_the_same_secret_tells_the_same_address(tools):
    settings = replace(
        tools.settings,
        portal=replace(tools.settings.portal, feed_secret=Secret("hemligt"), base_url="https://natverk.example.se/"),
    )
    address = feed_address(replace(tools, settings=settings), REKTOR).address

    assert address.startswith("https://natverk.example.se/kalender/")
    assert feed_at(tools, token_of(address)) is not None
    assert not (tools.home / "feed-secret").exists()


def test_a_closed_feed_is_gone_and_opens_at_another_address(tools):
    first = feed_address(tools, REKTOR).address
    assert close_feed(tools, REKTOR).as_json() == {"email": "Rektor0@Example.se", "address": None, "renewed": False}
    again = feed_address(tools, REKTOR)

    assert (feed_at(tools, token_of(first)), again.address == first, again.renewed) == (None, False, False)
    assert close_feed(tools, an_email("ingen@example.se")).address == ""


def test_a_guess_finds_nothing_and_a_stranger_gets_no_feed(tools):
    assert [feed_at(tools, guess) for guess in ("", "x", "a" * 43)] == [None] * 3
    with pytest.raises(InputError) as refused:
        feed_address(tools, an_email("okand@example.se"))
    assert [problem.code for problem in refused.value.problems] == ["unknown-person"]


def test_the_etag_changes_when_an_occasion_does_and_not_otherwise(tools):
    before, same = opened(tools), opened(tools)
    term = tools.settings.term(HT26)
    moved = replace(term, supervisions=(replace(term.supervisions[0], starts=STARTS - timedelta(hours=1)),))
    after = opened(replace(tools, settings=replace(tools.settings, terms={"HT26": moved})))

    assert (before.etag == same.etag, before.etag == after.etag) == (True, False)


def test_who_has_withdrawn_has_an_empty_calendar(tools):
    tools.store.registrations.set_state(HT26, "enhet-0", RegistrationState.WITHDRAWN)

    assert entries(opened(tools)) == []
