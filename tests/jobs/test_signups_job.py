from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26, VT27, a_companion
from signup_table import HEADINGS, a_row

from nettools.domain.registrations import RegistrationState
from nettools.errors import InputError, RefusedError
from nettools.files import read_sheets, write_csv, write_workbook
from nettools.jobs import signups
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 6, 13, 9, tzinfo=UTC)
KEY = "HT26/bjorkens-forskola-1780"


@pytest.fixture
def tools(tmp_path):
    lay_out(tmp_path)
    with open_tools(tmp_path, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def file_of(tmp_path):
    def write(*rows, name="anmälan.xlsx", headings=HEADINGS):
        path = tmp_path / name
        if path.suffix == ".csv":
            write_csv(path, headings, rows)
        else:
            write_workbook(path, [("Svar", headings, rows)])
        return path

    return write


def another(number, **said):
    own = {"unit": f"Skola {number}", "email": f"r{number}@example.se", "submitted": f"2026-05-{10 + number}"}
    return a_row(**{**own, **said})


def test_checking_remembers_nothing(tools, file_of):
    outcome = signups.check(tools, file_of(a_row()), HT26)

    assert [one.registration.key for one in outcome.registrations] == [KEY]
    assert (tools.store.registrations.of(HT26), tools.store.journal.runs(5)) == ((), ())


def test_adding_twice_changes_nothing(tools, file_of):
    path = file_of(a_row(), another(1, protected="Ja"))

    first, before = signups.add(tools, path, HT26), tools.store.registrations.of(HT26)
    second = signups.add(tools, path, HT26)

    assert (first.outcome, first.exit_status, first.protected) == ("read", 0, 1)
    assert [(one.row, one.of_key, one.code) for one in second.duplicates] == [(2, KEY, "unchanged")]
    assert (second.registrations, tools.store.registrations.of(HT26)) == ((), before)
    assert tools.store.protected.count(HT26) == 1


def test_the_json_is_what_the_design_says(tools, file_of):
    rows = [a_row(code="123"), a_row(email="ny@example.se"), another(1, role="lärare"), a_row(), ()]

    said = signups.check(tools, file_of(*rows, name="anmälan.csv"), HT26).as_json()

    assert said["registrations"] == [
        {
            "row": 2,
            "key": KEY,
            "email": "rektor@example.se",
            "name": "Åsa Öberg",
            "role": "principal",
            "phone": "",
            "unit": "Björkens förskola",
            "unit_key": "bjorkens-forskola-1780",
            "unit_code": "",
            "authority": "",
            "municipality_code": "1780",
            "school_forms": ["FS"],
            "terms": ["HT26"],
            "submitted": "2026-05-12T08:30:00+02:00",
            "state": "received",
            "change": "new",
            "changed": [],
            "warnings": [
                {
                    "code": "unit-code-invalid",
                    "column": "G",
                    "message": "A skolenhetskod has eight digits; this one is left out.",
                }
            ],
        }
    ]
    assert said["refused"] == [
        {
            "row": 4,
            "problems": [
                {
                    "code": "not-principal",
                    "column": "E",
                    "message": "Only a rektor or biträdande rektor signs a unit up.",
                }
            ],
        }
    ]
    assert said["duplicates"] == [{"row": 5, "of_row": 2, "of_key": KEY, "code": "same-row"}]
    assert [(one["row"], one["code"], one["column"], one["candidates"]) for one in said["questions"]] == [
        (3, "other-principal", "D", [KEY])
    ]
    assert {
        name: said[name] for name in ("file", "outcome", "reason", "header_row", "rows", "skipped", "protected")
    } == {
        "file": "anmälan.csv",
        "outcome": "read-with-warnings",
        "reason": None,
        "header_row": 1,
        "rows": 4,
        "skipped": [],
        "protected": 0,
    }


def test_refused_rows_come_back_to_be_mended_and_added(tools, file_of):
    rows = [a_row(email="ingen"), another(1, family="Öberg 900602-2397"), another(2), another(3, protected="Ja")]

    outcome = signups.add(tools, file_of(*rows), HT26)
    [sheet] = read_sheets(tools.home / outcome.written)

    assert (outcome.written, outcome.exit_status) == ("out/anmälan-att-rätta.xlsx", 1)
    assert sheet.rows[0] == (*HEADINGS, "Att rätta")
    assert [(row[2], row[3], row[-1]) for row in sheet.rows[1:]] == [
        ("Öberg", "ingen", "D: The e-mail address is missing."),
        (
            None,
            "r1@example.se",
            "C: A personnummer stands here (900602-****); it is never kept. Take it out of the file.",
        ),
    ]
    mended = [[*sheet.rows[1][:3], "rektor@example.se", *sheet.rows[1][4:]]]
    write_workbook(tools.home / outcome.written, [("Svar", list(sheet.rows[0]), mended)])

    again = signups.add(tools, tools.home / outcome.written, HT26)

    assert [one.registration.key for one in again.registrations] == [KEY]
    assert again.refused == ()


def test_a_mended_file_that_is_refused_again_is_not_written_over(tools, file_of):
    first = signups.add(tools, file_of(a_row(email="ingen", role="lärare")), HT26)
    [sheet] = read_sheets(tools.home / first.written)
    half = [[*sheet.rows[1][:4], "rektor", *sheet.rows[1][5:]]]
    write_workbook(tools.home / first.written, [("Svar", list(sheet.rows[0]), half)])

    second = signups.add(tools, tools.home / first.written, HT26)

    assert second.written == "out/anmälan-att-rätta-2.xlsx"
    assert read_sheets(tools.home / second.written)[0].rows[0] == (*HEADINGS, "Att rätta")


def test_rows_that_are_asked_about_come_back_too(tools, file_of):
    outcome = signups.add(tools, file_of(a_row(), another(1, terms="kanske"), another(2, email="x")), HT26)

    [sheet] = read_sheets(tools.home / outcome.written)

    assert [row[-1] for row in sheet.rows[1:]] == [
        "J: Is this HT26 alone, or HT26 and VT27?",
        "D: The e-mail address is missing.",
    ]


def test_what_somebody_is_mending_is_not_written_over(tools, file_of):
    path = file_of(another(1, email="x"))
    same = [signups.add(tools, path, HT26).written for _ in range(2)]
    [sheet] = read_sheets(tools.home / same[0])
    write_workbook(tools.home / same[0], [("Svar", list(sheet.rows[0]), [["half mended"]])])

    again = [signups.add(tools, path, HT26).written for _ in range(2)]

    assert same == ["out/anmälan-att-rätta.xlsx"] * 2
    assert again == ["out/anmälan-att-rätta-2.xlsx"] * 2
    assert read_sheets(tools.home / same[0])[0].rows[1][0] == "half mended"


def test_answers_to_questions_are_obeyed(tools, file_of):
    path = file_of(a_row(), a_row(unit="Björkens fsk", email="b@example.se"), another(1, submitted="2026-06-20"))
    asked = signups.add(tools, path, HT26)
    answers = signups.Answers(new_units=frozenset({3}), let_in=frozenset({4}))

    answered = signups.add(tools, path, HT26, answers=answers)

    assert [(one.row, one.note.code) for one in asked.questions] == [(3, "unit-alike"), (4, "late")]
    assert [one.registration.key for one in answered.registrations] == [
        "HT26/bjorkens-fsk-1780",
        "HT26/skola-1-1780",
    ]


def test_a_file_that_cannot_be_read_is_an_outcome_that_says_why(tools, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")

    outcome = signups.add(tools, tmp_path / "a.xlsx", HT26)

    assert (outcome.outcome, outcome.reason.code, outcome.exit_status) == ("refused", "not-a-table", 1)


def test_a_column_is_told_by_a_person(tools, file_of):
    path = file_of(("a@example.se", "Åsa Ö", "Ek"), headings=("E-post", "Namn", "Kontor"))

    with pytest.raises(InputError):
        signups.check(tools, path, HT26, columns=["Kontor=kontor"])

    assert signups.check(tools, path, HT26).reason.code == "missing-columns"
    assert [
        len(signups.check(tools, path, HT26, columns=[told]).registrations) for told in ("kontor=unit", "C=unit")
    ] == [
        1,
        1,
    ]


def test_places_are_given_in_order_and_a_withdrawal_promotes_nobody(tools, file_of):
    capacity = tools.settings.term(HT26).capacity
    rows = [
        a_row(unit=f"Skola {n}", email=f"r{n}@example.se", submitted=f"2026-05-12 08:{n:02d}")
        for n in range(capacity + 2)
    ]
    signups.add(tools, file_of(*rows), HT26)

    decided = signups.decide(tools, HT26)
    withdrawn = signups.move(tools, "HT26/skola-0-1780", RegistrationState.WITHDRAWN)

    assert (decided.accepted, decided.waiting, decided.next_in_queue) == (capacity, 2, "")
    assert withdrawn.as_json() == {
        "term": "HT26",
        "capacity": capacity,
        "accepted": capacity - 1,
        "waiting": 2,
        "free": 1,
        "next_in_queue": f"HT26/skola-{capacity}-1780",
        "moves": [{"key": "HT26/skola-0-1780", "from": "accepted", "to": "withdrawn"}],
    }
    assert [one.key for one in signups.decide(tools, HT26).moves] == [f"HT26/skola-{capacity}-1780"]
    assert signups.decide(tools, HT26).moves == ()


def test_one_is_accepted_declined_and_refused_by_key(tools, file_of):
    signups.add(tools, file_of(a_row()), HT26)

    moves = [
        signups.move(tools, KEY, state).moves for state in (RegistrationState.ACCEPTED, RegistrationState.ACCEPTED)
    ]
    signups.move(tools, KEY, RegistrationState.WITHDRAWN)
    with pytest.raises(RefusedError) as caught:
        signups.move(tools, KEY, RegistrationState.ACCEPTED)
    with pytest.raises(InputError):
        signups.move(tools, "HT26/finns-inte", RegistrationState.ACCEPTED)
    with pytest.raises(InputError):
        signups.move(tools, "nonsens", RegistrationState.ACCEPTED)

    assert ([len(one) for one in moves], caught.value.code) == ([1, 0], "state")


def test_a_full_term_takes_one_more_only_when_allowed(tools, file_of):
    capacity = tools.settings.term(HT26).capacity
    rows = [a_row(unit=f"Skola {n}", email=f"r{n}@example.se") for n in range(capacity + 1)]
    signups.add(tools, file_of(*rows), HT26)
    [last] = [one.key for one in signups.decide(tools, HT26).moves if one.after is RegistrationState.WAITING]

    with pytest.raises(RefusedError) as caught:
        signups.move(tools, last, RegistrationState.ACCEPTED)
    allowed = signups.move(tools, last, RegistrationState.ACCEPTED, beyond_capacity=True)

    assert (caught.value.code, allowed.accepted) == ("full", capacity + 1)


def test_an_export_can_be_added_again_and_changes_nothing(tools, file_of, tmp_path):
    signups.add(tools, file_of(a_row(code="31279295", terms="två terminer"), another(1)), HT26)

    written = signups.export(tools, HT26, tmp_path / "out" / "export.xlsx")
    again = signups.check(tools, tmp_path / "out" / "export.xlsx", HT26)

    assert written.rows == 2
    assert [(one.row, one.code) for one in again.duplicates] == [(2, "unchanged"), (3, "unchanged")]
    assert (again.refused, again.questions, again.registrations) == ((), (), ())


def test_the_list_counts_the_protected_and_shows_the_rest(tools, file_of):
    signups.add(tools, file_of(a_row(), another(1, free="sekretessmarkering")), HT26)

    said = signups.listing(tools, HT26).as_json()

    assert ([one["key"] for one in said["registrations"]], said["protected"]) == ([KEY], 1)


def test_nothing_of_a_protected_person_is_written_anywhere(tools, file_of, tmp_path):
    signups.add(tools, file_of(a_row(given="Hemlia", family="Gömdsson", protected="Ja"), another(1, email="x")), HT26)
    tools.store.close()

    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "anmälan.xlsx"]
    cells = [str(cell) for sheet in read_sheets(tmp_path / "out" / "anmälan-att-rätta.xlsx") for cell in sheet.rows]

    assert [path.name for path in written if "Gömdsson".encode() in path.read_bytes()] == []
    assert [cell for cell in cells if "Gömdsson" in cell] == []


def test_the_journal_has_counts_and_no_names(tools, file_of):
    signups.add(tools, file_of(a_row(), another(1, email="x")), HT26)

    [run] = tools.store.journal.runs(5)

    assert (run.command, dict(run.counts)) == ("signups add", {"registrations": 1, "refused": 1, "protected": 0})


def test_one_who_was_registered_before_the_protection_was_known_is_taken_out(tools, file_of):
    signups.add(tools, file_of(a_row(), another(1, terms="två terminer"), another(2)), HT26)
    second, third, first = tools.store.registrations.of(HT26)
    companion = a_companion("Rektor@example.se")
    tools.store.registrations.save([replace(second, term=VT27), replace(third, companions=(companion,))])
    now_protected = file_of(a_row(protected="Ja"), another(1, protected="Ja"), another(2), name="ny.xlsx")

    checked = signups.check(tools, now_protected, HT26)
    before = tools.store.registrations.of(HT26)
    added = signups.add(tools, now_protected, HT26)
    again = signups.add(tools, now_protected, HT26)

    assert ([one.protected_before for one in (checked, added, again)], len(before)) == ([2, 2, 0], 3)
    assert tools.store.registrations.of(HT26) == (third,)
    assert tools.store.registrations.of(VT27) == ()
    assert (tools.store.protected.count(HT26), first in before) == (2, True)


def test_a_unit_comes_back_by_another_principal_than_the_protected(tools, file_of):
    signups.add(tools, file_of(a_row()), HT26)

    signups.add(tools, file_of(a_row(protected="Ja"), a_row(email="ny@example.se"), name="ny.xlsx"), HT26)

    assert [one.principal.email.address for one in tools.store.registrations.of(HT26)] == ["ny@example.se"]
