import json

import pytest
from builders import HT26, VT27, a_registration, a_unit
from typer.testing import CliRunner

from nettools.cli import main
from nettools.domain.schools import SchoolForm
from nettools.jobs.tools import open_tools

main.describe()


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path):
    assert typed("init", tmp_path)[0] == 0
    return tmp_path


def sign_up(home, *numbers, form=SchoolForm.FS, terms=(HT26,)):
    units = [a_unit(f"enhet-{number}", f"Enhet {number}", school_forms=(form,)) for number in numbers]
    with open_tools(home) as tools:
        tools.store.registrations.save([a_registration(unit, terms=terms) for unit in units])


def test_init_says_what_it_made_and_what_comes_next(tmp_path):
    status, first, _ = typed("init", tmp_path / "hem")
    _, second, _ = typed("init", tmp_path / "hem")

    assert (status, "  config/terms/HT26.toml\n" in first, "Next:\n" in first) == (0, True, True)
    assert second.splitlines()[:2] == [f"{tmp_path / 'hem'}: 0 files made.", "8 files were there and are kept."]


def test_init_as_json_is_one_document(tmp_path):
    _, said, _ = typed("init", tmp_path / "hem", "--json")

    assert sorted(json.loads(said)) == ["home", "kept", "made"]


def test_terms_are_listed_with_swedish_days(home):
    status, said, _ = typed("terms", "list", "--home", home)

    assert status == 0
    assert [line.split("  ")[1].strip() for line in said.splitlines() if " HT26 " in line] != []
    assert "31 augusti 2026–17 januari 2027" in said


def test_a_term_with_units_and_no_description_is_listed_as_such(home):
    sign_up(home, 1)
    (home / "config" / "terms" / "HT26.toml").unlink()

    _, said, _ = typed("terms", "list", "--home", home)

    (row,) = [line.split() for line in said.splitlines() if line.startswith(" HT26 ")]
    assert row == ["HT26", "not", "described", "has", "a", "place", "1"]


def test_a_term_is_shown_with_units_meetings_and_weeks(home):
    sign_up(home, 1, 2, 3, 4)

    status, said, _ = typed("terms", "show", "ht 2026", "--home", home)

    assert status == 0
    assert "Nätverk 1: förskolor (natverk-1): 4 of 12 units, Maja Åkerlund" in said
    assert "tisdag 22 september 2026 kl. 13.00–15.30 (v. 39)" in said


def test_building_says_what_was_new_and_then_that_nothing_is(home):
    sign_up(home, 1, 2, 3, 4)

    first, second = (typed("terms", "build", "HT26", "--home", home)[1] for _ in range(2))

    assert first.splitlines()[-1] == "4 units were given a place."
    assert second.splitlines()[-1] == "Every unit already had its place; nothing was changed."


def test_a_unit_without_a_place_is_told_on_stderr_with_exit_status_1(home):
    sign_up(home, *range(13))

    status, said, told = typed("terms", "build", "HT26", "--home", home, "--json")

    assert (status, told) == (1, "")
    assert [problem["code"] for problem in json.loads(said)["problems"]] == ["no-room"]
    status, _, told = typed("terms", "build", "HT26", "--home", home)
    assert (status, told.splitlines()[0]) == (1, "1 thing must be mended:")


def test_a_small_network_is_something_to_look_at_and_no_fault(home):
    sign_up(home, 1)

    status, _, told = typed("terms", "build", "HT26", "--home", home)

    assert (status, told.splitlines()[0]) == (0, "1 thing to look at:")


def test_carrying_over_names_the_units_and_the_next_step(home):
    sign_up(home, 1, 2, terms=(HT26, VT27))

    _, first, _ = typed("terms", "carry-over", "HT26", "VT27", "--home", home)
    _, second, _ = typed("terms", "carry-over", "HT26", "VT27", "--home", home)

    assert first.splitlines() == [
        "2 units go on into VT27.",
        "  enhet-1",
        "  enhet-2",
        "Next: nettools signups decide VT27",
    ]
    assert second.splitlines() == ["0 units go on into VT27.", "2 units were there already."]


def test_broken_settings_end_with_status_3_and_every_problem(home):
    (home / "config" / "nettools.toml").write_text("[limits]\nremove_share = 30\n", encoding="utf-8")

    status, _, told = typed("terms", "list", "--home", home)

    assert status == 3
    assert told.splitlines() == [
        "3 settings must be mended first.",
        "  config/nettools.toml, limits.remove_share: is not between 0 and 1; write 0.3 for 30 %",
        "  config/nettools.toml, mail: is missing",
        "  config/nettools.toml, organiser: is missing",
    ]
