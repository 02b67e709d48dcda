"""Units book, move and cancel themselves: within the rules, first come, first served, whoever is at it at once."""

import random
import shutil
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from builders import HT26
from postgres import running_postgres
from worlds import NOW, a_sign_up
from zoom_talk import Clock

from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import GivenTime, SupervisionState, SupervisionTimes, TimesOf
from nettools.errors import RefusedError
from nettools.jobs.home import lay_out
from nettools.jobs.supervision import planning
from nettools.jobs.supervision.booking import book, cancel, choices, move
from nettools.jobs.supervision.supervised import bounds_of
from nettools.jobs.tools import Silence, open_tools
from nettools.store import open_store

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MAJA, YUSUF = "maja.akerlund@example.se", "yusuf.ekstrom@example.se"
RIVALS = 4
UNITS = [f"enhet-{number}-1780" for number in range(1, RIVALS + 1)]


def at(day, hour, month=10):
    return datetime(2026, month, day, hour, tzinfo=STOCKHOLM)


def free(key, *spans, kind=TimesOf.LEADER, **others):
    times = tuple(GivenTime(starts=starts, ends=ends) for starts, ends in spans)
    return SupervisionTimes(kind=kind, key=key, times=times, **others)


@pytest.fixture(scope="module")
def postgres():
    with running_postgres() as cluster:
        template = cluster.new_database()
        open_store(cluster.url(template)).close()
        yield cluster, template


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    template = tmp_path_factory.mktemp("template") / "nettools.sqlite3"
    open_store(f"sqlite:///{template}").close()
    return template


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A database with tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite"), tmp_path / "booking.sqlite3")
        return f"sqlite:///{tmp_path / 'booking.sqlite3'}"
    cluster, template = request.getfixturevalue("postgres")
    return cluster.url(cluster.new_database(template))


@pytest.fixture
def office(tmp_path, url):
    """Tools for a term with four units, and two leaders who are free on two days; and the clock."""
    lay_out(tmp_path)
    clock = Clock(NOW)
    with open_tools(tmp_path, environment={"NETTOOLS__DATABASE__URL": url}, clock=clock) as tools:
        tools.store.registrations.save([a_sign_up(number) for number in range(1, RIVALS + 1)])
        tools.store.supervisions.save_times(
            HT26,
            [
                free(MAJA, (at(12, 8), at(12, 12)), (at(14, 8), at(14, 17))),
                free(YUSUF, (at(12, 8), at(12, 12)), (at(15, 8), at(15, 12))),
            ],
        )
        yield tools, clock


def told(found):
    return [f"{one.offer.span.starts.astimezone(STOCKHOLM):%d %H.%M} {one.leader[:4]}" for one in found]


def standing(tools):
    return [one for one in tools.store.supervisions.of(HT26) if one.stands]


def refusal(deed, *arguments):
    with pytest.raises(RefusedError) as refused:
        deed(*arguments)
    return refused.value.code


def with_rules(tools, **rules):
    return replace(tools, settings=replace(tools.settings, supervision=replace(tools.settings.supervision, **rules)))


def test_a_unit_books_moves_and_cancels_and_what_it_leaves_is_free_again(office):
    tools, _ = office
    found = choices(tools, HT26, UNITS[0])
    assert told(found) == [
        *("12 08.00 Maja", "12 08.00 Yusu", "12 09.15 Maja", "12 09.15 Yusu", "12 10.30 Maja", "12 10.30 Yusu"),
        *("14 08.00 Maja", "14 09.15 Maja", "14 10.30 Maja", "14 11.45 Maja", "14 13.00 Maja", "14 14.15 Maja"),
        *("14 15.30 Maja", "15 08.00 Yusu", "15 09.15 Yusu", "15 10.30 Yusu"),
    ]
    booked = book(tools, HT26, UNITS[0], found[0].key)
    assert (booked.state, booked.locked, booked.zoom_host) == (
        SupervisionState.PUBLISHED,
        True,
        "zoom-sal-1@example.se",
    )
    assert choices(tools, HT26, UNITS[0]) == []
    assert "12 08.00 Maja" not in told(choices(tools, HT26, UNITS[1]))
    moved = move(tools, HT26, UNITS[0], booked.number, found[3].key)
    assert standing(tools) == [moved]
    assert (moved.number, moved.state, moved.leader.name) == (1, SupervisionState.MOVED, "Yusuf Ekström")
    cancel(tools, HT26, UNITS[0], 1)
    assert standing(tools) == []
    assert choices(tools, HT26, UNITS[0]) == found
    assert book(tools, HT26, UNITS[0], found[0].key).number == 2


