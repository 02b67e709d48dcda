"""Plans that come by mail, or on the unit's page, beside those from Canvas."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from builders import HT26
from planhome import MONDAY, PLAN, PlanHome

from nettools.domain.healthplans import DraftSource
from nettools.errors import InputError, RefusedError
from nettools.jobs import healthplans
from nettools.jobs.healthplan_adding import IncomingDraft, add_draft, add_file
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


def test_while_drafts_are_collected_none_is_added(home, plan):
    with home.tools() as tools, tools.store.lock("healthplans-HT26"), pytest.raises(RefusedError):
        add_file(tools, HT26, "enhet-1", plan)


def test_status_tells_every_version_how_it_came_and_whether_it_was_replaced(home):
    home.hand_in(1)
    home.hand_in(1, (*PLAN, "Mer."), MONDAY.replace(day=3))
    with home.tools() as tools:
        found = healthplans.status(tools, HT26).as_json()
    [unit] = [one for one in found["units"] if one["versions"]]
    assert [(one["version"], one["source"], one["replaced"]) for one in unit["drafts"]] == [
        (1, "mail", True),
        (2, "mail", False),
    ]
