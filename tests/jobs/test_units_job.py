import pytest

from nettools.files import write_csv
from nettools.jobs import units
from nettools.jobs.home import lay_out
from nettools.jobs.signups import Answers
from nettools.jobs.tools import open_tools

HEADINGS = ("Skolenhetsnamn", "Skolenhetskod", "Kommunkod", "Huvudman", "Skolformer")


@pytest.fixture
def tools(tmp_path):
    lay_out(tmp_path)
    with open_tools(tmp_path) as opened:
        yield opened


@pytest.fixture
def file_of(tmp_path):
    def write(*rows):
        write_csv(tmp_path / "enheter.csv", HEADINGS, rows)
        return tmp_path / "enheter.csv"

    return write


def test_units_are_added_once_and_listed_by_name(tools, file_of):
    path = file_of(("Lundskolan", "31279295", "780", "Växjö kommun", "F-6"), ("Ekens förskola", "", "1780", "", "FSK"))

    first, second = units.add(tools, path), units.add(tools, path)

    assert [(one.row, one.unit.key, one.change) for one in first.units] == [
        (2, "lundskolan-0780", "new"),
        (3, "ekens-forskola-1780", "new"),
    ]
    assert [(one.row, one.code) for one in second.duplicates] == [(2, "unchanged"), (3, "unchanged")]
    assert units.listing(tools).as_json()["units"][1] == {
        "key": "lundskolan-0780",
        "name": "Lundskolan",
        "code": "31279295",
        "authority": "Växjö kommun",
        "municipality_code": "0780",
        "school_forms": ["FKLASS", "GR"],
    }


def test_what_is_alike_is_asked_about_and_what_has_no_name_is_refused(tools, file_of):
    path = file_of(
        ("Ekens förskola", "", "1780", "", ""), ("Ekens fsk", "", "1780", "", ""), ("", "31279295", "", "", "")
    )

    asked = units.add(tools, path)
    answered = units.add(tools, path, answers=Answers(new_units=frozenset({3})))

    assert [(one.row, one.candidates) for one in asked.questions] == [(3, ("ekens-forskola-1780",))]
    assert [(one.row, one.problems[0].code) for one in asked.refused] == [(4, "unit-missing")]
    assert (asked.written, asked.exit_status) == ("out/enheter-att-rätta.xlsx", 1)
    assert [one.unit.key for one in answered.units] == ["ekens-fsk-1780"]


def test_a_file_that_cannot_be_read_is_an_outcome_that_says_why(tools, tmp_path):
    assert units.add(tools, tmp_path / "borta.csv").reason.code == "no-file"
