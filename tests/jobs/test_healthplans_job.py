"""Drafts handed in on the pretend Canvas, collected by the whole job."""

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import requests
from builders import HT26, VT27, a_companion, a_principal, a_registration, a_unit
from canvas_talk import Talk

from nettools import sandbox
from nettools.changes import System
from nettools.domain.healthplans import HealthPlanDraft
from nettools.errors import InputError, RefusedError, RemoteError
from nettools.jobs.changes import applying
from nettools.jobs.changes.remotes import Options
from nettools.jobs.healthplans import collecting
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\nplan"
NEWER = b"%PDF-1.7\nplan, utvecklad"
ROOM = "sis_course_id:nettools.HT26.natverk-1"


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A term applied on the stage, with two preschools in one network."""
    home = tmp_path / "home"
    lay_out(home)
    with sandbox.start(clock=lambda: NOW) as stage:
        for name, value in stage.environment().items():
            monkeypatch.setenv(name, value)
        world = World(home, stage)
        world.sign_up(*(a_sign_up(number) for number in range(1, 5)))
        world.apply()
        yield world


class World:
    def __init__(self, home, stage):
        self.home, self.stage, self.canvas = home, stage, stage.canvas

    @contextmanager
    def tools(self):
        with open_tools(self.home, clock=lambda: NOW) as tools:
            yield tools

    def sign_up(self, *registrations):
        with self.tools() as tools:
            tools.store.registrations.save(registrations)

    def apply(self):
        with self.tools() as tools:
            assert applying.apply(tools, HT26, Options(only=System.CANVAS), approve=lambda _: True).exit_status == 0

    def hand_in(self, email, name="plan.pdf", data=PDF, when=MONDAY):
        return self.canvas.hand_in(ROOM, email, name, data, when)

    def room(self, number):
        """Canvas's id of a network's course room."""
        name = f"nettools.HT26.natverk-{number}"
        return next(one.id for one in self.canvas.world.courses if one.sis_course_id == name)

    def submit(self, task, email, **submission):
        """Hand something in as a person, through the API."""
        user = next(one for one in self.canvas.world.users if one.email == email)
        talk = Talk(self.canvas, requests.Session(), self.canvas.token_of(user))
        path = f"/courses/{task.course_id}/assignments/{task.id}/submissions"
        assert talk.post(path, {"submission": submission}).status_code == 201

    def collect(self, **others):
        with self.tools() as tools:
            return collecting.collect(tools, HT26, **others)

    def status(self, **others):
        with self.tools() as tools:
            found = collecting.status(tools, HT26, **others)
        return {one.unit.key: (one.state.value, one.versions, one.late) for one in found.units if one.versions}

    def held(self):
        with self.tools() as tools:
            return tools.store.drafts.of(HT26)

    def files(self):
        folder = self.home / "out" / "healthplans"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def placed(self):
        """What stands in its place; the folder that files come to is there one moment and not the next."""
        folder = self.home / "out" / "healthplans" / "HT26"
        units = [unit for unit in folder.iterdir() if unit.name != ".coming"] if folder.is_dir() else []
        return [path.name for unit in units for path in unit.iterdir()]

    def downloads(self):
        calls = (*self.canvas.record.calls, *self.canvas.file_host.record.calls)
        return sum("/download" in call.path for call in calls)


def a_sign_up(number, email=None):
    return a_registration(
        unit=a_unit(f"enhet-{number}", f"Enhet {number}"),
        principal=a_principal(email or f"rektor{number}@example.se", "Åsa", f"Öberg {number}"),
        companions=(a_companion(f"kurator{number}@example.se"),),
        submitted=datetime(2026, 5, 12, 8, number, tzinfo=UTC),
    )


def test_every_members_file_becomes_a_version_of_the_unit(world):
    world.hand_in("rektor1@example.se", "Barn- och elevhälsoplan: utkast.pdf")
    world.hand_in("kurator1@example.se", data=NEWER, when=LATE)
    world.hand_in("kurator2@example.se")

    collected = world.collect()

    assert [(draft.unit_key, draft.version, draft.late) for draft in collected.drafts] == [
        ("enhet-1", 1, False),
        ("enhet-2", 1, False),
        ("enhet-1", 2, True),
    ]
    assert world.files() == {
        "HT26/enhet-1/001-2026-11-02-Barn- och elevhälsoplan- utkast.pdf": PDF,
        "HT26/enhet-1/002-2026-12-07-plan.pdf": NEWER,
        "HT26/enhet-2/001-2026-11-02-plan.pdf": PDF,
    }
    assert world.status() == {"enhet-1": ("changed", 2, True), "enhet-2": ("draft", 1, False)}


def test_what_is_remembered_is_what_stands_on_the_disk(world):
    world.hand_in("rektor1@example.se")
    [draft] = world.collect().drafts
    assert world.held() == (draft,)
    assert draft == HealthPlanDraft(
        term=HT26,
        unit_key="enhet-1",
        version=1,
        digest=hashlib.sha256(PDF).hexdigest(),
        file_name="plan.pdf",
        path="out/healthplans/HT26/enhet-1/001-2026-11-02-plan.pdf",
        size=len(PDF),
        submitted=MONDAY,
        late=False,
        file_id=draft.file_id,
    )
    assert (world.home / draft.path).read_bytes() == PDF


def test_collecting_again_downloads_nothing(world):
    world.hand_in("rektor1@example.se")
    world.hand_in("rektor1@example.se", "samma.pdf", when=MONDAY + timedelta(hours=1))
    world.hand_in("rektor1@example.se", data=NEWER, when=LATE)
    first = world.collect()
    assert (len(first.drafts), len(first.same), first.known) == (2, 1, 0)

    before = world.downloads()
    second = world.collect()
    assert (second.drafts, second.same, second.known) == ((), (), 3)
    assert world.downloads() == before
    assert len(world.files()) == 2


def test_what_a_group_writes_in_the_text_box_is_kept_once_as_markdown_and_a_link_is_listed(world):
    """The hand-in takes files; a course leader may have opened it for more."""
    [task] = [one for one in world.canvas.world.assignments if one.course_id == world.room(1)]
    world.canvas.world.assignments.update(task, submission_types=["online_upload", "online_text_entry", "online_url"])
    world.submit(task, "rektor1@example.se", submission_type="online_text_entry", body="<h1>Plan</h1><p>Trygghet.</p>")
    world.submit(task, "kurator2@example.se", submission_type="online_url", url="https://www.example.se/plan")
    collected = world.collect()
    assert [(draft.unit_key, draft.file_name, draft.size) for draft in collected.drafts] == [
        ("enhet-1", "skrivet i Canvas.md", len("# Plan\n\nTrygghet."))
    ]
    assert list(world.files().values()) == [b"# Plan\n\nTrygghet."]
    assert [(one.units, one.code, one.link) for one in collected.without_file] == [
        (("enhet-2",), "link", "https://www.example.se/plan")
    ]
    assert (world.collect().known, world.downloads()) == (1, 0)


def test_attempts_that_were_replaced_are_kept_too(world):
    world.hand_in("rektor1@example.se")
    world.hand_in("rektor1@example.se", data=NEWER, when=LATE)
    assert [(draft.version, draft.size) for draft in world.collect().drafts] == [(1, len(PDF)), (2, len(NEWER))]


def test_the_token_is_never_shown_where_files_lie(world):
    world.canvas.manners = world.canvas.manners.__class__(files="elsewhere")
    world.hand_in("rektor1@example.se")
    assert len(world.collect().drafts) == 1
    assert world.canvas.file_host.tokens_received == 0


def test_files_that_are_no_drafts_are_listed_and_kept_out(world):
    world.hand_in("rektor1@example.se", "plan.exe", b"MZ")
    world.hand_in("rektor2@example.se", "plan.pdf", b"<!doctype html><title>Logga in</title>")
    world.hand_in("rektor3@example.se", "plan.pdf", b"PK\x03\x04")
    world.hand_in("rektor4@example.se", "plan.pdf", b"%PDF-" + bytes(26 * 1024 * 1024))
    collected = world.collect()
    assert sorted((one.hand_in.unit_key, one.code) for one in collected.refused) == [
        ("enhet-1", "type-not-allowed"),
        ("enhet-2", "login-page"),
        ("enhet-3", "wrong-content"),
        ("enhet-4", "too-large"),
    ]
    assert (world.files(), world.held(), collected.exit_status) == ({}, (), 0)


def test_the_hand_in_is_the_groups_and_each_draft_is_fetched_once_for_its_unit(world):
    """Canvas copies what one member hands in to each of the group."""
    world.hand_in("rektor1@example.se", "ett.pdf")
    world.hand_in("kurator1@example.se", "två.pdf", NEWER, LATE)
    world.hand_in("kurator2@example.se")
    handed_in = [one for one in world.canvas.world.submissions if one.attempts]
    assert (len(handed_in), {one.group_id is None for one in handed_in}) == (4, {False})

    collected = world.collect()
    assert [(draft.unit_key, draft.version, draft.file_name) for draft in collected.drafts] == [
        ("enhet-1", 1, "ett.pdf"),
        ("enhet-2", 1, "plan.pdf"),
        ("enhet-1", 2, "två.pdf"),
    ]
    assert (collected.unsettled, world.downloads()) == ((), 3)
    assert world.collect().drafts == ()


def test_whom_a_course_leader_adds_to_a_group_hands_in_with_it(world):
    """A guest of another unit makes it a question which unit the draft is of; one of no unit does not."""
    group = next(one for one in world.canvas.world.groups if one.name == "Enhet 1")
    course = world.canvas.world.courses.rows[group.course_id]
    guest = world.canvas.add_user("Eva Ek", "eva@example.com")
    world.canvas.enrol(course, guest)
    world.canvas.world.memberships.new(group_id=group.id, user_id=guest.id, created_at=group.created_at)
    world.hand_in("eva@example.com")
    assert [draft.unit_key for draft in world.collect().drafts] == ["enhet-1"]


def test_a_file_of_someone_in_two_units_waits_until_a_person_has_told(world):
    world.sign_up(a_sign_up(4, "rektor1@example.se"))
    world.apply()
    world.hand_in("rektor1@example.se")
    [waiting] = world.collect().unsettled
    assert waiting.candidates == ("enhet-1", "enhet-4")
    assert world.held() == ()

    told = {waiting.hand_in.file_id: "enhet-4"}
    settled = world.collect(settled=told)
    assert ([draft.unit_key for draft in settled.drafts], settled.unsettled) == (["enhet-4"], ())
    again = world.collect(settled=told)
    assert (again.drafts, again.unsettled) == ((), ())


def test_telling_of_a_file_or_unit_that_is_not_there_is_refused_with_both_named(world):
    with pytest.raises(InputError) as refused:
        world.collect(settled={"999999": "ingen-enhet"})
    assert [problem.code for problem in refused.value.problems] == ["unknown-file", "unknown-unit"]


def test_a_file_that_does_not_come_is_named_and_comes_the_next_time(world):
    world.hand_in("rektor1@example.se")
    world.hand_in("rektor2@example.se")
    world.canvas.misbehave("half-body", times=99, path=r"/files/\d+/download")
    first = world.collect(waits=(0,))
    assert (first.drafts, len(first.failed), first.exit_status, world.files()) == ((), 2, 5, {})

    world.canvas.behave()
    assert len(world.collect().drafts) == 2


def test_before_anything_is_applied_there_is_nothing_to_collect(world):
    with world.tools() as tools, pytest.raises(RefusedError) as refused:
        collecting.collect(tools, VT27)
    assert refused.value.code == "not-applied"


def test_a_canvas_that_is_gone_stops_the_job_and_the_journal_says_so(world):
    world.stage.canvas.stop()
    with world.tools() as tools:
        with pytest.raises(RemoteError):
            collecting.collect(tools, HT26)
        assert tools.store.journal.runs(1)[0].exit_status == 5


def test_two_cannot_collect_at_once(world):
    with world.tools() as tools, tools.store.lock("healthplans-HT26"), pytest.raises(RefusedError) as refused:
        world.collect()
    assert refused.value.code == "busy"


def test_status_since_a_day_shows_what_has_changed_from_it(world):
    world.hand_in("rektor1@example.se")
    world.hand_in("rektor1@example.se", data=NEWER, when=LATE)
    world.collect()
    assert world.status(since=date(2026, 12, 1)) == {"enhet-1": ("changed", 2, True)}
    assert world.status(since=date(2026, 12, 8)) == {"enhet-1": ("draft", 2, True)}


def test_killed_while_fetching_nothing_is_lost_or_doubled(world):
    """SIGKILL in the middle of it, again and again; in the end each file is there once and whole."""
    expected = {}
    for number in range(1, 5):
        for attempt in range(3):
            data = PDF + bytes(200_000) + f"{number}/{attempt}".encode()
            world.hand_in(f"rektor{number}@example.se", f"v{attempt}.pdf", data, MONDAY + timedelta(days=attempt))
            name = f"HT26/enhet-{number}/{attempt + 1:03d}-2026-11-{2 + attempt:02d}-v{attempt}.pdf"
            expected[name] = data
    world.canvas.latency = 0.1
    command = [sys.executable, "-m", "nettools", "healthplans", "collect", "HT26", "--home", str(world.home)]
    seen = []
    for files in (1, 5, 9):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy())
        while running.poll() is None and len(world.placed()) < files:
            time.sleep(0.005)
        running.kill()
        running.wait()
        seen.append(files <= len(world.placed()) < len(expected))
    assert seen == [True, True, True]
    world.canvas.latency = 0.0
    world.collect()
    assert world.files() == expected
    assert len(world.held()) == len(expected)
