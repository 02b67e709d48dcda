"""Plans that come by mail, or on the unit's page, beside those from Canvas."""

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pytest
from builders import HT26
from forked import nursery
from planhome import MONDAY, NUMBER, PLAN, PlanHome

from nettools.domain.healthplans import DraftSource
from nettools.errors import InputError, RefusedError
from nettools.jobs.healthplans import collecting
from nettools.jobs.healthplans.adding import IncomingDraft, add_draft, add_file
from nettools.jobs.healthplans.versions import one_version_at_a_time
from nettools.sandbox.invented.plan_drafts import docx


@pytest.fixture
def home(tmp_path):
    return PlanHome(tmp_path / "home")


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "Plan från brev.docx"
    path.write_bytes(docx(PLAN))
    return path


def held(home):
    with home.tools() as tools:
        return [(one.unit_key, one.version, one.source.value, one.late) for one in tools.store.drafts.of(HT26)]


def files(home):
    folder = home.home / "out" / "healthplans"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_plan_that_came_by_mail_becomes_the_next_version(home, plan):
    home.hand_in(1)
    plan.write_bytes(docx((*PLAN, "Mer.")))
    with home.tools() as tools:
        added = add_file(tools, HT26, "enhet-1", plan, datetime(2026, 12, 7, 9, tzinfo=UTC))
        [run] = [one for one in tools.store.journal.runs(5) if one.counts][:1]
    assert (added.new, added.draft.version, added.draft.file_id) == (True, 2, "")
    assert held(home) == [("enhet-1", 1, "mail", False), ("enhet-1", 2, "mail", True)]
    assert files(home) == ["HT26/enhet-1/001-2026-11-02-plan.docx", "HT26/enhet-1/002-2026-12-07-Plan från brev.docx"]
    assert (home.home / added.draft.path).read_bytes() == plan.read_bytes()
    assert (run.command, run.counts) == ("healthplans add", {"added": 1})


def test_the_same_bytes_again_are_no_new_version(home, plan):
    with home.tools() as tools:
        first, again = (add_file(tools, HT26, "enhet-1", plan) for _ in range(2))
    assert (first.new, again.new, again.draft) == (True, False, first.draft)
    assert len(files(home)) == 1


