"""Wanted entries against what was told: exactly what has changed is told, once, with a rising sequence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import a_leader, an_email
from hypothesis import given
from hypothesis import strategies as st

from nettools.domain.calendars import CalendarEntry, CalendarUpdate, EntryNews
from nettools.domain.letters import LetterKind
from nettools.letters.updates import as_told, calendar_updates, letter_kind

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def an_entry(uid="u1", **others):
    starts = others.pop("starts", NOW + timedelta(days=20))
    return CalendarEntry(
        **{
            "uid": uid,
            "occasion": "HT26/natverk-1/meeting-1",
            "to": an_email(),
            "to_name": "Åsa Öberg",
            "title": "Nuläge",
            "starts": starts,
            "ends": starts + timedelta(hours=2),
            "link": "https://zoom.example.com/j/1",
            **others,
        }
    )


def by_uid(*entries):
    return {entry.uid: entry for entry in entries}


def updates(wanted, told):
    return calendar_updates(by_uid(*wanted), by_uid(*told), NOW)


def test_what_nobody_was_told_is_an_invitation():
    assert updates([an_entry()], []) == (CalendarUpdate(news=EntryNews.INVITATION, entry=an_entry()),)


def test_what_is_as_it_was_told_needs_nothing_however_the_time_is_written():
    told = replace(an_entry(), starts=an_entry().starts.astimezone(UTC), sequence=3)

    assert updates([an_entry(to_name="Åsa Ek")], [told]) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"starts": NOW + timedelta(days=21)},
        {"ends": NOW + timedelta(days=20, hours=3)},
        {"title": "Barnets perspektiv"},
        {"link": "https://zoom.example.com/j/2"},
        {"leader": a_leader()},
    ],
)
def test_whatever_a_person_must_know_is_a_change_with_the_next_sequence(change):
    told, wanted = an_entry(sequence=4), an_entry(**change)

    assert updates([wanted], [told]) == (
        CalendarUpdate(news=EntryNews.CHANGE, entry=replace(wanted, sequence=5), before=told),
    )


def test_a_link_that_is_not_known_at_present_changes_nothing():
    assert updates([an_entry(link="")], [an_entry()]) == ()
    moved = an_entry(link="", starts=NOW + timedelta(days=30))
    assert updates([moved], [an_entry()])[0].entry.link == "https://zoom.example.com/j/1"


def test_what_is_no_longer_wanted_is_cancelled_once():
    told = an_entry(sequence=1)
    (update,) = updates([], [told])

    assert (update.news, update.entry) == (EntryNews.CANCELLATION, replace(told, sequence=2, cancelled=True))
    assert updates([], [update.entry]) == ()


def test_what_was_cancelled_and_is_wanted_again_is_an_invitation_that_wins():
    cancelled = an_entry(sequence=2, cancelled=True)

    assert updates([an_entry()], [cancelled]) == (
        CalendarUpdate(news=EntryNews.INVITATION, entry=an_entry(sequence=3), before=cancelled),
    )


def test_what_is_over_is_nobodys_business():
    past = an_entry(starts=NOW - timedelta(days=2))

    assert updates([past], []) == ()
    assert updates([], [past]) == ()
    assert updates([replace(past, title="x")], [past]) == ()
    assert [one.news for one in updates([past], [an_entry()])] == [EntryNews.CHANGE]  # moved into the past: say so


def test_updates_come_in_order_of_time():
    later, sooner = (
        an_entry("later", starts=NOW + timedelta(days=9)),
        an_entry("sooner", starts=NOW + timedelta(days=1)),
    )

    assert [one.entry.uid for one in updates([later, sooner], [])] == ["sooner", "later"]


@pytest.mark.parametrize(
    ("news", "occasion", "known", "kind"),
    [
        (EntryNews.INVITATION, "HT26/a/supervision-1", [], LetterKind.SUPERVISION_INVITATION),
        (EntryNews.CHANGE, "HT26/a/supervision-1", [], LetterKind.SUPERVISION_CHANGE),
        (EntryNews.CANCELLATION, "HT26/a/supervision-1", [], LetterKind.SUPERVISION_CANCELLATION),
        (EntryNews.CHANGE, "HT26/natverk-1/meeting-1", [], LetterKind.MEETING_CHANGE),
        (EntryNews.CANCELLATION, "HT26/natverk-1/meeting-1", [], LetterKind.MEETING_CHANGE),
        (EntryNews.INVITATION, "HT26/natverk-1/meeting-1", [], None),
        (EntryNews.INVITATION, "HT26/natverk-1/meeting-1", ["HT26/a/supervision-1"], None),
        (EntryNews.INVITATION, "HT26/natverk-1/meeting-3", ["HT26/natverk-1/meeting-1"], LetterKind.MEETING_CHANGE),
    ],
)
def test_which_letter_tells_it(news, occasion, known, kind):
    update = CalendarUpdate(news=news, entry=an_entry(occasion=occasion))

    assert letter_kind(update, [an_entry(occasion=one) for one in known]) is kind


ENTRIES = st.builds(
    lambda uid, days, link, leader: an_entry(
        uid, starts=NOW + timedelta(days=days), link=link, leader=a_leader() if leader else None
    ),
    st.sampled_from("abc"),
    st.integers(-3, 3),
    st.sampled_from(["", "https://zoom.example.com/j/1", "https://zoom.example.com/j/2"]),
    st.booleans(),
)
STEPS = st.lists(st.lists(ENTRIES, max_size=3), max_size=6)


@given(STEPS)
def test_after_telling_nothing_is_to_tell_and_sequences_only_rise(steps):
    told = {}
    for wanted in (by_uid(*entries) for entries in steps):
        news = calendar_updates(wanted, told, NOW)
        assert all(one.entry.sequence > told[one.entry.uid].sequence for one in news if one.entry.uid in told)
        told |= {one.entry.uid: one.entry for one in news}
        assert calendar_updates(wanted, told, NOW) == ()


@given(ENTRIES, ENTRIES)
def test_a_letter_about_the_whole_term_tells_the_same_as_an_update_would(wanted, told):
    told = replace(told, uid=wanted.uid, sequence=2)
    news = calendar_updates(by_uid(wanted), by_uid(told), NOW)

    assert all(one.entry == as_told(wanted, told) for one in news)
    assert as_told(wanted, None).sequence == 0
