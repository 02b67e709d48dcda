"""What a person sees of the road to Canvas: why this one, how to force it, and why it cannot be."""

import json

import pytest
from homes import a_term_at_home
from typer.testing import CliRunner

from nettools.cli import main
from nettools.sandbox import start

main.describe()


@pytest.fixture
def types(tmp_path):
    with start() as stage, a_term_at_home(tmp_path / "hem", stage, units=3, people=9) as (_, term):
        stage.zoom.limits.per_second.clear()

        def said(*words, people_sis_ids="true", status=0):
            set_so = {**stage.environment(), "NETTOOLS__CANVAS__PEOPLE_SIS_IDS": people_sis_ids}
            words = [words[0], str(term), *words[1:], "--home", str(tmp_path / "hem")]
            done = CliRunner().invoke(main.app, words, env={**set_so, "NETTOOLS__LANGUAGE": "en"})
            assert done.exit_code == status, done.output
            return done.output

        yield said


def test_the_choice_is_printed_with_its_reason(types):
    assert "To Canvas: one by one; an import pays from 200 changes" in types("changes")


def test_it_is_forced_by_a_word_which_stands_in_the_command_to_go_on_with(types):
    said = types("changes", "--road", "sis")
    assert "To Canvas: as an import, as asked for." in said
    assert "--road sis --fingerprint" in said
    assert "To Canvas: as an import, as asked for." in types("apply", "--road", "sis", "--yes")


def test_one_by_one_can_be_asked_for(types):
    assert json.loads(types("changes", "--road", "rest", "--json"))["road"] == {
        "chosen": "rest",
        "reason": "one by one, as asked for",
    }


def test_where_it_cannot_be_it_says_what_to_set(types):
    said = types("changes", "--road", "sis", people_sis_ids="false", status=3)
    assert "canvas.people_sis_ids" in said


def test_nothing_is_said_of_the_road_when_only_zoom_is_asked_for(types):
    assert "To Canvas" not in types("changes", "--only", "zoom")
