from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import HT26, VT27

from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.journal import JournalEntry, RunEntry
from nettools.store import open_store

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
DRAFT = HealthPlanDraft(
    term=HT26,
    unit_key="bjorkens-forskola-1780",
    version=1,
    digest="ab" * 32,
    file_name="Barn- och elevhälsoplan.docx",
    path="out/healthplans/HT26/1.docx",
    size=2**33,
    submitted=NOW,
    late=True,
    file_id="811",
)


def test_placements_come_back_and_those_not_named_stay(store):
    store.placements.save(HT26, {"b": "natverk-1", "a": "natverk-1"})
    store.placements.save(HT26, {"b": "natverk-2"})
    store.placements.save(VT27, {"a": "natverk-3"})
    store.placements.save(VT27, {})
    assert store.placements.of(HT26) == {"a": "natverk-1", "b": "natverk-2"}
    assert store.placements.of(VT27) == {"a": "natverk-3"}


def test_a_unit_without_network_is_no_longer_placed(store):
    store.placements.save(HT26, {"a": "natverk-1", "b": "natverk-1"})
    store.placements.save(HT26, {"a": "", "b": "natverk-2", "never-placed": ""})
    assert store.placements.of(HT26) == {"b": "natverk-2"}


def test_protected_people_are_counted_once_each_and_per_term(store):
    assert store.protected.note(HT26, ["x", "y", "x"]) == 2
    assert store.protected.note(HT26, ["y", "z"]) == 1
    assert store.protected.note(VT27, ["x"]) == 1
    assert (store.protected.count(HT26), store.protected.count(VT27)) == (3, 1)


def test_the_salt_is_drawn_once_and_counts_as_nobody(store, url):
    salt = store.protected.salt()
    again = open_store(url)
    assert (again.protected.salt(), len(salt), again.protected.count(HT26)) == (salt, 48, 0)
    again.close()


def test_drafts_come_back_by_unit_and_version(store):
    second, other = replace(DRAFT, version=2, file_id="812", late=False), replace(DRAFT, unit_key="a", file_id="9")
    for draft in (second, DRAFT, other, DRAFT):
        store.drafts.save(draft)
    assert store.drafts.of(HT26) == (other, DRAFT, second)
    assert store.drafts.file_ids(HT26) == {"811", "812", "9"}
    assert (store.drafts.of(VT27), store.drafts.file_ids(VT27)) == ((), frozenset())


def test_a_draft_saved_again_takes_the_new_values(store):
    store.drafts.save(DRAFT)
    store.drafts.save(replace(DRAFT, path="annan"))
    assert store.drafts.of(HT26) == (replace(DRAFT, path="annan"),)


def test_a_run_is_open_until_it_is_closed(store):
    run = store.journal.open_run("apply", HT26, "maja", NOW)
    opened = RunEntry(run=run, command="apply", term=HT26, who="maja", opened=NOW)
    assert store.journal.runs(10) == (opened,)
    store.journal.close_run(run, LATER, 5, {"created": 3, "failed": 1})
    assert store.journal.runs(10) == (replace(opened, closed=LATER, exit_status=5, counts={"created": 3, "failed": 1}),)


def test_runs_come_newest_first_and_no_more_than_asked_for(store):
    runs = [store.journal.open_run(command, None, "", NOW) for command in ("a", "b", "c")]
    assert [(entry.run, entry.term) for entry in store.journal.runs(2)] == [(runs[2], None), (runs[1], None)]


def test_the_steps_of_a_run_come_in_order_and_without_those_of_others(store):
    run, other = (store.journal.open_run("apply", HT26, "", NOW) for _ in range(2))
    store.journal.note(run, "zoom", "create", "HT26/natverk-1/meeting-1", NOW, "done")
    store.journal.note(other, "canvas", "create", "HT26/natverk-2", NOW, "done")
    store.journal.note(run, "canvas", "create", "HT26/natverk-1", LATER, "failed")
    more = [JournalEntry(system="canvas", action="create", key=f"HT26/{n}", at=LATER, outcome="done") for n in "ba"]
    store.journal.note_all(run, more)
    assert store.journal.entries(run) == (
        JournalEntry(system="zoom", action="create", key="HT26/natverk-1/meeting-1", at=NOW, outcome="done"),
        JournalEntry(system="canvas", action="create", key="HT26/natverk-1", at=LATER, outcome="failed"),
        *more,
    )


def test_a_step_keeps_what_it_could_be_undone_with(store):
    run = store.journal.open_run("apply", HT26, "", NOW)
    undo = {
        "remote_id": "7",
        "place": {"course": 1},
        "before": {"name": "Eken"},
        "after": {"types": ["docx"], "n": None},
    }
    step = JournalEntry(
        system="canvas", action="update", key="HT26/a", at=NOW, outcome="done", kind="section", undo=undo
    )
    store.journal.note_all(run, [step])
    assert store.journal.entries(run) == (step,)


def test_an_unknown_run_cannot_be_closed(store):
    with pytest.raises(KeyError, match="7"):
        store.journal.close_run(7, NOW, 0, {})
