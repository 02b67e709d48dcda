"""Supervision schedules: proven best or how far from it, against first come, first served; moves after changes."""

import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace

from bench.supervising_instances import instance
from bench.supervising_instances import slot as slot_number

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.supervision import Standing, Wish, schedule
from nettools.scheduling.supervision.board import board_of
from nettools.scheduling.supervision.filling import objective
from nettools.scheduling.supervision.greedy import first_come, scarcest_first

SIZES = (30, 150, 600, 3000)


def run():
    for units in SIZES:
        yield from _apart("size", units)
    for changes in (1, 5, 20):
        yield from _apart("replan", changes)


def _apart(what, number):
    """In a process of its own, so that its memory is its own."""
    words = [sys.executable, "-c", f"from bench import supervising as s; s.show(s.{what}({number}))"]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(words, capture_output=True, text=True, check=True, env=here).stdout.splitlines()


def size(units):
    request = instance(units)
    board = board_of(request)
    queue = objective(board, first_come(board, range(units)).seats)
    greedy = objective(board, scarcest_first(board).seats)
    found, spent, wall = _timed(request)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    best = found.objective
    used = f"{spent:.1f} s of CPU ({wall:.1f} s), {megabytes} MB"
    yield f"{units} units: {found.status}, gap {100 * found.gap:.3f} %, {used}"
    for name, one in (("first come", queue), ("scarcest first", greedy), ("schedule", best)):
        yield (
            f"  {name:15} placed {one.placed}, wishes {one.preference}, leader days {one.leader_days}, "
            f"waiting {one.gap_minutes} min, above even load {one.uneven}"
        )


def replan(changes):
    """A term of 150 units is published; so many things happen: leaders ill for a day, times withdrawn, units late."""
    request = instance(150)
    late = [one.unit for one in request.units[: changes // 3]]
    before = schedule(replace(request, units=tuple(one for one in request.units if one.unit not in late)))
    standing = tuple(
        Standing(unit=one.unit, leader=one.leader, span=one.span, host=one.host, number=1, preference=one.preference)
        for one in before.sessions
    )
    changed = _happened(replace(request, standing=standing), changes - len(late), random.Random(changes))
    found, spent, wall = _timed(changed)
    must = sum(one.code != "made-room" for one in found.moved)
    yield (
        f"replan after {changes} changes: {len(found.moved)} of {len(standing)} moved ({must} had no choice), "
        f"{found.status}, {found.objective.placed} placed, {spent:.1f} s of CPU ({wall:.1f} s)"
    )


def _happened(request, changes, chance):
    leaders, units = {one.leader: one for one in request.leaders}, {one.unit: one for one in request.units}
    for number, one in enumerate(chance.sample(request.standing, changes)):
        if number % 2:
            day = one.span.starts.astimezone(STOCKHOLM).date()
            leader = leaders[one.leader]
            leaders[one.leader] = replace(leader, days_off={**leader.days_off, day: ""})
        else:
            unit = units[one.unit]
            kept = tuple(wish for wish in unit.wishes if wish.span.starts != one.span.starts)
            units[one.unit] = replace(unit, wishes=(*kept, Wish(span=slot_number(chance.randrange(60)))))
    return replace(request, leaders=tuple(leaders.values()), units=tuple(units.values()))


def _timed(request):
    cpu, clock = time.process_time(), time.perf_counter()
    found = schedule(request)
    return found, time.process_time() - cpu, time.perf_counter() - clock


def show(lines):
    for line in lines:
        sys.stdout.write(f"{line}\n")
