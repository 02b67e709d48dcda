"""Supervision from a file with times to Zoom and the unit's calendar, and what happens when something changes."""

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from builders import HT26
from openpyxl import load_workbook
from worlds import a_world

from nettools.domain import swedish
from nettools.domain.registrations import RegistrationState
from nettools.domain.supervision import SupervisionState
from nettools.errors import InputError, RefusedError
from nettools.files import write_workbook
from nettools.jobs.supervision import changes, files, planning
from nettools.jobs.supervision import times as supervision_times
from nettools.jobs.terms import show, term_plan

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MAJA, YUSUF = "maja.akerlund@example.se", "yusuf.ekstrom@example.se"
LEADERS = [["Maja Åkerlund", "12/10 8-12; 14/10 8-12"], [YUSUF, "13/10 8-9"]]
UNITS = [
    ["Enhet 1", "12/10 8-12", None],
    ["Enhet 2", "12/10 8-12; 14/10 8-12", "12/10 8-9"],
    ["Enhet 3", "13/10 fm", None],
]


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        made.sign_up(1, 2, 3)
        yield made


@pytest.fixture
def tools(world):
    with world.tools() as opened:
        yield opened


def times(tools, leaders=LEADERS, units=UNITS):
    file = tools.home / "tider.xlsx"
    sheets = [("Ledare", ["Utbildningsledare", "Lediga tider"], leaders)]
    sheets += [("Enheter", ["Enhet", "Möjliga tider", "Önskade tider"], units)] if units else []
    write_workbook(file, sheets)
    return supervision_times.add(tools, file, HT26)


def told(sessions):
    return [
        (one.unit_key[:7], f"{one.starts.astimezone(STOCKHOLM):%m-%d %H.%M}", one.leader.name[:4]) for one in sessions
    ]


def states(tools):
    return [(one.unit_key[:7], one.state.value) for one in tools.store.supervisions.of(HT26)]


@pytest.fixture
def published(tools):
    times(tools)
    planning.propose(tools, HT26)
    planning.publish(tools, HT26)
    return tools


def test_a_proposal_is_remembered_said_as_documented_and_counts_only_when_published(tools):
    assert times(tools).exit_status == 0
    said = json.loads(json.dumps(planning.propose(tools, HT26).as_json()))
    assert {key: said[key] for key in ("term", "status", "gap", "unplaced", "moved")} == {
        "term": "HT26",
        "status": "optimal",
        "gap": 0.0,
        "unplaced": [],
        "moved": [],
    }
    assert said["sessions"][0] == {
        "unit": "enhet-2-1780",
        "leader": MAJA,
        "host": "zoom-sal-1@example.se",
        "start": "2026-10-12T08:00:00+02:00",
        "end": "2026-10-12T09:00:00+02:00",
        "preference": 3,
        "locked": False,
    }
    assert said["objective"] == {
        "placed": 3,
        "preference": 3,
        "leader_days": 2,
        "gap_minutes": 0,
        "kept": 0,
        "uneven": 0,
    }
    assert term_plan(tools, HT26).description.supervisions == ()
    planning.publish(tools, HT26)
    assert told(term_plan(tools, HT26).description.supervisions) == [
        ("enhet-2", "10-12 08.00", "Maja"),
        ("enhet-1", "10-12 09.15", "Maja"),
        ("enhet-3", "10-13 08.00", "Yusu"),
    ]
    with pytest.raises(RefusedError) as refused:
        planning.publish(tools, HT26)
    assert refused.value.code == "nothing-proposed"


def test_a_published_session_reaches_zoom_and_the_units_calendar_and_follows_when_it_is_moved(world, published):
    world.apply()
    meetings = [one for one in world.zoom.meetings if "supervision-" in one.agenda.splitlines()[0]]
    assert len(meetings) == 3
    changes.move(published, HT26, "enhet-2-1780", "14 oktober kl. 10")
    changes.cancel(published, HT26, "enhet-3-1780")
    world.apply()
    meetings = sorted(one.start_time for one in world.zoom.meetings if "supervision-" in one.agenda.splitlines()[0])
    assert [f"{one.astimezone(STOCKHOLM):%m-%d %H.%M}" for one in meetings] == ["10-12 09.15", "10-14 10.00"]
    assert world.preview().change_set.changes == ()


