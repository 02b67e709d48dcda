"""How apply, preview and listing grow from 30 to 3 000 units, without latency: the slope of the straight line."""

import math
import tempfile
from pathlib import Path

from bench.measuring import Clock
from bench.stage import stage_elsewhere
from homes import a_term_at_home

from nettools.canvas import CanvasClient
from nettools.jobs.changes import applying

LATENCY = 0.0
SIZES = (30, 300, 3000)
PEOPLE_A_UNIT = 2
UNITS_A_ROOM = 100


def run():
    rows = []
    for units in SIZES:
        rows.append(measured(units))
        said = ", ".join(f"{name} {seconds:.2f} s in {calls} calls" for name, (seconds, calls) in rows[-1].items())
        yield f"{units} units, {PEOPLE_A_UNIT * units} people: {said}"
    for name in rows[0]:
        yield f"{name}: {slope(rows, name, 0)} by time, {slope(rows, name, 1)} by calls (1 is a straight line)"


def measured(units):
    """Seconds and calls of each kind of work."""
    networks = max(1, units // UNITS_A_ROOM)
    people = PEOPLE_A_UNIT * units
    with (
        tempfile.TemporaryDirectory() as folder,
        stage_elsewhere(LATENCY) as stage,
        a_term_at_home(Path(folder), stage, units=units, people=people, networks=networks) as (tools, term),
    ):
        clock = Clock()
        applied = applying.apply(tools, term, approve=lambda _: True)
        found = {"apply": (clock.seconds, applied.calls)}
        clock = Clock()
        seen = applying.preview(tools, term)
        found["preview"] = (clock.seconds, seen.calls)
        course = stage.crowd(units)
        with CanvasClient(stage.canvas_url, stage.token) as client:
            clock = Clock()
            sum(1 for _ in client.pages(f"courses/{course}/enrollments"))
            found["listing"] = (clock.seconds, client.calls)
    return found


def slope(rows, name, column):
    """How steep the line is on paper with logarithms on both sides, from one size to the next."""
    values = [row[name][column] for row in rows]
    pairs = zip(SIZES, SIZES[1:], values, values[1:], strict=False)
    return " then ".join(f"{math.log(late / early) / math.log(big / small):.2f}" for small, big, early, late in pairs)
