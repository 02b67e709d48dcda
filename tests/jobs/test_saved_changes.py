"""A saved change set is carried out as it was seen, or not at all."""

import json

import pytest
from builders import HT26, VT27
from worlds import a_world, settled

from nettools.changes import System
from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError
from nettools.jobs.changes.saved import StaleError, approved_as, read_saved, save


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def saved_in(world, folder, **options):
    file = folder / "ändringar.json"
    save(world.preview(**options), file)
    return file


def complaints(file, term=HT26):
    with pytest.raises(InputError) as refused:
        read_saved(file, term)
    return [(problem.code, str(problem.place)) for problem in refused.value.problems]


def test_what_was_saved_is_done(world, tmp_path):
    world.sign_up(1)
    kept = read_saved(saved_in(world, tmp_path), HT26)
    assert world.apply(approve=approved_as(kept)).exit_status == 0
    assert settled(world)


def test_the_file_is_the_json_of_the_preview(world, tmp_path):
    world.sign_up(1)
    file = saved_in(world, tmp_path)
    assert json.loads(file.read_text(encoding="utf-8")) == world.preview().as_json()


def test_the_options_of_the_look_are_saved_with_it(world, tmp_path):
    world.sign_up(1)
    kept = read_saved(saved_in(world, tmp_path, only=System.CANVAS), HT26)
    assert (kept.only, kept.overwrite) == (System.CANVAS, frozenset())
    assert world.apply(only=kept.only, approve=approved_as(kept)).exit_status == 0
    assert world.zoom.meetings == ()


def test_a_stale_one_is_refused_with_what_is_different(world, tmp_path):
    world.sign_up(1, 2)
    kept = read_saved(saved_in(world, tmp_path), HT26)
    world.sign_up(3)
    world.sign_up(2, state=RegistrationState.WITHDRAWN)
    with pytest.raises(StaleError) as refused:
        world.apply(approve=approved_as(kept))
    found = {(one.code, one.key) for one in refused.value.differences}
    assert ("new", "HT26/natverk-1/enhet-3-1780") in found
    assert ("gone", "person/rektor2@example.se") in found
    assert {code for code, _ in found} == {"new", "gone"}
    assert (refused.value.exit_status, refused.value.code, world.canvas.record.count("POST")) == (4, "stale", 0)
    assert {(one.code, one.place.key) for one in refused.value.problems} == found


def test_when_all_of_it_is_done_already_nothing_is_refused(world, tmp_path):
    world.sign_up(1)
    kept = read_saved(saved_in(world, tmp_path), HT26)
    world.apply()
    assert world.apply(approve=approved_as(kept)).results == ()


def test_it_may_be_saved_anew_and_no_other_file_is_written_over(world, tmp_path):
    world.sign_up(1)
    file = saved_in(world, tmp_path)
    world.sign_up(2)
    saved_in(world, tmp_path)
    assert len(read_saved(file, HT26).changes) == len(world.preview().change_set.changes)
    for words in ("viktigt", "{}", '["HT26"]'):
        other = tmp_path / "annat.json"
        other.write_text(words, encoding="utf-8")
        with pytest.raises(RefusedError) as refused:
            save(world.preview(), other)
        assert (refused.value.code, other.read_text(encoding="utf-8")) == ("other-file", words)


def test_a_folder_that_is_not_there_is_named(world, tmp_path):
    with pytest.raises(InputError) as refused:
        save(world.preview(), tmp_path / "ingen" / "fil.json")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.file) == ("no-folder", str(tmp_path / "ingen"))
    assert not (tmp_path / "ingen").exists()


def test_a_file_that_is_none_of_ours_is_refused_with_its_place(tmp_path):
    file = tmp_path / "fil.json"
    assert complaints(file) == [("unreadable", "fil.json")]
    for words, code, place in (
        (b'{"term": "HT26",\n "fing', "damaged", "fil.json, 2"),
        (b"\xff\xfe{\x00", "damaged", "fil.json"),
        (b"[]", "foreign", "fil.json"),
        (b'{"term": "HT26"}', "foreign", "fil.json"),
    ):
        file.write_bytes(words)
        assert complaints(file) == [(code, place)]


def test_a_file_that_somebody_has_changed_is_refused_by_place(world, tmp_path):
    world.sign_up(1)
    file = saved_in(world, tmp_path)
    whole = json.loads(file.read_text(encoding="utf-8"))

    def changed(**others):
        file.write_text(json.dumps({**whole, **others}), encoding="utf-8")
        return complaints(file)

    first, *others = whole["changes"]
    assert changed(changes=others) == [("damaged", "ändringar.json, fingerprint")]
    assert changed(changes=[{**first, "label": "x"}, *others]) == [("damaged", "ändringar.json, fingerprint")]
    assert changed(changes=[{**first, "fields": None}, *others]) == [("damaged", "ändringar.json, changes[0]")]
    assert changed(changes=[*others, "x"]) == [("damaged", f"ändringar.json, changes[{len(others)}]")]
    assert changed(changes=None) == [("damaged", "ändringar.json, changes")]
    assert changed(only="mail") == [("damaged", "ändringar.json, only, overwrite")]
    assert changed(overwrite=[1]) == [("damaged", "ändringar.json, only, overwrite")]


def test_the_term_must_agree(world, tmp_path):
    world.sign_up(1)
    assert complaints(saved_in(world, tmp_path), VT27) == [("other-term", "ändringar.json, term")]


def test_one_that_was_printed_to_a_file_does_as_well(world, tmp_path):
    world.sign_up(1)
    seen = world.preview()
    file = tmp_path / "fil.json"
    file.write_text(json.dumps(seen.as_json(), indent=1), encoding="utf-8-sig")
    kept = read_saved(file, HT26)
    assert kept.fingerprint == seen.fingerprint