def test_a_leader_who_falls_ill_moves_no_more_than_must_be_and_it_is_said_why(published):
    times(published, leaders=[["Maja Åkerlund", "14/10 8-12"]], units=[["Enhet 1", "12/10 8-12; 14/10 8-12", None]])
    before = told(one for one in published.store.supervisions.of(HT26))
    seen = planning.replan(published, HT26, carry_out=False)
    assert [(one.before.unit, one.code) for one in seen.schedule.moved] == [
        ("enhet-2-1780", "leader-away"),
        ("enhet-1-1780", "leader-away"),
    ]
    assert told(published.store.supervisions.of(HT26)) == before
    done = planning.replan(published, HT26, carry_out=True)
    assert done.carried_out
    assert told(published.store.supervisions.of(HT26))[0] == ("enhet-3", "10-13 08.00", "Yusu")
    assert {one.unit_key: one.state for one in published.store.supervisions.of(HT26)} == {
        "enhet-1-1780": SupervisionState.MOVED,
        "enhet-2-1780": SupervisionState.MOVED,
        "enhet-3-1780": SupervisionState.PUBLISHED,
    }
    assert planning.replan(published, HT26, carry_out=False).schedule.moved == ()


def test_a_locked_session_stays_and_one_that_finds_no_time_is_cancelled(published):
    changes.lock(published, HT26, "enhet-1-1780")
    times(published, leaders=[["Maja Åkerlund", "15/10 8-12"]], units=[])
    done = planning.replan(published, HT26, carry_out=True)
    assert [(one.before.unit, one.to) for one in done.schedule.moved] == [("enhet-2-1780", None)]
    assert sorted(states(published)) == [("enhet-1", "published"), ("enhet-2", "cancelled"), ("enhet-3", "published")]


def test_a_unit_that_comes_late_is_fitted_in_and_gets_a_number_of_its_own(world, published):
    world.sign_up(4)
    times(published, leaders=[[YUSUF, "13/10 8-12"]], units=[["Enhet 4", "13/10 8-12", None]])
    found = planning.propose(published, HT26)
    assert [one.unit for one in found.schedule.sessions if not one.locked] == ["enhet-4-1780"]
    planning.publish(published, HT26)
    assert len(term_plan(published, HT26).description.supervisions) == 4


def test_the_session_of_a_unit_that_leaves_is_cancelled_and_frees_its_time(world, published):
    world.sign_up(1, state=RegistrationState.WITHDRAWN)
    done = planning.replan(published, HT26, carry_out=True)
    assert done.schedule.moved == ()
    assert sorted(states(published)) == [("enhet-1", "cancelled"), ("enhet-2", "published"), ("enhet-3", "published")]


@pytest.mark.parametrize(
    ("to", "code"),
    [("12 oktober kl. 9", "input"), ("22 september kl. 13.30", "input"), ("tisdag", "input"), ("v. 42 kl. 8", "input")],
    ids=["a session of another unit", "during a network meeting", "no hour", "several days"],
)
def test_a_move_into_what_is_taken_or_cannot_be_read_is_refused(published, to, code):
    meeting = term_plan(published, HT26).networks[0].description.meetings[0]
    to = f"{meeting.starts:%Y-%m-%d} kl. {meeting.starts:%H.%M}" if "september" in to else to
    with pytest.raises((RefusedError, InputError)) as refused:
        changes.move(published, HT26, "enhet-2-1780", to)
    assert refused.value.code == code
    assert ("enhet-2", "10-12 08.00", "Maja") in told(published.store.supervisions.of(HT26))


def test_a_session_is_held_once_it_has_begun_and_never_changes_after(world, published):
    with pytest.raises(RefusedError) as refused:
        changes.held(published, HT26, "enhet-1-1780")
    assert refused.value.code == "too-early"
    world.clock.now = datetime(2026, 10, 12, 8, 0, tzinfo=ZoneInfo("UTC"))
    changes.held(published, HT26, "enhet-1-1780")
    for change in (changes.cancel, changes.held):
        with pytest.raises(RefusedError) as refused:
            change(published, HT26, "enhet-1-1780")
        assert refused.value.code == "not-published"


def test_what_cannot_be_read_is_told_by_cell_and_nothing_is_saved(tools):
    found = times(
        tools, units=[["Enhet 1", "12/10 8-12", None], ["Enhet 9", "snart", None], ["Enhet 2", "30/2 8-9", None]]
    )
    assert [(str(one.place), one.code) for one in found.problems] == [
        ("tider.xlsx, Enheter!A3", "unknown-unit"),
        ("tider.xlsx, Enheter!B4", "unreadable"),
    ]
    assert tools.store.supervisions.times_of(HT26) == ()


