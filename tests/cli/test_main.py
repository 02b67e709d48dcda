"""The front door as a person meets it: help, wrong words, errors, faults, and the language of all of them."""

import json
import os
import subprocess
import sys

import pytest

from nettools.cli import main

ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": ""}
SWEDISH = {"LANG": "sv_SE.UTF-8", "LC_ALL": ""}


def nettools(*words, cwd, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "nettools", *words],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **ENGLISH, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_help_lists_the_nouns_in_the_order_of_a_term(tmp_path):
    status, said, _ = nettools("--help", cwd=tmp_path)

    listed = [
        line.split()[0] for line in said.split("Commands:")[1].splitlines() if line.startswith("  ") and line[2] != " "
    ]
    assert status == 0
    assert listed[:6] == ["init", "demo", "doctor", "sandbox", "portal", "terms"]
    assert said.startswith("Usage: nettools")


def test_help_is_swedish_where_the_computer_is(tmp_path):
    _, said, _ = nettools("terms", "list", "--help", cwd=tmp_path, **SWEDISH)

    assert "Flaggor:" in said
    assert "Visa den här hjälpen och sluta." in said


def test_the_homes_language_wins_over_the_computers(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "nettools.toml").write_text('language = "sv"\n', encoding="utf-8")

    _, said, _ = nettools("--help", cwd=tmp_path)

    assert "Kommandon:" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["signups", "chek"], "No such command 'chek'. Did you mean 'check'?"),
        (["terms", "show"], "TERM is missing."),
        (["terms", "show", "XX26"], "TERM: XX26 is no term; write it as HT26 or VT27."),
        (["terms", "list", "--jsn"], "There is no option --jsn. Did you mean --json?"),
    ],
)
def test_wrong_words_end_with_status_2_and_say_what_is_wrong(words, sentence, tmp_path):
    status, said, wrong = nettools(*words, cwd=tmp_path)

    assert (status, said) == (2, "")
    assert wrong.splitlines()[0] == sentence
    assert "--help" in wrong.splitlines()[1]


def test_missing_settings_end_with_status_3_and_name_the_file(tmp_path):
    status, _, wrong = nettools("terms", "list", cwd=tmp_path)

    assert status == 3
    assert "config/nettools.toml" in wrong.replace("\\", "/")


def test_an_error_is_one_json_document_where_json_was_asked_for(tmp_path):
    status, said, _ = nettools("terms", "list", "--json", cwd=tmp_path)

    error = json.loads(said)["error"]
    assert (status, error["code"], error["exit"]) == (3, "settings", 3)
    assert [problem["place"]["file"] for problem in error["problems"]] == ["config/nettools.toml"]


def test_the_home_is_the_option_then_the_variable_then_where_one_stands(tmp_path):
    for name in ("ett", "två"):
        nettools("init", name, cwd=tmp_path)
    (tmp_path / "ett" / "config" / "terms" / "HT26.toml").unlink()

    by_option = nettools("terms", "list", "--json", "--home", "ett", cwd=tmp_path, NETTOOLS_HOME=str(tmp_path / "två"))
    by_variable = nettools("terms", "list", "--json", cwd=tmp_path, NETTOOLS_HOME=str(tmp_path / "två"))
    by_place = nettools("terms", "list", "--json", cwd=tmp_path / "ett")

    def terms(answer):
        return [row["term"] for row in json.loads(answer[1])["terms"]]

    assert [terms(by_option), terms(by_variable), terms(by_place)] == [["VT27"], ["HT26", "VT27"], ["VT27"]]


def test_nothing_heavy_is_loaded_for_the_help(tmp_path):
    code = "import sys; from nettools.cli import main; main.choose_language([]); main.describe(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    ).stdout.split()

    heavy = {
        "pandas",
        "numpy",
        "django",
        "canvasapi",
        "openpyxl",
        "xlsxwriter",
        "typst",
        "jinja2",
        "requests",
        "highspy",
    }
    assert heavy & set(loaded) == set()


def test_a_fault_of_ours_is_told_by_kind_and_place_without_its_words(capsys):
    """The words of an unexpected error may hold personal data."""
    try:
        {}["åsa.oberg@example.se"]
    except KeyError as error:
        main.tell_fault(error)

    said = capsys.readouterr().err
    assert said.startswith("This is a fault in nettools (KeyError at test_main.py:")
    assert "åsa" not in said
