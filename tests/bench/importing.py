"""300 sections and 5 000 people, enrolled and in groups: as SIS imports, against one by one; 30 ms a call.

The rooms are furnished first, so that the calls are those of sections and people, looking and uploads included.
"""

import os
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import Clock
from bench.stage import stage_elsewhere
from homes import describe, sign_up, zoom_host

from nettools.jobs.changes import applying
from nettools.jobs.changes.remotes import Options
from nettools.jobs.tools import open_tools

LATENCY = 0.03
UNITS, PEOPLE, NETWORKS = 300, 5000, 1
SHARE = 10  # one by one, so small a part is measured, and the whole reckoned from it


def run():
    with a_furnished_term(UNITS) as (tools, term, stage):
        sign_up(tools, term, units=UNITS, people=PEOPLE)
        stage.figures()
        clock = Clock()
        applied = applying.apply(tools, term, Options(road="auto"), approve=lambda _: True)
        seconds, asked = clock.seconds, stage.figures()
        kinds = Counter(str(one.kind) for one in applied.having("done"))
        made = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        calls = f"{applied.calls} calls in all ({asked['calls']} to Canvas)"
        yield f"as SIS imports: {seconds:.0f} s, {calls}; made: {made}"
        clock = Clock()
        seen = applying.preview(tools, term)
        yield (
            f"preview afterwards: {clock.seconds:.1f} s, {seen.calls} calls, {len(seen.change_set.changes)} changes, "
            f"{len(seen.change_set.drift)} differences"
        )
    with a_furnished_term(UNITS // SHARE) as (tools, term, stage):
        sign_up(tools, term, units=UNITS // SHARE, people=PEOPLE // SHARE)
        clock = Clock()
        single = applying.apply(tools, term, Options(road="rest"), approve=lambda _: True)
        theirs = clock.seconds * SHARE
        yield (
            f"one by one, reckoned from a tenth: {theirs:.0f} s, {single.calls * SHARE} calls; "
            f"ratio: {single.calls * SHARE / applied.calls:.0f} times the calls, {theirs / seconds:.1f} times as long"
        )


@contextmanager
def a_furnished_term(units):
    """A term whose rooms are there, and nobody in them yet; the tools, the term, the stage."""
    with tempfile.TemporaryDirectory() as folder, stage_elsewhere(LATENCY) as stage:
        term = describe(Path(folder), networks=NETWORKS, capacity=units)
        for number in range(1, NETWORKS + 1):
            stage.zoom.add_host(zoom_host(number))
        people = {"NETTOOLS__CANVAS__PEOPLE_SIS_IDS": "true"}
        with open_tools(Path(folder), environment={**os.environ, **stage.environment(), **people}) as tools:
            applying.apply(tools, term, approve=lambda _: True)
            yield tools, term, stage