def test_a_plan_from_the_units_page_says_so(home):
    incoming = IncomingDraft(
        term=HT26, unit_key="enhet-2", file_name="../../plan.docx", received=MONDAY, source=DraftSource.PAGE
    )
    with home.tools() as tools:
        add_draft(tools, incoming, BytesIO(docx(PLAN)))
    assert held(home) == [("enhet-2", 1, "page", False)]
    assert files(home) == ["HT26/enhet-2/001-2026-11-02-plan.docx"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.exe", b"MZ", "type-not-allowed"),
        ("plan.docx", b"", "empty"),
        ("plan.docx", b"%PDF-1.7", "wrong-content"),
        ("plan.pdf", b"%PDF-" + bytes(26 * 1024 * 1024), "too-large"),
        ("plan.pdf", b"<!doctype html><title>Logga in", "login-page"),
    ],
)
def test_what_is_no_draft_is_refused_with_the_reason_and_leaves_nothing(home, tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with home.tools() as tools, pytest.raises(InputError) as refused:
        add_file(tools, HT26, "enhet-1", path)
    assert [(problem.code, problem.place.file) for problem in refused.value.problems] == [(code, name)]
    assert (held(home), files(home)) == ([], [])


def test_a_unit_or_file_that_there_is_not_is_refused(home, plan, tmp_path):
    with home.tools() as tools:
        for unit, path, code in (("okänd", plan, "unknown-unit"), ("enhet-1", tmp_path / "x.docx", "unreadable-file")):
            with pytest.raises(InputError) as refused:
                add_file(tools, HT26, unit, path)
            assert [problem.code for problem in refused.value.problems] == [code]


def test_drafts_that_come_while_others_are_collected_are_kept_all_the_same(home, plan):
    with home.tools() as tools, tools.store.lock("healthplans-HT26"):
        assert add_file(tools, HT26, "enhet-1", plan).new


def test_drafts_that_come_at_once_wait_for_each_other_and_each_is_a_version(home):
    def come(number):
        incoming = IncomingDraft(
            term=HT26, unit_key="enhet-1", file_name="plan.docx", received=MONDAY, source=DraftSource.PAGE
        )
        with home.tools() as tools:
            return add_draft(tools, incoming, BytesIO(docx((*PLAN, f"Nummer {number}.")))).draft.version

    with ThreadPoolExecutor(6) as pool:
        versions = sorted(pool.map(come, range(12)))
    assert versions == [*range(1, 13)]
    assert [version for _, version, *_ in held(home)] == versions
    assert len(files(home)) == 12


def test_whoever_has_waited_long_enough_is_told_that_others_are_at_it(home):
    incoming = IncomingDraft(
        term=HT26, unit_key="enhet-1", file_name="plan.docx", received=MONDAY, source=DraftSource.PAGE
    )
    with home.tools() as tools, one_version_at_a_time(tools, HT26), pytest.raises(RefusedError) as refused:
        add_draft(tools, incoming, BytesIO(docx(PLAN)), patience=0)
    assert (refused.value.code, held(home), files(home)) == ("busy", [], [])


def test_a_file_named_by_a_number_is_refused_and_its_name_is_repeated_nowhere(home, tmp_path):
    path = tmp_path / f"Plan {NUMBER}.docx"
    path.write_bytes(docx(PLAN))
    with home.tools() as tools, pytest.raises(InputError) as refused:
        add_file(tools, HT26, "enhet-1", path)
    [problem] = refused.value.problems
    assert (problem.code, NUMBER in str(refused.value), NUMBER in problem.place.file) == (
        "number-in-name",
        False,
        False,
    )
    assert (held(home), files(home)) == ([], [])


def test_status_tells_every_version_how_it_came_and_whether_it_was_replaced(home):
    home.hand_in(1)
    home.hand_in(1, (*PLAN, "Mer."), MONDAY.replace(day=3))
    with home.tools() as tools:
        found = collecting.status(tools, HT26).as_json()
    [unit] = [one for one in found["units"] if one["versions"]]
    assert [(one["version"], one["source"], one["replaced"]) for one in unit["drafts"]] == [
        (1, "mail", True),
        (2, "mail", False),
    ]


DEATHS = {"read 1": 0, "read 4": 0, "clock 1": 0, "clock 2": 1}  # and how many versions stand then


def test_whoever_is_killed_while_a_draft_is_kept_loses_nothing_and_doubles_nothing(home, tmp_path):
    file = tmp_path / "plan.txt"
    file.write_bytes(b"Barn- och elevhalsoplan. " * 50_000)
    with nursery() as processes:
        for dies_at, stands in DEATHS.items():
            assert processes.wait(processes.add(home.home, file, dies_at), 60) == -signal.SIGKILL
            assert len(held(home)) == stands
    with home.tools() as tools:
        assert not add_file(tools, HT26, "enhet-1", file, MONDAY).new
    assert held(home) == [("enhet-1", 1, "page", False)]
    assert files(home) == ["HT26/enhet-1/001-2026-11-02-plan.txt"]
    assert (home.home / "out" / "healthplans" / files(home)[0]).read_bytes() == file.read_bytes()


def test_a_file_that_was_placed_by_whoever_died_before_it_was_remembered_is_placed_again(home, plan):
    placed = home.home / "out/healthplans/HT26/enhet-1/001-2026-11-02-Plan från brev.docx"
    placed.parent.mkdir(parents=True)
    placed.write_bytes(plan.read_bytes())
    with home.tools() as tools:
        assert add_file(tools, HT26, "enhet-1", plan, MONDAY).new
    assert (held(home), files(home)) == (
        [("enhet-1", 1, "mail", False)],
        ["HT26/enhet-1/001-2026-11-02-Plan från brev.docx"],
    )
