"""Times and sessions come back as they were; nobody is held twice at once, whoever asks and however fast."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import HT26, VT27, a_leader

from nettools.domain.supervision import (
    GivenTime,
    PlannedSupervision,
    SupervisionPage,
    SupervisionState,
    SupervisionTimes,
    TimesOf,
)
from nettools.errors import RefusedError
from nettools.store.bounds import Bounds

NINE = datetime(2026, 10, 12, 7, 0, tzinfo=UTC)
RIVALS = 4
BOUNDS = Bounds(pause=15, at_once={"zoom1@example.se": 2}, a_day={"ledare@example.se": 3})


def a_session(unit="eken", number=1, starts=NINE, state=SupervisionState.PUBLISHED, **others):
    return PlannedSupervision(
        **{
            "unit_key": unit,
            "number": number,
            "starts": starts,
            "ends": starts + timedelta(minutes=60),
            "leader": a_leader(),
            "state": state,
            **others,
        }
    )


def test_times_come_back_and_are_replaced_owner_by_owner(store):
    given = GivenTime(starts=NINE, ends=NINE + timedelta(hours=2), weight=2)
    anna = SupervisionTimes(
        kind=TimesOf.LEADER,
        key="anna@example.se",
        times=(given,),
        days_off=frozenset({date(2026, 10, 13)}),
        most_a_day=2,
    )
    eken = SupervisionTimes(
        kind=TimesOf.UNIT, key="eken", times=(given, replace(given, busy=True)), leaders=("anna@example.se",)
    )
    store.supervisions.save_times(HT26, [anna, eken])
    assert store.supervisions.times_of(HT26) == (
        anna,
        replace(eken, times=tuple(sorted(eken.times, key=lambda one: one.busy))),
    )
    store.supervisions.save_times(HT26, [replace(eken, times=(), leaders=())])
    assert store.supervisions.times_of(HT26) == (anna, replace(eken, times=(), leaders=()))
    assert store.supervisions.times_of(VT27) == ()


def test_proposals_are_replaced_and_what_people_know_of_stays(store):
    known = a_session("eken")
    store.supervisions.put(HT26, [known], BOUNDS)
    store.supervisions.propose(HT26, [a_session("linden", state=SupervisionState.PROPOSAL)])
    proposed = a_session("asken", state=SupervisionState.PROPOSAL)
    store.supervisions.propose(HT26, [proposed])
    assert store.supervisions.of(HT26) == (proposed, known)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (a_session("linden"), "taken"),
        (a_session("linden", starts=NINE + timedelta(minutes=70)), "taken"),  # within the pause
        (a_session("linden", starts=NINE + timedelta(minutes=75)), ""),
        (a_session("eken", 2, leader=a_leader("bo@example.se"), starts=NINE + timedelta(minutes=30)), "taken"),
        (a_session("linden", state=SupervisionState.CANCELLED), ""),
    ],
    ids=["leader", "pause", "after the pause", "unit", "cancelled"],
)
def test_nobody_is_held_twice_at_once(store, second, said):
    store.supervisions.put(HT26, [a_session("eken")], BOUNDS)
    try:
        store.supervisions.put(HT26, [second], BOUNDS)
        refused = ""
    except RefusedError as error:
        refused = error.code
    assert refused == said
    assert (second in store.supervisions.of(HT26)) is (not said)


def test_a_host_holds_as_many_at_once_as_it_can_and_a_leader_no_more_a_day_than_said(store):
    leaders = [a_leader(f"ledare{n}@example.se") for n in range(3)]
    for n in range(2):
        store.supervisions.put(HT26, [a_session(f"enhet-{n}", leader=leaders[n], zoom_host="Zoom1@example.se")], BOUNDS)
    with pytest.raises(RefusedError):
        store.supervisions.put(HT26, [a_session("enhet-2", leader=leaders[2], zoom_host="zoom1@example.se")], BOUNDS)
    for n in range(3):
        store.supervisions.put(HT26, [a_session(f"dag-{n}", starts=NINE + timedelta(hours=2 * n))], BOUNDS)
    with pytest.raises(RefusedError):
        store.supervisions.put(HT26, [a_session("dag-3", starts=NINE + timedelta(hours=7))], BOUNDS)


def test_a_cancelled_or_moved_session_frees_its_time(store):
    store.supervisions.put(HT26, [a_session("eken"), a_session("linden", starts=NINE + timedelta(hours=2))], BOUNDS)
    moved = a_session("eken", starts=NINE + timedelta(hours=4), state=SupervisionState.MOVED)
    store.supervisions.put(HT26, [moved, a_session("linden", state=SupervisionState.MOVED)], BOUNDS)
    store.supervisions.put(HT26, [replace(moved, state=SupervisionState.CANCELLED)], BOUNDS)
    store.supervisions.put(HT26, [a_session("asken", starts=NINE + timedelta(hours=4))], BOUNDS)
    assert [(one.unit_key, one.state.value) for one in store.supervisions.of(HT26)] == [
        ("linden", "moved"),
        ("asken", "published"),
        ("eken", "cancelled"),
    ]


def race(store, book):
    """How many of those who all want the same time get it, time after time."""
    start = threading.Barrier(RIVALS)

    def rival(number):
        won = []
        for day in range(10):
            start.wait()
            if book(a_session(f"enhet-{number}", 1 + day, starts=NINE + timedelta(days=day))):
                won.append(day)
        return won

    with ThreadPoolExecutor(RIVALS) as pool:
        return Counter(day for won in pool.map(rival, range(RIVALS)) for day in won)


def test_of_those_who_book_the_same_time_exactly_one_gets_it(store):
    def book(session):
        try:
            store.supervisions.put(HT26, [session], BOUNDS)
        except RefusedError:
            return False
        return True

    assert race(store, book) == dict.fromkeys(range(10), 1)


def test_the_race_shows_a_booking_that_looks_before_it_writes(store):
    from nettools.store import models  # noqa: PLC0415 - Django is set up only now

    looked = threading.Barrier(RIVALS)

    def careless(session):
        taken = any(one.starts == session.starts for one in store.supervisions.of(HT26))
        looked.wait()
        rows = store.database.rows(models.PlannedSupervision)
        rows.create(
            term="HT26",
            unit_key=session.unit_key,
            number=session.number,
            starts=session.starts,
            ends=session.ends,
            leader_email="",
            leader_key="",
            leader_name="",
            leader_phone="",
            zoom_host="",
            state="published",
        )
        return not taken

    assert race(store, careless) == dict.fromkeys(range(10), RIVALS)


def test_what_was_changed_since_it_was_seen_is_not_overwritten(store):
    seen = a_session("eken")
    store.supervisions.put(HT26, [seen], BOUNDS)
    moved = replace(seen, starts=NINE + timedelta(hours=4), ends=NINE + timedelta(hours=5))
    store.supervisions.put(HT26, [moved], BOUNDS, seen=[seen])
    for deed in (
        lambda: store.supervisions.put(HT26, [replace(seen, locked=True)], BOUNDS, seen=[seen]),
        lambda: store.supervisions.book(HT26, a_session("eken", 2), BOUNDS, seen=[]),
    ):
        with pytest.raises(RefusedError) as refused:
            deed()
        assert refused.value.code == "changed"
    assert store.supervisions.of(HT26) == (moved,)


def test_a_booking_takes_the_place_of_what_is_proposed_for_the_unit_or_leaves_it_when_refused(store):
    proposed = [a_session(unit, state=SupervisionState.PROPOSAL) for unit in ("eken", "linden")]
    store.supervisions.propose(HT26, proposed)
    store.supervisions.put(HT26, [a_session("asken")], BOUNDS)
    with pytest.raises(RefusedError):
        store.supervisions.book(HT26, a_session("eken"), BOUNDS, seen=[])
    assert {*proposed} <= {*store.supervisions.of(HT26)}
    booked = a_session("eken", starts=NINE + timedelta(hours=2))
    store.supervisions.book(HT26, booked, BOUNDS, seen=[])
    assert {*store.supervisions.of(HT26)} == {a_session("asken"), proposed[1], booked}


def test_a_page_is_known_by_the_digest_of_its_newest_address(store):
    page = SupervisionPage(term=HT26, kind=TimesOf.UNIT, key="eken", number=1)
    store.supervisions.keep_pages([(page, "digest-1")])
    assert store.supervisions.page_of("digest-1") == page
    store.supervisions.keep_pages([(replace(page, number=2), "digest-2")])
    assert (
        store.supervisions.page_of("digest-1"),
        store.supervisions.pages_of(HT26),
        store.supervisions.pages_of(VT27),
    ) == (
        None,
        {(TimesOf.UNIT, "eken"): (2, "digest-2")},
        {},
    )