def test_a_calendar_takes_away_from_the_working_day(tools):
    file = tools.home / "maja.ics"
    file.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261012T060000Z\r\n"
        "DTEND:20261012T090000Z\r\nSUMMARY:Hemligt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        newline="",
    )
    supervision_times.add(tools, file, HT26, leader="Maja.Akerlund@example.se")
    times(tools, leaders=[[YUSUF, "13/10 8-9"]], units=[["Enhet 1", "12/10 8-13", None]])
    [placed] = planning.propose(tools, HT26).schedule.sessions
    starts = placed.span.starts.astimezone(STOCKHOLM)
    assert (placed.leader, starts.date(), starts.hour >= 11) == (MAJA, date(2026, 10, 12), True)
    with pytest.raises(InputError):
        supervision_times.add(tools, file, HT26, leader="ingen@example.se")


def test_holidays_and_sure_breaks_are_kept_free(tools):
    times(tools, leaders=[["Maja Åkerlund", "v. 44 heldag"]], units=[["Enhet 1", "v. 44 fm", None]])
    found = planning.propose(tools, HT26).schedule
    [left] = [one for one in found.unplaced if one.unit == "enhet-1-1780"]
    assert (found.sessions, left.code, "(höstlov)" in str(left.message)) == ((), "days-off", True)


OWN = """
[[dated]]
name = "läslov"
first = 2026-10-12
last = 2026-10-12
units = ["enhet-1-1780"]
"""


def test_a_units_own_break_is_kept_free_for_it_alone_and_told_when_it_moves_what_was_published(world, published):
    before = {one.unit_key: one.starts for one in published.store.supervisions.of(HT26)}
    calendar = published.home / "config/calendar.toml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    with world.tools() as tools:
        found = planning.replan(tools, HT26, carry_out=False).schedule

    assert swedish.local(before["enhet-1-1780"]).date() == date(2026, 10, 12)
    assert [(one.before.unit, one.code, "läslov" in str(one.message)) for one in found.moved] == [
        ("enhet-1-1780", "days-off", True)
    ]


def test_weeks_that_nobody_knows_are_told_with_the_proposal(tools):
    times(tools, leaders=[["Maja Åkerlund", "12/10 8-12"]], units=[["Enhet 1", "12/10 8-12", None]])
    description = replace(tools.settings.term(HT26), last_day=date(2027, 4, 4))
    spring = replace(tools, settings=replace(tools.settings, terms={"HT26": description}))

    assert planning.propose(tools, HT26).as_json()["unsure_breaks"] == []
    assert [
        (one["name"], one["municipality_codes"], len(one["units"]))
        for one in planning.propose(spring, HT26).as_json()["unsure_breaks"]
    ] == [("sportlov", ["1780"], 3), ("påsklov", ["1780"], 3)]
    assert [(one.code, one.place.key) for one in show(spring, HT26).problems if one.code == "unsure-break"] == [
        ("unsure-break", "breaks.sportlov.municipalities"),
        ("unsure-break", "breaks.påsklov.easter_municipalities"),
    ]


def test_notice_is_whole_days_so_that_no_session_begins_at_an_odd_minute(world, tools):
    world.clock.now = datetime(2026, 10, 9, 9, 7, tzinfo=STOCKHOLM)
    times(
        tools, leaders=[["Maja Åkerlund", "11/10 8-12; 12/10 8-12"]], units=[["Enhet 1", "11/10 8-12; 12/10 8-9", None]]
    )
    [placed] = planning.propose(tools, HT26).schedule.sessions
    assert f"{placed.span.starts.astimezone(STOCKHOLM):%m-%d %H.%M}" == "10-12 08.00"


def test_exports_open_as_they_should(published, tmp_path):
    files.export(published, HT26, tmp_path / "alla.xlsx")
    book = load_workbook(tmp_path / "alla.xlsx")
    assert book.sheetnames == ["Maja Åkerlund", "Yusuf Ekström"]
    first = [cell.value for cell in book["Maja Åkerlund"][2]]
    assert first[0].date() == date(2026, 10, 12)
    assert first[1:] == ["v. 42", "kl. 8–9", "Enhet 2", "zoom-sal-1@example.se", "published"]
    files.export(published, HT26, tmp_path / "maja.ics", leader=MAJA)
    assert (tmp_path / "maja.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 2
    with pytest.raises(InputError):
        files.export(published, HT26, tmp_path / "fel.docx")


def test_the_same_times_make_the_same_proposal_and_showing_the_term_shows_no_clash(published):
    assert [one.code for one in show(published, HT26).problems] == ["too-small"]
    assert planning.replan(published, HT26, carry_out=False).schedule.moved == ()
