import json

import openpyxl
import pytest
from builders import HT26, a_principal, a_registration, a_unit
from typer.testing import CliRunner

from nettools.cli import main
from nettools.domain.registrations import RegistrationState
from nettools.jobs.tools import open_tools

main.describe()

HEADINGS = ("Rektors e-post", "Enhet", "Förnamn", "Efternamn", "E-post", "Målgrupp")


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def cells(said, row):
    """The cells of the line of a table that begins with this row's number."""
    [line] = [line for line in said.splitlines() if line.split()[:1] == [str(row)]]
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "hem"
    assert typed("init", folder)[0] == 0
    waiting = a_registration(
        a_unit("lundskolan-1780", "Lundskolan"), a_principal("lund@example.se"), state=RegistrationState.WAITING
    )
    with open_tools(folder) as tools:
        tools.store.registrations.save([a_registration(), waiting])
    return folder


@pytest.fixture
def companions(home):
    def run(verb, *words):
        return typed("companions", verb, *words, "--term", "HT26", "--home", home)

    return run


@pytest.fixture
def file_of(tmp_path):
    def write(*rows):
        book = openpyxl.Workbook()
        for row in (HEADINGS, *rows):
            book.active.append(row)
        book.save(tmp_path / "medföljare.xlsx")
        return tmp_path / "medföljare.xlsx"

    return write


def a_row(number=1, principal="rektor@example.se", unit="Björkens förskola", group="EHT"):
    return principal, unit, "Ali", "Ström", f"m{number}@example.se", group


def test_companions_are_added_once_and_listed(companions, file_of):
    path = file_of(a_row(1), a_row(2, group="Förstelärare"))

    first, second = companions("add", path), companions("add", path)
    _, listed, _ = companions("list")

    assert cells(first[1], 3) == ["3", "Ali Ström", "teachers and preschool teachers", "Björkens förskola", "new"]
    assert (second[0], second[1].splitlines()[-1]) == (
        0,
        "0 rows are good, 0 refused, 0 questions, 2 nothing new, 0 skipped.",
    )
    assert [line.split()[-1] for line in listed.splitlines() if "@" in line] == ["m1@example.se", "m2@example.se"]
    assert listed.splitlines()[-1] == "Without companions: Lundskolan"


def test_what_is_asked_says_why_and_what_to_type(companions, file_of):
    rows = [
        a_row(1, "lund@example.se", "Lundskolan"),
        a_row(2, None, "Björkens fsk"),
        a_row(3, "okand@example.se", "Okänd skola"),
        a_row(4, group="vaktmästare"),
    ]

    status, said, _ = companions("check", file_of(*rows))

    assert status == 1
    assert cells(said, 2)[2:] == [
        "The unit is on the waiting list; its companions can come when it has a place.",
        "Give it a place first: nettools signups accept HT26/lundskolan-1780",
    ]
    assert cells(said, 3)[3:] == ["--same-as 3=HT26/bjorkens-forskola-1780"]
    assert cells(said, 4)[2:] == ["No unit that has signed up belongs to this row.", "--same-as 4=KEY"]
    assert cells(said, 5)[3:] == ["Mend the cell and add the file again."]


def test_a_companion_of_a_waiting_unit_comes_when_it_has_a_place(companions, file_of, home):
    path = file_of(a_row(1, "lund@example.se", "Lundskolan"))
    asked = companions("add", path)
    typed("signups", "accept", "HT26/lundskolan-1780", "--home", home)

    again = companions("add", home / "out" / "medföljare-att-rätta.xlsx")

    assert (asked[0], again[0]) == (1, 0)
    with open_tools(home) as tools:
        assert [len(one.companions) for one in tools.store.registrations.of(HT26)] == [0, 1]


def test_an_answer_says_whose_a_row_is(companions, file_of):
    path = file_of(a_row(1, None, "Björkens fsk"))

    status, said, _ = companions("add", path, "--same-as", "2=HT26/bjorkens-forskola-1780", "--json")

    assert (status, [one["registration"] for one in json.loads(said)["companions"]]) == (
        0,
        ["HT26/bjorkens-forskola-1780"],
    )