def test_what_is_too_near_is_neither_offered_nor_changed(office):
    tools, clock = office
    late, early = choices(tools, HT26, UNITS[0])[-1], choices(tools, HT26, UNITS[1])[0]
    book(tools, HT26, UNITS[0], late.key)
    book(tools, HT26, UNITS[1], early.key)
    clock.now = at(10, 9)
    assert told(choices(tools, HT26, UNITS[2]))[0] == "14 08.00 Maja"
    assert refusal(book, tools, HT26, UNITS[2], early.key) == "taken"
    assert refusal(cancel, tools, HT26, UNITS[1], 1) == "too-late"
    assert refusal(move, tools, HT26, UNITS[1], 1, choices(tools, HT26, UNITS[2])[0].key) == "too-late"
    assert cancel(tools, HT26, UNITS[0], 1).state is SupervisionState.CANCELLED
    assert refusal(cancel, tools, HT26, UNITS[0], 1) == "no-session"


def test_days_between_leaders_wished_full_days_and_full_hosts_bound_what_is_offered(office):
    tools, _ = office
    several = with_rules(tools, per_unit=2, days_between=2)
    [first, *_] = choices(several, HT26, UNITS[0])
    book(several, HT26, UNITS[0], first.key)
    assert {one[:2] for one in told(choices(several, HT26, UNITS[0]))} == {"14", "15"}
    one_a_day = with_rules(tools, most_a_day=1)
    assert {one for one in told(choices(one_a_day, HT26, UNITS[1])) if "Maja" in one and one.startswith("12")} == set()
    tools.store.supervisions.save_times(HT26, [free(UNITS[2], kind=TimesOf.UNIT, leaders=(YUSUF,))])
    assert {one[-4:] for one in told(choices(tools, HT26, UNITS[2]))} == {"Yusu"}
    both = [one for one in choices(tools, HT26, UNITS[1]) if told([one]) == ["12 08.00 Yusu"]]
    described = tools.settings.terms[str(HT26)]
    one_host = replace(described, zoom_hosts=described.zoom_hosts[:1])
    narrow = replace(tools, settings=replace(tools.settings, terms={**tools.settings.terms, str(HT26): one_host}))
    assert refusal(book, narrow, HT26, UNITS[1], both[0].key) == "taken"
    assert book(tools, HT26, UNITS[1], both[0].key).zoom_host == "zoom-sal-2@example.se"


def test_a_wished_time_is_told_and_noted_though_any_other_may_be_chosen(office):
    tools, _ = office
    wish = free(UNITS[0], kind=TimesOf.UNIT)
    wish = replace(wish, times=(GivenTime(starts=at(14, 8), ends=at(14, 9), weight=3),))
    tools.store.supervisions.save_times(HT26, [wish])
    found = choices(tools, HT26, UNITS[0])
    assert (len(found), told(one for one in found if one.offer.weight)) == (16, ["14 08.00 Maja"])
    assert book(tools, HT26, UNITS[0], next(one.key for one in found if one.offer.weight)).preference == 3


