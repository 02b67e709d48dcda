"""Requests for supervision, drawn and written by hand, and the rules that every schedule holds."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.supervision import (
    HostTimes,
    LeaderTimes,
    Request,
    Rules,
    Span,
    UnitTimes,
    Wish,
)

MONDAY = date(2026, 10, 19)  # the clocks go back that Sunday


def at(day, hour, minute=0, minutes=60):
    starts = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), STOCKHOLM)
    starts = starts.replace(hour=hour, minute=minute)
    return Span(starts=starts, ends=starts + timedelta(minutes=minutes))


def a_leader(key="anna", *spans, **others):
    return LeaderTimes(leader=key, free=spans, **others)


def a_unit(key, *spans, weight=0, **others):
    return UnitTimes(unit=key, wishes=tuple(Wish(span=span, weight=weight) for span in spans), **others)


def who_when(found):
    return [(one.unit, one.leader, one.span) for one in found.sessions]


@st.composite
def spans(draw, most=4):
    return tuple(
        at(
            draw(st.integers(0, 8)),
            draw(st.integers(8, 14)),
            draw(st.sampled_from((0, 30))),
            30 * draw(st.integers(2, 7)),
        )
        for _ in range(draw(st.integers(0, most)))
    )


@st.composite
def requests(draw):
    leaders = tuple(
        LeaderTimes(
            leader=f"leader{n}", free=draw(spans()), busy=draw(spans(1)), most_a_day=draw(st.sampled_from((None, 1, 2)))
        )
        for n in range(draw(st.integers(1, 3)))
    )
    units = tuple(
        UnitTimes(
            unit=f"unit{n}",
            wishes=tuple(Wish(span=one, weight=draw(st.integers(0, 3))) for one in draw(spans())),
            leaders=tuple(draw(st.sets(st.sampled_from([one.leader for one in leaders]), max_size=2))),
            busy=draw(spans(1)),
            sessions=draw(st.sampled_from((1, 1, 1, 2))),
        )
        for n in range(draw(st.integers(0, 6)))
    )
    hosts = tuple(
        HostTimes(host=f"host{n}", at_once=draw(st.integers(1, 2)), busy=draw(spans(2)))
        for n in range(draw(st.integers(0, 2)))
    )
    rules = Rules(pause=draw(st.sampled_from((0, 15))), most_a_day=2, days_between=draw(st.integers(0, 2)))
    return Request(leaders=leaders, units=units, hosts=hosts, rules=rules)


def overlap(one, other):
    return one.starts < other.ends and other.starts < one.ends


def broken_rules(request, found):  # noqa: C901 - a list of rules
    """Every rule that the sessions break, counted anew from the request."""
    rules, wrong = request.rules, []
    leaders = {one.leader: one for one in request.leaders}
    units = {one.unit: one for one in request.units}
    pause = timedelta(minutes=rules.pause)
    for one in (one for one in found.sessions if not one.locked):
        leader, unit = leaders[one.leader], units[one.unit]
        if not any(span.starts <= one.span.starts and one.span.ends <= span.ends for span in joined(leader.free)):
            wrong.append(("leader not free", one))
        if not any(
            span.starts <= one.span.starts and one.span.ends <= span.ends
            for span in joined(w.span for w in unit.wishes)
        ):
            wrong.append(("unit cannot", one))
        wide = Span(starts=one.span.starts - pause, ends=one.span.ends + pause)
        if any(overlap(wide, busy) for busy in leader.busy) or any(overlap(one.span, busy) for busy in unit.busy):
            wrong.append(("busy", one))
        if unit.leaders and one.leader not in unit.leaders:
            wrong.append(("wrong leader", one))
        if one.span.starts < rules.not_before:
            wrong.append(("too soon", one))
    by_leader, by_unit, by_host = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in found.sessions:
        by_leader[one.leader].append(one.span)
        by_unit[one.unit].append(one.span)
        by_host[one.host].append(one.span)
    wrong += [
        ("leader clash", key)
        for key, own in by_leader.items()
        if any(b.starts < a.ends + pause for a, b in pairwise(sorted(own)))
    ]
    wrong += [
        ("unit clash", key) for key, own in by_unit.items() if any(overlap(a, b) for a, b in pairwise(sorted(own)))
    ]
    wrong += [
        ("too many", key) for key, own in by_unit.items() if key in units and len(own) > max(units[key].sessions, 1)
    ]
    for key, own in by_leader.items():
        most = leaders[key].most_a_day if leaders[key].most_a_day is not None else rules.most_a_day
        days = Counter(span.starts.astimezone(STOCKHOLM).date() for span in own)
        wrong += [("too many a day", key, day) for day, count in days.items() if count > most]
    for host in request.hosts:
        taken = [*host.busy, *by_host[host.host]]
        mine = by_host[host.host]
        wrong += [
            ("host", host.host, span)
            for span in mine
            for moment in [span.starts, *(o.starts for o in taken if span.starts <= o.starts < span.ends)]
            if sum(o.starts <= moment < o.ends for o in taken) > host.at_once
        ]
    if request.hosts:
        wrong += [("no host", one) for one in found.sessions if not one.host]
    return wrong


def joined(given):
    found = []
    for span in sorted(given):
        if found and span.starts <= found[-1].ends:
            found[-1] = Span(starts=found[-1].starts, ends=max(found[-1].ends, span.ends))
        else:
            found.append(span)
    return found
