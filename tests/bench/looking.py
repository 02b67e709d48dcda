"""Looking: a preview when nothing is to do, and a long list against canvasapi's PaginatedList; 30 ms a call."""

import tempfile
import warnings
from pathlib import Path

import canvasapi
from bench.measuring import Clock
from bench.stage import stage_elsewhere
from homes import a_term_at_home

from nettools.canvas import CanvasClient
from nettools.jobs.changes import applying

LATENCY = 0.03
UNITS, PEOPLE, NETWORKS = 300, 1500, 4
ENROLMENTS = 3000


def run():
    yield from preview_of_nothing()
    yield from long_list()


def preview_of_nothing():
    with (
        tempfile.TemporaryDirectory() as folder,
        stage_elsewhere(LATENCY) as stage,
        a_term_at_home(Path(folder), stage, units=UNITS, people=PEOPLE, networks=NETWORKS) as (tools, term),
    ):
        clock = Clock()
        applied = applying.apply(tools, term, approve=lambda _: True)
        yield f"apply, {UNITS} units, {PEOPLE} people, {NETWORKS} rooms: {clock.seconds:.0f} s, {applied.calls} calls"
        stage.figures()
        clock = Clock()
        seen = applying.preview(tools, term)
        asked = stage.figures()
        yield (
            f"preview when nothing is to do: {clock.seconds:.1f} s, {len(seen.change_set.changes)} changes, "
            f"{asked['calls']} calls to Canvas, {asked['zoom']} to Zoom for {NETWORKS} hosts"
        )


def long_list():
    with stage_elsewhere(LATENCY) as stage:
        course = stage.crowd(ENROLMENTS)
        with CanvasClient(stage.canvas_url, stage.token) as client:
            clock = Clock()
            ours = sum(1 for _ in client.pages(f"courses/{course}/enrollments"))
            our_seconds = clock.seconds
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # canvasapi warns of http
            canvas = canvasapi.Canvas(stage.canvas_url, stage.token)
        clock = Clock()
        theirs = sum(1 for _ in canvas.get_course(course).get_enrollments())
        their_seconds = clock.seconds
        yield (
            f"listing enrolments: {ours} in {our_seconds:.2f} s, canvasapi's PaginatedList {theirs} in "
            f"{their_seconds:.2f} s; ratio: {their_seconds / our_seconds:.1f} times faster"
        )
