import json
from datetime import date

import openpyxl
import pytest
from typer.testing import CliRunner

from nettools.cli import main
from nettools.files import read_sheets
from nettools.sandbox.invented.demo_term import term_file

main.describe()

TODAY = date(2026, 11, 21)  # the sign-up of VT27 was open until the day before
HEADINGS = ("Inskickad", "Namn", "E-post", "Roll", "Enhet", "Kommun", "Antal terminer", "Skyddad identitet", "Övrigt")


def typed(*words):
    """What a person sees who types this: the exit status, stdout, stderr."""
    done = CliRunner().invoke(main.app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def cells(said, row):
    """The cells of the line of a table that begins with this row's number."""
    [line] = [line for line in said.splitlines() if line.split()[:1] == [str(row)]]
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def a_row(name="Öberg, Åsa", email="rektor@example.se", unit="Björkens förskola", **said):
    values = {
        "submitted": "2026-11-02 08:30",
        "name": name,
        "email": email,
        "role": "Rektor",
        "unit": unit,
        "municipality": "780",
        "terms": "1",
        "protected": "Nej",
        "free": None,
        **said,
    }
    return [*values.values()]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "hem"
    assert typed("init", folder)[0] == 0
    text = term_file(TODAY, capacity=2)
    (folder / "config" / "terms" / "VT27.toml").write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture
def signups(home):
    def run(verb, *words):
        return typed("signups", verb, *words, "--home", home)

    return run


@pytest.fixture
def file_of(tmp_path):
    def write(*rows, name="anmälan.xlsx", before=()):
        book = openpyxl.Workbook()
        for row in (*before, HEADINGS, *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def another(number, **said):
    when = f"2026-11-02 09:{number:02d}"
    own = {"email": f"r{number}@example.se", "unit": f"Skola {number}", "submitted": when}
    return a_row(**{**own, **said})


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_csv_from_swedish_excel_is_read_the_same_in_every_coding(signups, tmp_path, encoding):
    content = "\r\n".join(";".join(str(cell or "") for cell in line) for line in (HEADINGS, a_row()))
    (tmp_path / "a.csv").write_bytes(f"sep=;\r\n{content}\r\n".encode(encoding))

    status, said, told = signups("check", tmp_path / "a.csv", "--term", "vt 27")

    assert (status, told) == (0, "")
    assert cells(said, 2) == ["2", "Björkens förskola", "Åsa Öberg", "VT27", "new", "VT27/bjorkens-forskola-0780"]


def test_every_kind_of_row_is_shown_with_what_to_do(signups, file_of):
    rows = [
        a_row(),
        another(1, role="Lärare"),
        another(2, submitted="2026-11-21 00:00"),
        a_row(unit="Björkens fsk", email="ny@example.se"),
        a_row(submitted="2026-11-03"),
        another(3, free="19900602-2397"),
        another(4, protected="Ja"),
        ["Summa", 7],
    ]

    status, said, _ = signups("check", file_of(*rows, before=[["Anmälningar"], []]), "--term", "VT27")

    assert status == 1
    assert said.splitlines()[0] == "anmälan.xlsx, sheet Sheet: headings in row 3"
    assert cells(said, 5) == ["5", "D", "Only a rektor or biträdande rektor signs a unit up."]
    assert cells(said, 6) == ["6", "A", "Sent in 2026-11-21; the last day was 2026-11-20.", "--let-in 6"]
    assert cells(said, 7) == [
        *("7", "E", "Is this unit bjorkens-forskola-0780, or a new one?"),
        "--same-as 7=bjorkens-forskola-0780 or --new-unit 7",
    ]
    assert cells(said, 8) == ["8", "stands twice in the file", "4", "VT27/bjorkens-forskola-0780"]
    assert "900602-****" in said
    assert "2397" not in said
    assert cells(said, 11) == ["11", "a sum"]
    assert said.splitlines()[-1] == (
        "2 rows are good, 1 refused, 2 questions, 1 nothing new, 1 skipped. "
        "1 with protected identity: handled by hand, kept out of everything."
    )


def test_what_the_questions_say_can_be_typed(signups, file_of):
    rows = [a_row(), another(2, submitted="2026-11-21"), a_row(unit="Björkens fsk", email="ny@example.se")]
    path = file_of(*rows)
    signups("add", path, "--term", "VT27")

    status, _, _ = signups("add", path, "--term", "VT27", "--let-in", 3, "--new-unit", 4)
    again, said, _ = signups("add", path, "--term", "VT27")

    assert (status, again) == (0, 0)
    assert said.splitlines()[-1] == "0 rows are good, 0 refused, 0 questions, 3 nothing new, 0 skipped."


def test_a_mended_file_of_rows_is_added(signups, file_of, home):
    _, said, _ = signups("add", file_of(a_row(), another(1, email="x"), another(2, terms="kanske")), "--term", "VT27")
    path = home / "out" / "anmälan-att-rätta.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["C2"], book.active["G3"] = "r1@example.se", "två terminer"
    book.save(path)

    status, mended, _ = signups("add", path, "--term", "VT27")

    assert said.splitlines()[-1] == (
        "The rows that need work: out/anmälan-att-rätta.xlsx. Mend them there and add that file."
    )
    assert (status, mended.splitlines()[-1]) == (
        0,
        "2 rows are good, 0 refused, 0 questions, 0 nothing new, 0 skipped.",
    )


def test_a_mended_row_is_not_written_over_when_the_file_comes_again(signups, file_of, home):
    path = file_of(another(1, email="x"))
    signups("add", path, "--term", "VT27")
    mended = home / "out" / "anmälan-att-rätta.xlsx"
    book = openpyxl.load_workbook(mended)
    book.active["C2"] = "r1@example.se"
    book.save(mended)

    signups("add", path, "--term", "VT27")

    assert read_sheets(mended)[0].rows[1][2] == "r1@example.se"


def test_places_queue_and_withdrawal(signups, file_of):
    signups("add", file_of(*(another(number) for number in range(1, 5))), "--term", "VT27")

    first, second = (signups("decide", "VT27")[1].splitlines()[-1] for _ in range(2))
    full = signups("accept", "VT27/skola-4-0780")
    _, gone, _ = signups("withdraw", "VT27/skola-1-0780")
    _, moved, _ = signups("decide", "VT27", "--json")

    assert first == second == "2 of 2 places are taken, 2 wait."
    assert (full[0], full[2]) == (4, "All 2 places are taken; allow one more with --beyond-capacity.\n")
    assert gone.splitlines()[-1] == "First in the queue is VT27/skola-3-0780."
    assert json.loads(moved)["moves"] == [{"key": "VT27/skola-3-0780", "from": "waiting", "to": "accepted"}]
    assert signups("decide", "VT27")[1].splitlines()[0] == "Nothing to do."


def test_who_becomes_protected_is_taken_out_and_only_counted(signups, file_of):
    signups("add", file_of(a_row(), another(1)), "--term", "VT27")

    _, said, _ = signups("add", file_of(a_row(protected="Ja"), another(1), name="ny.xlsx"), "--term", "VT27")
    _, listed, _ = signups("list", "--term", "VT27")

    assert "Öberg" not in said
    assert said.splitlines()[-1].startswith("1 of them was registered before.")
    assert ("Björkens" in listed, "Skola 1" in listed) == (False, True)
    assert listed.splitlines()[-1] == "1 with protected identity: handled by hand, kept out of everything."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty.\n"),
        (b"%PDF-1.7", "This is a PDF; a table in .xlsx or .csv is needed.\n"),
        (None, "The file cannot be opened.\n"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(signups, tmp_path, content, reason):
    if content is not None:
        (tmp_path / "a.xlsx").write_bytes(content)

    assert signups("check", tmp_path / "a.xlsx", "--term", "VT27") == (1, "a.xlsx\n", reason)


def test_hundreds_of_unknown_columns_are_counted(signups, tmp_path):
    lines = [[*HEADINGS, *(f"Extra {n}" for n in range(300))], a_row()]
    (tmp_path / "a.csv").write_text("\n".join(";".join(str(c or "") for c in line) for line in lines), "utf-8")

    _, said, _ = signups("check", tmp_path / "a.csv", "--term", "VT27")

    assert said.splitlines()[1].endswith("Extra 18 and 281 more")


def test_an_export_says_its_file_and_comes_back_as_known(signups, file_of, home):
    signups("add", file_of(a_row(), another(1)), "--term", "VT27")
    target = home / "out" / "anmälda.xlsx"

    status, said, _ = signups("export", "VT27", target)
    _, again, _ = signups("check", target, "--term", "VT27")

    assert (status, said) == (0, f"{target}: 2 registrations.\n")
    assert again.splitlines()[-1] == "0 rows are good, 0 refused, 0 questions, 2 nothing new, 0 skipped."


def test_a_wrong_answer_is_a_usage_error(signups, file_of):
    status, _, told = signups("check", file_of(a_row()), "--term", "VT27", "--same-as", "två")

    assert (status, "två is not ROW=KEY." in told) == (2, True)


def test_a_key_that_nobody_has_is_refused(signups):
    status, _, told = signups("accept", "VT27/finns-inte")

    assert (status, told.splitlines()[0]) == (
        1,
        "There is no registration with this key; keys are like HT26/bjorkens-forskola-1780.",
    )
