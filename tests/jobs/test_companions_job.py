from datetime import UTC, datetime

import pytest
from builders import HT26, a_registration, a_unit
from signup_table import COMPANION_HEADINGS, a_companion_row

from nettools.domain.registrations import RegistrationState
from nettools.files import read_sheets, write_workbook
from nettools.jobs import companions
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
KEY = "HT26/bjorkens-forskola-1780"


@pytest.fixture
def tools(tmp_path):
    lay_out(tmp_path)
    with open_tools(tmp_path, clock=lambda: NOW) as opened:
        opened.store.registrations.save([a_registration()])
        yield opened


@pytest.fixture
def file_of(tmp_path):
    def write(*rows):
        path = tmp_path / "medföljare.xlsx"
        write_workbook(path, [("Svar", COMPANION_HEADINGS, rows)])
        return path

    return write


def test_adding_remembers_companions_and_adding_twice_changes_nothing(tools, file_of):
    path = file_of(a_companion_row(), a_companion_row(email="b@example.se", given="Bo"))

    checked = companions.check(tools, path, HT26)
    assert tools.store.registrations.of(HT26)[0].companions == ()
    added = companions.add(tools, path, HT26)
    before = tools.store.registrations.of(HT26)
    again = companions.add(tools, path, HT26)

    assert checked.as_json()["companions"] == added.as_json()["companions"]
    assert [one.email.key for one in before[0].companions] == ["kurator@example.se", "b@example.se"]
    assert [(one.row, one.code) for one in again.duplicates] == [(2, "unchanged"), (3, "unchanged")]
    assert tools.store.registrations.of(HT26) == before


def test_the_json_of_a_companion(tools, file_of):
    said = companions.check(tools, file_of(a_companion_row()), HT26).as_json()

    assert said["companions"] == [
        {
            "row": 2,
            "key": f"{KEY}/kurator@example.se",
            "email": "kurator@example.se",
            "name": "Ali Ström",
            "group": "health-professions",
            "profession": "kurator",
            "registration": KEY,
            "unit": "Björkens förskola",
            "change": "new",
            "warnings": [],
        }
    ]


def test_refused_rows_come_back_as_a_file(tools, file_of):
    outcome = companions.add(tools, file_of(a_companion_row(email="ingen"), a_companion_row()), HT26)

    assert outcome.written == "out/medföljare-att-rätta.xlsx"
    assert read_sheets(tools.home / outcome.written)[0].rows[1][-1] == "F: The e-mail address is missing."
    assert len(tools.store.registrations.of(HT26)[0].companions) == 1


def test_a_file_without_rektor_and_unit_is_refused(tools, tmp_path):
    write_workbook(tmp_path / "a.xlsx", [("Svar", ["Namn", "E-post"], [["Ali Ström", "a@example.se"]])])

    assert companions.add(tools, tmp_path / "a.xlsx", HT26).reason.code == "missing-columns"


def test_the_list_has_companions_and_units_that_named_nobody(tools, file_of):
    silent = a_registration(a_unit("lundskolan-1780", "Lundskolan"))
    gone = a_registration(a_unit("borta-1780", "Borta"), state=RegistrationState.WITHDRAWN)
    tools.store.registrations.save([silent, gone])
    companions.add(tools, file_of(a_companion_row()), HT26)

    said = companions.listing(tools, HT26).as_json()

    assert [one["key"] for one in said["companions"]] == [f"{KEY}/kurator@example.se"]
    assert said["without"] == ["HT26/lundskolan-1780"]


def test_a_companion_whose_identity_is_protected_is_taken_out(tools, tmp_path, file_of):
    companions.add(tools, file_of(a_companion_row(), a_companion_row(email="b@example.se", given="Bo")), HT26)
    rows = [(*a_companion_row(), "ja"), (*a_companion_row(email="b@example.se", given="Bo"), "nej")]
    write_workbook(tmp_path / "ny.xlsx", [("Svar", (*COMPANION_HEADINGS, "Skyddad identitet"), rows)])

    outcome = companions.add(tools, tmp_path / "ny.xlsx", HT26)

    [left] = tools.store.registrations.of(HT26)
    assert [one.email.address for one in left.companions] == ["b@example.se"]
    assert (outcome.protected, outcome.protected_before, tools.store.protected.count(HT26)) == (1, 1, 1)
