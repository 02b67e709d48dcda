"""Lists and grids with times, and every cell that cannot be read."""

from datetime import date, datetime, time

from nettools.domain.supervision import TimesOf
from nettools.domain.tables import Sheet
from nettools.scheduling.times import Frame, People, read_time_sheets

FRAME = Frame(first_day=date(2026, 8, 31), last_day=date(2027, 1, 17))
PEOPLE = People(
    leaders={"anna@example.se": "anna@example.se", "anna ek": "anna@example.se", "bo ask": "bo@example.se"},
    units={"ekens förskola": "eken", "linden": "linden"},
    shared={"björken": ("björken-1280", "björken-1480")},
)


def reading(*rows, name="Blad1"):
    return read_time_sheets([Sheet(file="tider.xlsx", name=name, rows=tuple(map(tuple, rows)))], PEOPLE, FRAME)


def spans(one):
    return [(f"{t.starts:%m-%d %H:%M}", f"{t.ends:%H:%M}", t.weight, t.busy) for t in one.times]  # in UTC


def test_a_list_with_phrases_wishes_and_a_wished_leader():
    found = reading(
        ("Enhet", "Möjliga tider", "Önskade tider", "Önskad ledare"),
        ("Ekens Förskola", "12/10 13-15; v. 43 tis fm", "13 oktober kl. 9–10", "Bo Ask"),
        ("Linden", None, None, None),
    )
    assert found.problems == ()
    eken, linden = found.times
    assert (eken.kind, eken.key, eken.leaders) == (TimesOf.UNIT, "eken", ("bo@example.se",))
    assert spans(eken) == [
        ("10-12 11:00", "13:00", 0, False),
        ("10-13 07:00", "08:00", 3, False),
        ("10-20 06:00", "10:00", 0, False),
    ]
    assert linden.times == ()


def test_a_list_with_a_row_for_each_time_in_cells_of_their_own():
    found = reading(
        ("Utbildningsledare", "Datum", "Start", "Slut", "Högst per dag", "Lediga dagar"),
        ("anna@example.se", datetime(2026, 10, 12), time(8), time(10), 2, "14/10"),  # noqa: DTZ001 - as Excel has it
        ("Anna Ek", "v. 42 tis", "9.00", "11.30", None, None),
        ("Anna Ek", date(2026, 10, 12), time(10), time(12), None, None),
    )
    assert found.problems == ()
    [anna] = found.times
    assert (anna.most_a_day, anna.days_off) == (2, frozenset({date(2026, 10, 14)}))
    assert spans(anna) == [("10-12 06:00", "10:00", 0, False), ("10-13 07:00", "09:30", 0, False)]


def test_a_list_whose_times_hold_their_days_and_whose_other_columns_are_told():
    found = reading(
        ("Namn på enhet", "Enhet", "Tid", "Kommentar", "Tom"),
        ("Eken", "Ekens förskola", "tis v. 43 kl. 9-16", "Ring först", None),
        ("Linden", "Linden", "på tisdag", None, None),
    )
    eken, linden = found.times
    assert (spans(eken), spans(linden)) == ([("10-20 07:00", "14:00", 0, False)], [])
    assert found.unused == ("Namn på enhet", "Kommentar")
    assert [(one.place.row, one.place.column, one.code) for one in found.problems] == [(3, "C", "unreadable")]


def test_a_half_hour_grid_with_days_down():
    found = reading(
        ("Datum", "08.00", "08.30", "09.00", "09.30"),
        (date(2026, 10, 12), "x", "x", None, "3"),
        ("tis v. 42", "nej", "X", "x", ""),
        name="Anna Ek",
    )
    assert found.problems == ()
    assert spans(found.times[0]) == [
        ("10-12 06:00", "07:00", 0, False),
        ("10-12 07:30", "08:00", 3, False),
        ("10-13 06:30", "07:30", 0, False),
    ]


def test_a_half_hour_grid_with_days_across():
    found = reading(
        (None, date(2026, 10, 12), "13 oktober"),
        (time(13), "x", None),
        ("13.30", "x", "x"),
        name="linden",
    )
    assert found.problems == ()
    assert spans(found.times[0]) == [("10-12 11:00", "12:00", 0, False), ("10-13 11:30", "12:00", 0, False)]


def test_every_cell_that_cannot_be_read_is_told_and_the_rest_is_read():
    found = reading(
        ("Enhet", "Möjliga tider", "Önskade tider", "Önskad ledare"),
        ("Granen", "12/10 13-15", None, None),
        ("Linden", "12/10 13-15", "nån gång i höst", "Cilla"),
        (None, "12/10 13-15", None, None),
    )
    assert sorted((str(one.place), one.code) for one in found.problems) == [
        ("tider.xlsx, Blad1!A2", "unknown-unit"),
        ("tider.xlsx, Blad1!A4", "no-name"),
        ("tider.xlsx, Blad1!C3", "unreadable"),
        ("tider.xlsx, Blad1!D3", "unknown-leader"),
    ]
    assert [(one.key, len(one.times)) for one in found.times] == [("linden", 1)]


def test_a_name_that_several_units_have_is_told_with_what_to_write_instead():
    (problem,) = reading(("Enhet", "Möjliga tider"), ("Björken", "12/10 13-15")).problems
    assert (str(problem.place), problem.code) == ("tider.xlsx, Blad1!A2", "unknown-unit")
    assert str(problem.message) == "is the name of several; write one of these instead: björken-1280, björken-1480"


def test_a_wrong_mark_and_a_sheet_without_times_are_told():
    grid = reading(("Datum", "08.00", "08.30"), (date(2026, 10, 12), "x", "kanske"), name="linden")
    assert [(str(one.place), one.code) for one in grid.problems] == [("tider.xlsx, linden!C2", "mark")]
    assert [one.code for one in reading(("Namn", "Ort"), ("Eva", "Umeå")).problems] == ["no-times"]
    assert [one.code for one in reading(("Datum", "08.00", "08.30"), (date(2026, 10, 12), "x", "x")).problems] == [
        "no-name"
    ]
