"""The request that a schedule is made for: times from the store, meetings and hosts from the term's description."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from nettools.domain import swedish
from nettools.domain.occasions import STOCKHOLM, NetworkMeeting
from nettools.domain.supervision import PlannedSupervision, SupervisionState, SupervisionTimes, TimesOf
from nettools.domain.termplan import Network, TermDescription
from nettools.domain.terms import Term
from nettools.jobs.changes.hosting import hosts_before
from nettools.jobs.supervision.supervised import leaders_of
from nettools.jobs.tools import Tools
from nettools.scheduling import Seen, break_days, build, choose_hosts, closed_days
from nettools.scheduling.supervision import HostTimes, LeaderTimes, Request, Rules, Span, Standing, UnitTimes, Wish


def request_of(tools: Tools, term: Term, *, movable: bool) -> Request:
    """All that a schedule of the term depends on; with `movable` published sessions may move, else they stay.

    What may move is not even asked for when its unit has left the term.
    """
    description = tools.settings.term(term)
    given = {(one.kind, one.key): one for one in tools.store.supervisions.times_of(term)}
    registrations = tools.store.registrations.of(term)
    plan, _ = build(registrations, description, tools.store.placements.of(term))
    closed = closed_days(description.first_day, description.last_day)
    placed = {each.unit.key for network in plan.networks for each in network.registrations}
    return Request(
        leaders=tuple(_leaders(description, given, closed)),
        units=tuple(unit for network in plan.networks for unit in _units(tools, description, network, given, closed)),
        hosts=tuple(_hosts(tools, term, description)),
        rules=rules_of(tools),
        standing=tuple(
            one
            for one in _standing(tools, term, description, movable=movable)
            if one.locked or not movable or one.unit in placed
        ),
    )


def rules_of(tools: Tools) -> Rules:
    """The rules of the settings, from the first day that is not too near."""
    rules = tools.settings.supervision
    return Rules(
        minutes=rules.minutes,
        pause=rules.pause,
        step=rules.step,
        most_a_day=rules.most_a_day,
        days_between=rules.days_between,
        not_before=_notice(tools),
        day_cost=rules.day_cost,
        idle_cost=rules.idle_cost,
        load_cost=rules.load_cost,
    )


def _notice(tools: Tools) -> datetime:
    """When that day begins; without notice the next whole hour. So the answer is the same all day, on even hours."""
    days, now = tools.settings.supervision.notice_days, swedish.local(tools.clock())
    if days:
        return datetime.combine(now.date() + timedelta(days=days), time(), tzinfo=STOCKHOLM)
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _leaders(
    description: TermDescription, given: Mapping[tuple[TimesOf, str], SupervisionTimes], closed: Mapping[date, str]
) -> Iterator[LeaderTimes]:
    meetings: defaultdict[str, list[Span]] = defaultdict(list)
    for network in description.networks:
        for leader in network.leaders:
            meetings[leader.email.key] += map(_span, network.meetings)
    for key, leader in leaders_of(description).items():
        times = given.get((TimesOf.LEADER, key))
        if times is not None:
            yield LeaderTimes(
                leader=key,
                name=leader.name,
                free=tuple(Span(starts=one.starts, ends=one.ends) for one in times.times if not one.busy),
                busy=(*(Span(starts=one.starts, ends=one.ends) for one in times.times if one.busy), *meetings[key]),
                days_off={**dict.fromkeys(times.days_off, ""), **closed},
                most_a_day=times.most_a_day,
            )


def _units(
    tools: Tools,
    description: TermDescription,
    network: Network,
    given: Mapping[tuple[TimesOf, str], SupervisionTimes],
    closed: Mapping[date, str],
) -> Iterator[UnitTimes]:
    for registration in network.registrations:
        unit = registration.unit
        times = given.get((TimesOf.UNIT, unit.key), SupervisionTimes(kind=TimesOf.UNIT, key=unit.key, times=()))
        breaks = break_days(tools.settings.calendar, unit, description.first_day, description.last_day)
        free = [one for one in times.times if not one.busy]
        yield UnitTimes(
            unit=unit.key,
            wishes=tuple(Wish(span=Span(starts=one.starts, ends=one.ends), weight=one.weight) for one in free),
            leaders=times.leaders,
            busy=(
                *(Span(starts=one.starts, ends=one.ends) for one in times.times if one.busy),
                *map(_span, network.description.meetings),
            ),
            days_off={**dict.fromkeys(times.days_off, ""), **breaks, **closed},
            sessions=tools.settings.supervision.per_unit,
        )


def _hosts(tools: Tools, term: Term, description: TermDescription) -> Iterator[HostTimes]:
    """What the hosts hold of network meetings, by the hosts that these have or would get."""
    links = tools.store.links.of(str(term))
    alone = replace(description, supervisions=())
    chosen = choose_hosts(alone, Seen(earlier=hosts_before(links))).of
    busy: defaultdict[str, list[Span]] = defaultdict(list)
    for network in description.networks:
        for meeting in network.meetings:
            host = network.zoom_host or chosen.get(f"{term}/{network.key}/meeting-{meeting.number}", "")
            busy[host.casefold()].append(_span(meeting))
    for one in description.zoom_hosts:
        yield HostTimes(host=str(one.email), at_once=one.meetings_at_once, busy=tuple(busy[one.email.key]))


def _standing(tools: Tools, term: Term, description: TermDescription, *, movable: bool) -> Iterator[Standing]:
    for one in description.supervisions:
        yield Standing(
            unit=one.unit_key,
            leader=one.leader.email.key,
            span=Span(starts=one.starts, ends=one.ends),
            host=one.zoom_host,
            number=one.number,
            locked=True,
        )
    for session in tools.store.supervisions.of(term):
        if session.stands:
            yield _stands(session, movable=movable)


def _stands(one: PlannedSupervision, *, movable: bool) -> Standing:
    return Standing(
        unit=one.unit_key,
        leader=one.leader.email.key,
        span=Span(starts=one.starts, ends=one.ends),
        host=one.zoom_host,
        number=one.number,
        preference=one.preference,
        locked=one.locked or one.state is SupervisionState.HELD or not movable,
    )


def _span(meeting: NetworkMeeting) -> Span:
    return Span(starts=meeting.starts, ends=meeting.ends)
