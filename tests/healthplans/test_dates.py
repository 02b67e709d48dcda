from datetime import date

import pytest

from nettools.healthplans import dates


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026-08-20", (2026, 8, 20), (2026, 8, 20)),
        ("den 20 augusti 2026", (2026, 8, 20), (2026, 8, 20)),
        ("20 aug. 2026", (2026, 8, 20), (2026, 8, 20)),
        ("reviderad 161102", (2016, 11, 2), (2016, 11, 2)),
        ("18-04-30", (2018, 4, 30), (2018, 4, 30)),
        ("januari 2019", (2019, 1, 1), (2019, 1, 31)),
        ("februari 2028", (2028, 2, 1), (2028, 2, 29)),
        ("läsåret 2026/27", (2026, 7, 1), (2027, 6, 30)),
        ("läsår 2026–2027", (2026, 7, 1), (2027, 6, 30)),
        ("ht 2026", (2026, 7, 1), (2027, 1, 20)),
        ("vt27", (2027, 1, 1), (2027, 6, 30)),
        ("höstterminen 2026", (2026, 7, 1), (2027, 1, 20)),
        ("under 2026", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_a_time_is_read_as_the_days_that_it_means(said, first, last):
    assert [(each.first, each.last) for each in dates.periods(said)] == [(date(*first), date(*last))]


@pytest.mark.parametrize(
    "said", ["skollagen (2010:800)", "kl. 13.00", "dnr 2014:448/140", "070-174 06 05", "9 kap. 12 §"]
)
def test_numbers_that_are_no_time_are_none(said):
    assert dates.periods(said) == []


@pytest.mark.parametrize(
    ("said", "written", "week"),
    [
        ("senast 2027-02-30", "2027-02-30", False),
        ("31 november 2026", "31 november 2026", False),
        ("29 februari 2027", "29 februari 2027", False),
        ("vecka 54", "vecka 54", True),
        ("v. 0", "v. 0", True),
        ("v. 53, 2027", "v. 53, 2027", True),
    ],
)
def test_days_and_weeks_that_there_are_not(said, written, week):
    assert [(each.written, each.week) for each in dates.impossible(said)] == [(written, week)]


@pytest.mark.parametrize(
    "said", ["2028-02-29", "29 februari", "v. 53, 2026", "vecka 34–36", "v. 8", "version 4.12", "v 1.54"]
)
def test_days_and_weeks_that_there_are(said):
    assert [*dates.impossible(said)] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("implementering ht 2109", ["ht 2109"]),
        ("läsåret 1926", ["läsåret 1926"]),
        ("klart maj 2207", ["maj 2207"]),
        ("under ht 2019", []),
        ("lag sedan 1837", []),
        ("tel 2109", []),
    ],
)
def test_years_that_cannot_be_meant_where_a_time_is_told(said, found):
    assert [written for _, written in dates.strange_years(said, 2000, 2032)] == found
