import json

import pytest
from typer.testing import CliRunner

from nettools.cli import main

main.describe()


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "hem"
    assert typed("init", folder)[0] == 0
    return folder


@pytest.fixture
def file_of(tmp_path):
    def write(*lines):
        path = tmp_path / "enheter.csv"
        path.write_bytes("\r\n".join(("Enhet;Skolenhetskod;Kommun;Skolform", *lines)).encode("cp1252"))
        return path

    return write


def test_units_are_added_once_and_listed_by_name(home, file_of):
    path = file_of("Åbyskolan;12345678;780;Grundskola,Grundsärskola", "Björkens förskola;;Karlstad;förskola")

    first, second = (typed("units", "add", path, "--home", home) for _ in range(2))
    _, listed, _ = typed("units", "list", "--home", home, "--json")

    assert (first[0], second[0]) == (0, 0)
    assert second[1].splitlines()[-1] == "0 rows are good, 0 refused, 0 questions, 2 nothing new, 0 skipped."
    found = [(unit["key"], unit["code"], unit["school_forms"]) for unit in json.loads(listed)["units"]]
    assert found == [
        ("bjorkens-forskola-1780", "", ["FS"]),
        ("abyskolan-0780", "12345678", ["GR", "GRAN"]),
    ]


def test_a_unit_that_is_alike_is_asked_about_and_answered(home, file_of):
    path = file_of("Björkens förskola;;1780;FS", "Björkens fsk;;1780;FS", ";;1780;FS")

    asked, said, _ = typed("units", "add", path, "--home", home)
    answered, _, _ = typed("units", "add", path, "--home", home, "--same-as", "3=bjorkens-forskola-1780")

    [line] = [line for line in said.splitlines() if "--new-unit" in line]
    assert line.split("  ")[-1].strip() == "--same-as 3=bjorkens-forskola-1780 or --new-unit 3"
    assert (asked, answered) == (1, 1)
    assert "The rows that need work: out/enheter-att-rätta.xlsx. Mend them there and add that file." in said


def test_units_are_shown_as_a_table(home, file_of):
    typed("units", "add", file_of("Lundskolan;12345678;780;Grundskola"), "--home", home)

    _, said, _ = typed("units", "list", "--home", home)

    [line] = [line.split() for line in said.splitlines() if "Lundskolan" in line]
    assert line == ["Lundskolan", "12345678", "0780", "GR", "lundskolan-0780"]