def test_a_booking_takes_the_place_of_what_was_proposed_and_a_schedule_leaves_it_alone(office):
    tools, _ = office
    wishes = [free(unit, (at(12, 8), at(12, 12)), kind=TimesOf.UNIT) for unit in UNITS[:2]]
    tools.store.supervisions.save_times(HT26, wishes)
    planning.propose(tools, HT26)
    late = choices(tools, HT26, UNITS[0])[-1]
    booked = book(tools, HT26, UNITS[0], late.key)
    planning.publish(tools, HT26)
    assert [one.unit_key for one in standing(tools)] == [UNITS[1], UNITS[0]]
    assert planning.replan(tools, HT26, carry_out=True).schedule.moved == ()
    assert booked in standing(tools)


def test_a_proposal_that_somebody_booked_into_is_refused_whole_and_says_what_to_do(office):
    tools, _ = office
    tools.store.supervisions.save_times(HT26, [free(UNITS[0], (at(12, 8), at(12, 9)), kind=TimesOf.UNIT)])
    [proposed] = [one for one in planning.propose(tools, HT26).schedule.sessions if one.unit == UNITS[0]]
    [same] = [
        one
        for one in choices(tools, HT26, UNITS[1])
        if (one.offer.span, one.offer.leader) == (proposed.span, proposed.leader)
    ]
    book(tools, HT26, UNITS[1], same.key)
    assert refusal(planning.publish, tools, HT26) == "taken"
    planning.propose(tools, HT26)
    planning.publish(tools, HT26)
    assert len(standing(tools)) == 2


def test_a_unit_that_has_left_is_offered_nothing(office):
    tools, _ = office
    key = choices(tools, HT26, UNITS[0])[0].key
    tools.store.registrations.save([a_sign_up(1, RegistrationState.WITHDRAWN)])
    assert choices(tools, HT26, UNITS[0]) == []
    assert refusal(book, tools, HT26, UNITS[0], key) == "taken"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_units_do_nobody_is_in_two_places_and_every_time_that_is_offered_can_be_had(office, seed):
    tools, _ = office
    chance, tools = random.Random(seed), with_rules(tools, per_unit=2, days_between=1, most_a_day=4)
    for _ in range(14):
        unit = chance.choice(UNITS)
        mine = [one for one in standing(tools) if one.unit_key == unit]
        deed = chance.choice(["book", "move", "move", "cancel"]) if mine else "book"
        session = chance.choice(mine) if deed != "book" else None
        if deed == "cancel":
            cancel(tools, HT26, unit, session.number)
        elif found := choices(tools, HT26, unit, number=session.number if session else None):
            key = chance.choice(found).key
            move(tools, HT26, unit, session.number, key) if session else book(tools, HT26, unit, key)
        check(tools)
    assert standing(tools)


def check(tools):
    """Nobody twice at once, pauses between a leader's sessions, bounds kept."""
    sessions = standing(tools)
    for of, pause in (
        (lambda one: one.leader.email.key, 15),
        (lambda one: one.unit_key, 0),
        (lambda one: one.zoom_host, 0),
    ):
        for whose in {of(one) for one in sessions}:
            theirs = [one for one in sessions if of(one) == whose]
            assert all(a.ends + timedelta(minutes=pause) <= b.starts for a, b in pairwise(theirs))
    assert all(count <= 2 for count in Counter(one.unit_key for one in sessions).values())
    for unit in UNITS:
        theirs = [one for one in sessions if one.unit_key == unit]
        assert all(b.starts - a.starts >= timedelta(days=1) for a, b in pairwise(theirs))
    assert all(count <= 4 for count in Counter((one.leader.email.key, one.starts.date()) for one in sessions).values())


def race(deeds):
    """All at once; each says "" or why it was refused."""
    start = threading.Barrier(len(deeds))

    def run(deed):
        start.wait()
        try:
            deed()
        except RefusedError as error:
            return error.code
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [*pool.map(run, deeds)]


