from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import HT26, VT27, a_leader, a_letter, an_email

from nettools.domain.calendars import CalendarEntry
from nettools.domain.letters import LetterState

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="a@example.se",
    occasion="HT26/natverk-1/meeting-1",
    to=an_email("Åsa@Example.SE"),
    to_name="Åsa Öberg",
    title="Träff 1",
    starts=NOW + timedelta(days=1),
    ends=NOW + timedelta(days=1, hours=2),
    link="https://zoom.example.com/j/1",
    leader=a_leader(),
)


def told(store, key, entry, state):
    store.outbox.add_drafts([a_letter(key=key)], NOW, {key: [entry]})
    store.outbox.mark(key, state, NOW)


@pytest.mark.parametrize("state", LetterState)
def test_an_entry_is_told_when_its_letter_has_left_or_may_have_left(store, state):
    told(store, "HT26/welcome/a", ENTRY, state)
    expected = {} if state in {LetterState.DRAFT, LetterState.FAILED} else {ENTRY.uid: ENTRY}
    assert store.calendars.told(HT26) == expected
    assert store.calendars.told(VT27) == {}


def test_what_was_told_last_counts(store):
    moved = replace(ENTRY, starts=ENTRY.starts + timedelta(days=1), sequence=1)
    told(store, "HT26/meeting-change/a/1", moved, LetterState.UNSURE)
    told(store, "HT26/welcome/a", ENTRY, LetterState.SENT)
    told(store, "HT26/meeting-change/a/2", replace(moved, sequence=2, cancelled=True), LetterState.DRAFT)
    assert store.calendars.told(HT26) == {ENTRY.uid: moved}


def test_a_draft_written_anew_says_only_the_new(store):
    moved = replace(ENTRY, starts=ENTRY.starts + timedelta(days=1))
    told(store, "HT26/welcome/a", ENTRY, LetterState.DRAFT)
    told(store, "HT26/welcome/a", moved, LetterState.SENT)
    told(store, "HT26/welcome/a", ENTRY, LetterState.SENT)  # it has left: nothing is written anew
    assert store.calendars.told(HT26) == {ENTRY.uid: moved}


def test_a_draft_taken_back_takes_its_entries_along(store):
    told(store, "HT26/welcome/a", ENTRY, LetterState.DRAFT)
    store.outbox.drop_drafts(["HT26/welcome/a"])
    told(store, "HT26/welcome/a", replace(ENTRY, uid="b@example.se"), LetterState.SENT)
    assert list(store.calendars.told(HT26)) == ["b@example.se"]


def test_a_feed_is_found_by_its_digest_until_it_is_closed_or_replaced(store):
    who = an_email("Åsa@Example.SE")
    assert store.calendars.feeds_of([who]) == {}
    store.calendars.keep_feeds([(who, 1, "one")])
    assert (store.calendars.feed_of("one"), store.calendars.feed_of("two")) == (who, None)
    store.calendars.keep_feeds([(who, 2, "two")])
    assert (store.calendars.feed_of("one"), store.calendars.feed_of("two")) == (None, who)
    assert (store.calendars.feeds_of([who]), store.calendars.open_feeds()) == ({who.key: (2, "two")}, {"two"})
    store.calendars.keep_feeds([(who, 2, "")])
    assert (store.calendars.feed_of("two"), store.calendars.feeds_of([who])) == (None, {who.key: (2, "")})
    assert store.calendars.open_feeds() == frozenset()


def test_people_are_forgotten_by_their_key(store):
    other = replace(ENTRY, uid="b@example.se", to=an_email("annan@example.se"))
    told(store, "HT26/welcome/a", ENTRY, LetterState.SENT)
    told(store, "HT26/welcome/b", other, LetterState.SENT)
    store.calendars.keep_feeds([(ENTRY.to, 1, "one")])
    store.calendars.forget(["åsa@example.se"])
    assert store.calendars.told(HT26) == {other.uid: other}
    assert store.calendars.feed_of("one") is None
