"""A schedule keeps every rule, is at least as good as the scarcest-first one, and does not depend on order."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from bench.supervising_instances import instance
from hypothesis import given, settings
from hypothesis import strategies as st
from supervision_requests import MONDAY, a_leader, a_unit, at, broken_rules, requests, who_when

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.supervision import (
    Effort,
    HostTimes,
    Request,
    Rules,
    Span,
    Standing,
    Status,
    UnitTimes,
    Wish,
    schedule,
)
from nettools.scheduling.supervision.board import board_of
from nettools.scheduling.supervision.filling import objective
from nettools.scheduling.supervision.greedy import scarcest_first


@settings(max_examples=15)
@given(requests())
def test_nobody_is_ever_in_two_places_and_every_rule_is_kept(request):
    assert broken_rules(request, schedule(request)) == []


@settings(max_examples=15)
@given(requests())
def test_it_is_proven_best_and_never_worse_than_the_scarcest_first(request):
    board = board_of(request)
    found = schedule(request)
    assert found.objective.rank >= objective(board, scarcest_first(board).seats).rank
    assert found.status is (Status.OPTIMAL if found.sessions else Status.NONE)
    assert found.gap == 0


@settings(max_examples=15)
@given(requests(), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_the_input(request, chance):
    def mixed(things):
        return tuple(chance.sample(things, len(things)))

    other = replace(
        request,
        leaders=mixed([replace(one, free=mixed(one.free)) for one in request.leaders]),
        units=mixed([replace(one, wishes=mixed(one.wishes), leaders=mixed(one.leaders)) for one in request.units]),
        hosts=mixed(request.hosts),
    )
    assert schedule(other) == schedule(request)


@settings(max_examples=15)
@given(requests())
def test_what_is_decided_some_leaders_at_a_time_keeps_the_rules_and_bounds_the_best(request):
    whole, found = schedule(request), schedule(request, Effort(at_once=0))
    assert broken_rules(request, found) == []
    assert found.objective.rank <= whole.objective.rank
    assert found.objective.placed == whole.objective.placed
    assert schedule(request, Effort(at_once=0)) == found


def test_piece_by_piece_comes_near_the_best():
    request = instance(60, eligible=2, shape=(12, 4, 30))
    whole, found = schedule(request), schedule(request, Effort(at_once=20))
    worst = objective(board_of(request), scarcest_first(board_of(request)).seats)
    assert (found.objective.placed, found.objective.preference) == (whole.objective.placed, whole.objective.preference)
    assert whole.objective.cost <= found.objective.cost < worst.cost
    assert 0 <= found.gap < 0.01


@st.composite
def published(draw):
    """A request whose best schedule is known to people, in part locked, and a change to it."""
    request = draw(requests())
    standing = tuple(
        Standing(
            unit=one.unit,
            leader=one.leader,
            span=one.span,
            host=one.host,
            number=number,
            preference=one.preference,
            locked=draw(st.booleans()),
        )
        for number, one in enumerate(schedule(request).sessions, 1)
    )
    gone = draw(st.integers(0, len(request.leaders) - 1))
    day = MONDAY + timedelta(days=draw(st.integers(0, 8)))
    leaders = tuple(
        replace(one, days_off={**one.days_off, day: ""}) if place == gone else one
        for place, one in enumerate(request.leaders)
    )
    return replace(request, leaders=leaders, standing=standing)


@settings(max_examples=15)
@given(published())
def test_a_locked_session_never_moves(request):
    found = schedule(request)
    locked = {(one.unit, one.leader, one.span, one.host) for one in request.standing if one.locked}
    assert locked <= {(one.unit, one.leader, one.span, one.host) for one in found.sessions if one.locked}
    assert (
        broken_rules(replace(request, leaders=tuple(replace(one, days_off={}) for one in request.leaders)), found) == []
    )


@settings(max_examples=15)
@given(published())
def test_no_more_is_moved_than_must_be_for_as_many_sessions(request):
    """Against every subset of what is movable, held where it is: the largest that loses no session is what stays."""
    found = schedule(request)
    movable = [one for one in request.standing if not one.locked]
    stayed = len(movable) - len(found.moved)
    placed = len(found.sessions)
    for number in range(2 ** min(len(movable), 5)):
        held = {place for place in range(min(len(movable), 5)) if number >> place & 1}
        if len(held) <= stayed:
            continue
        pinned = tuple(replace(one, locked=True) for place, one in enumerate(movable) if place in held)
        rest = tuple(one for one in request.standing if one.locked)
        day_off = any(
            day in leader.days_off and p.leader == leader.leader
            for leader in request.leaders
            for p in pinned
            for day in [p.span.starts.date()]
        )
        if not day_off:
            assert len(schedule(replace(request, standing=(*rest, *pinned))).sessions) < placed


def test_what_was_moved_is_told_with_the_reason():
    first, second = at(0, 9), at(1, 9)
    request = Request(
        leaders=(a_leader("anna", first, second, days_off={MONDAY: ""}),),
        units=(a_unit("eken", first, second), a_unit("linden", at(0, 9, 0, 30))),
        standing=(Standing(unit="eken", leader="anna", span=first),),
    )
    found = schedule(request)
    assert [(one.before.span, one.to.span, one.code) for one in found.moved] == [(first, second, "leader-away")]
    assert [(one.unit, one.code) for one in found.unplaced] == [("linden", "no-common-time")]


def why_left_out(*spans, days_off):
    request = Request(
        leaders=(a_leader("anna", at(0, 9), at(1, 9)),), units=(a_unit("eken", *spans, days_off=days_off),)
    )
    [left] = schedule(request).unplaced
    return left.code, str(left.message).partition(". ")[0]


def test_days_that_are_kept_free_are_named_as_the_reason():
    tuesday = MONDAY + timedelta(days=1)
    assert why_left_out(at(0, 9), days_off={MONDAY: "höstlov"}) == (
        "days-off",
        "The unit has given only times on days that are kept free (höstlov)",
    )
    assert why_left_out(at(0, 9), at(1, 9), days_off={MONDAY: "höstlov", tuesday: "Alla helgons dag"}) == (
        "days-off",
        "The unit has given only times on days that are kept free (höstlov, Alla helgons dag)",
    )
    assert why_left_out(at(0, 9), days_off={MONDAY: ""}) == (
        "days-off",
        "The unit has given only times on days that it keeps free",
    )
    assert why_left_out(at(0, 9), at(1, 13), days_off={MONDAY: "höstlov"}) == (
        "no-common-time",
        (
            "The unit has no time in common with a course leader that it may meet, "
            "beside days that are kept free (höstlov)"
        ),
    )
    assert why_left_out(at(1, 13), days_off={MONDAY: "höstlov"})[0] == "no-common-time"


@pytest.mark.parametrize("whose", ["unit", "leader"])
def test_a_session_that_lies_in_a_break_is_moved_and_the_break_is_named(whose):
    first, second = at(0, 9), at(1, 9)
    off = {MONDAY: "höstlov"}
    request = Request(
        leaders=(a_leader("anna", first, second, days_off=off if whose == "leader" else {}),),
        units=(a_unit("eken", first, second, days_off=off if whose == "unit" else {}),),
        standing=(Standing(unit="eken", leader="anna", span=first),),
    )
    assert [(one.to.span, one.code, str(one.message)) for one in schedule(request).moved] == [
        (second, "days-off", "Måndag 19 oktober 2026 kl. 9–10 (v. 43) is kept free: höstlov.")
    ]


def test_wishes_come_before_compact_days_and_leaders_that_are_wished_are_met():
    monday, tuesday = at(0, 9), at(1, 9)
    request = Request(
        leaders=(a_leader("anna", monday, at(0, 10, 30), tuesday), a_leader("bo", monday)),
        units=(
            a_unit("eken", monday),
            UnitTimes(
                unit="linden", wishes=(Wish(span=at(0, 10, 30)), Wish(span=tuesday, weight=1)), leaders=("anna",)
            ),
        ),
    )
    assert ("linden", "anna", tuesday) in [
        (unit, leader, Span(starts=span.starts.astimezone(STOCKHOLM), ends=span.ends.astimezone(STOCKHOLM)))
        for unit, leader, span in who_when(schedule(request))
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_change_that_is_named_would_place_the_unit(seed):
    chance = random.Random(seed)
    slots = [at(day, hour) for day in range(3) for hour in (9, 11, 13)]
    request = Request(
        leaders=tuple(
            a_leader(name, *chance.sample(slots, 4), most_a_day=chance.choice((1, 2))) for name in ("anna", "bo")
        ),
        units=tuple(a_unit(f"enhet-{n}", *chance.sample(slots, 2)) for n in range(9)),
        hosts=(HostTimes(host="zoom"),),
    )
    found = schedule(request)
    assert any(one.remedy for one in found.unplaced)
    for one in found.unplaced:
        if one.remedy is None:
            assert "No single change" in str(one.message)
            continue
        better = schedule(mended(request, one))
        assert len(better.sessions) > len(found.sessions), one


def mended(request, unplaced):
    remedy = unplaced.remedy
    if remedy.kind == "host":
        return replace(request, hosts=(*request.hosts, HostTimes(host="another")))
    if remedy.kind == "unit-time":
        return replace(
            request,
            units=tuple(
                replace(one, wishes=(*one.wishes, Wish(span=remedy.span))) if one.unit == unplaced.unit else one
                for one in request.units
            ),
        )
    changed = {
        "leader-time": lambda one: replace(one, free=(*one.free, remedy.span)),
        "day-limit": lambda one: replace(one, most_a_day=one.most_a_day + 1),
    }[remedy.kind]
    return replace(
        request, leaders=tuple(changed(one) if one.leader == remedy.leader else one for one in request.leaders)
    )


def test_minimum_notice_keeps_new_sessions_away_and_near_ones_where_they_are():
    request = Request(
        leaders=(a_leader("anna", at(0, 9), at(2, 9)),),
        units=(a_unit("eken", at(0, 9), at(2, 9)), a_unit("linden", at(0, 9), at(2, 9))),
        standing=(Standing(unit="linden", leader="anna", span=at(0, 9)),),
        rules=Rules(not_before=at(1, 9).starts),
    )
    found = schedule(request)
    assert [(one.unit, one.locked) for one in found.sessions] == [("linden", True), ("eken", False)]


def test_an_hour_that_comes_twice_is_two_hours():
    """On 25 October 2026 clocks go back at 03.00: 02.00 to 02.30 summer time and winter time are not the same."""
    before = datetime(2026, 10, 25, 2, 0, tzinfo=STOCKHOLM)
    after = before.replace(fold=1)
    night = Span(starts=before, ends=after + timedelta(minutes=60))
    request = Request(
        leaders=(a_leader("anna", night),),
        units=(a_unit("eken", night), a_unit("linden", night)),
        rules=Rules(pause=0),
    )
    assert [one.span.starts.timestamp() - before.timestamp() for one in schedule(request).sessions] == [0, 3600]