def test_of_units_that_book_the_same_time_at_once_one_gets_it_and_the_others_see_what_is_left(office):
    tools, _ = office
    for _ in range(3):
        key = choices(tools, HT26, UNITS[0])[0].key
        said = race([partial(book, tools, HT26, unit, key) for unit in UNITS])
        assert sorted(said) == ["", "taken", "taken", "taken"]
        [winner] = standing(tools)
        assert winner.unit_key == UNITS[said.index("")]
        assert len(choices(tools, HT26, UNITS[said.index("taken")])) == 15
        cancel(tools, HT26, winner.unit_key, winner.number)


def browsers(tools, take):
    """Four browsers of one unit choose different times at once: what each was told, and how many sessions stand."""
    found = choices(tools, HT26, UNITS[0])
    said = race([lambda one=one: take(one) for one in (found[0], found[2], found[7], found[13])])
    return sorted(said), len(standing(tools))


def test_of_one_units_browsers_that_book_different_times_at_once_one_gets_its_time(office):
    tools, _ = office
    said, stand = browsers(tools, lambda one: book(tools, HT26, UNITS[0], one.key))
    assert (said[0], {*said[1:]} <= {"changed", "taken"}, stand) == ("", True, 1)


def test_the_race_of_browsers_shows_a_booking_that_does_not_look_again(office):
    tools, _ = office
    looked = threading.Barrier(RIVALS)
    example = book(tools, HT26, UNITS[1], choices(tools, HT26, UNITS[1])[4].key)

    def careless(one):
        looked.wait()
        span = one.offer.span
        session = replace(example, unit_key=UNITS[0], number=1, starts=span.starts, ends=span.ends, zoom_host="")
        tools.store.supervisions.put(HT26, [session], bounds_of(tools, HT26))

    said, _ = browsers(tools, careless)
    assert said == [""] * RIVALS  # all were told that they had it, and three of them had not


def test_two_browsers_that_move_the_same_session_at_once_do_not_undo_each_other(office):
    tools, _ = office
    found = choices(tools, HT26, UNITS[0])
    book(tools, HT26, UNITS[0], found[0].key)
    said = race([lambda one=one: move(tools, HT26, UNITS[0], 1, one.key) for one in (found[2], found[7])])
    assert "" in said
    assert {*said} <= {"", "changed", "taken"}
    [stands] = standing(tools)
    if said.count("") == 1:
        assert stands.starts == (found[2], found[7])[said.index("")].offer.span.starts


class Meanwhile(Silence):
    """Progress that lets something happen while a schedule is thought of."""

    def __init__(self, happens):
        self.happens = happens

    def begin(self, *_):
        self.happens()


def test_who_books_while_a_schedule_is_thought_of_gets_no_proposal_beside(office):
    tools, _ = office
    wishes = [free(unit, (at(12, 8), at(12, 12)), kind=TimesOf.UNIT) for unit in UNITS[:2]]
    tools.store.supervisions.save_times(HT26, wishes)
    late = choices(tools, HT26, UNITS[0])[-1]
    planning.propose(replace(tools, progress=Meanwhile(lambda: book(tools, HT26, UNITS[0], late.key))), HT26)
    assert [(one.unit_key, one.state.value) for one in tools.store.supervisions.of(HT26)] == [
        (UNITS[1], "proposal"),
        (UNITS[0], "published"),
    ]


def test_who_cancels_while_moves_are_thought_of_is_not_brought_back(office):
    tools, _ = office
    tools.store.supervisions.save_times(HT26, [free(UNITS[0], (at(12, 8), at(12, 9)), kind=TimesOf.UNIT)])
    planning.propose(tools, HT26)
    planning.publish(tools, HT26)
    later = (at(14, 8), at(14, 17))
    tools.store.supervisions.save_times(
        HT26, [free(MAJA, later), free(YUSUF, later), free(UNITS[0], later, kind=TimesOf.UNIT)]
    )
    meddled = replace(tools, progress=Meanwhile(lambda: cancel(tools, HT26, UNITS[0], 1)))
    assert refusal(partial(planning.replan, carry_out=True), meddled, HT26) == "changed"
    assert standing(tools) == []
    assert [one.unit for one in planning.propose(tools, HT26).schedule.sessions] == [UNITS[0]]
