from datetime import date

import pytest
from builders import a_meeting, a_network, a_registration, a_term_plan, a_unit

from nettools.scheduling import (
    DatedBreak,
    SchoolBreak,
    SchoolCalendar,
    break_days,
    closed_days,
    date_warnings,
    unsure_breaks,
)

HOSTLOV = SchoolBreak(name="höstlov", weeks=(44,))
SPORTLOV = SchoolBreak(name="sportlov", weeks=(7, 8, 9, 10), municipalities={"0180": 9, "22": 10})
PASKLOV = SchoolBreak(name="påsklov", easter_weeks=(0, 1))
CALENDAR = SchoolCalendar(breaks=(HOSTLOV, SPORTLOV, PASKLOV))


def said(day, *municipalities, calendar=CALENDAR):
    units = tuple(a_registration(a_unit(f"enhet-{n}", municipality_code=code)) for n, code in enumerate(municipalities))
    network = a_network(units, meetings=(a_meeting(day=day),))
    return [(w.code, str(w.message), w.units) for w in date_warnings(a_term_plan((network,)), calendar)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 6), "Trettondedag jul"),
        (date(2026, 12, 24), "Julafton"),
        (date(2027, 5, 6), "Kristi himmelsfärdsdag"),
        (date(2026, 10, 31), "Alla helgons dag"),
    ],
)
def test_public_holidays_and_eves_are_warned_about_by_name(day, name):
    assert said(day, calendar=SchoolCalendar()) == [("public-holiday", f"The day is a public holiday: {name}.", ())]


def test_a_weekend_is_warned_about():
    assert said(date(2026, 9, 19)) == [("weekend", "The day is on a weekend.", ())]


def test_a_usual_tuesday_is_not_warned_about():
    assert said(date(2026, 9, 22), "1780") == []


def test_autumn_break_concerns_every_unit():
    assert said(date(2026, 10, 27), "1780", "") == [
        ("school-break", "2 units may have höstlov in week 44.", ("enhet-0", "enhet-1"))
    ]


def test_winter_break_concerns_the_units_of_municipalities_that_may_have_it_that_week():
    assert said(date(2027, 3, 2), "0180", "1780", "2284") == [
        ("school-break", "2 units may have sportlov in week 9.", ("enhet-0", "enhet-1"))
    ]
    assert said(date(2027, 3, 9), "0180", "2284") == [
        ("school-break", "1 unit may have sportlov in week 10.", ("enhet-1",))
    ]


def test_winter_break_elsewhere_is_not_warned_about():
    assert said(date(2027, 2, 16), "0180") == []


def test_before_anyone_is_placed_a_break_anywhere_is_warned_about():
    assert said(date(2027, 2, 16)) == [("school-break", "Schools may have sportlov in week 7.", ())]


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2027, 3, 19), False),  # the week before
        (date(2027, 3, 22), True),  # Monday of Easter week: Easter Sunday is 28 March
        (date(2027, 3, 30), True),
        (date(2027, 4, 2), True),
        (date(2027, 4, 5), False),
    ],
)
def test_easter_break_is_the_week_of_easter_and_the_one_after(day, warned):
    assert bool(said(day, "1780")) is warned


def test_week_53_is_a_week_of_its_own():
    calendar = SchoolCalendar(breaks=(SchoolBreak(name="jullov", weeks=(53,)),))

    assert said(date(2026, 12, 29), "1780", calendar=calendar) == [
        ("school-break", "1 unit may have jullov in week 53.", ("enhet-0",))
    ]
    assert said(date(2027, 1, 4), "1780", calendar=calendar) == []


# --- days that are kept free

SPRING = (date(2027, 1, 11), date(2027, 6, 13))
EASTER = SchoolBreak(name="påsklov", easter_weeks=(0, 1), easter_municipalities={"0180": 0, "05": 1})
KNOWN = SchoolCalendar(breaks=(HOSTLOV, SPORTLOV, EASTER))


def free(unit, calendar=KNOWN, days=SPRING):
    """The first and the last day of each break, by its name."""
    found = {}
    for day, name in sorted(break_days(calendar, unit, *days).items()):
        first, _ = found.get(name, (day, day))
        found[name] = (first, day)
    return found


def test_a_unit_is_off_in_the_weeks_that_its_municipality_surely_has():
    assert free(a_unit(municipality_code="0180")) == {
        "sportlov": (date(2027, 3, 1), date(2027, 3, 7)),
        "påsklov": (date(2027, 3, 22), date(2027, 3, 28)),  # Easter Sunday is 28 March
    }
    assert free(a_unit(municipality_code="0581")) == {"påsklov": (date(2027, 3, 29), date(2027, 4, 4))}
    assert free(a_unit(municipality_code="1780")) == {}
    assert free(a_unit(municipality_code=""), days=(date(2026, 8, 31), date(2027, 1, 10))) == {
        "höstlov": (date(2026, 10, 26), date(2026, 11, 1))
    }


@pytest.mark.parametrize(
    ("named", "off"),
    [
        ({}, True),
        ({"municipalities": ("1780",)}, True),
        ({"municipalities": ("17",)}, True),
        ({"municipalities": ("1480",)}, False),
        ({"authorities": ("KARLSTADS kommun",)}, True),
        ({"authorities": ("Stiftelsen Eken",)}, False),
        ({"units": ("eken", "asken")}, True),
        ({"units": ("asken",)}, False),
        ({"units": ("asken",), "authorities": ("Karlstads kommun",)}, True),
    ],
)
def test_a_break_with_days_of_its_own_is_for_those_that_are_named_or_for_all(named, off):
    own = DatedBreak(name="läslov", first=date(2027, 5, 3), last=date(2027, 5, 4), **named)
    calendar = SchoolCalendar(breaks=(SPORTLOV,), dated=(own,))

    assert free(a_unit("eken"), calendar) == ({"läslov": (date(2027, 5, 3), date(2027, 5, 4))} if off else {})


def test_a_unit_without_municipality_has_no_break_of_a_municipality():
    own = DatedBreak(name="läslov", first=date(2027, 5, 3), last=date(2027, 5, 4), municipalities=("1780",))

    assert free(a_unit(municipality_code=""), SchoolCalendar(dated=(own,))) == {}


def test_days_that_are_told_take_the_place_of_the_weeks_that_year():
    own = DatedBreak(
        name="Sportlov", first=date(2027, 2, 25), last=date(2027, 2, 26), authorities=("Karlstads kommun",)
    )
    calendar = SchoolCalendar(breaks=(HOSTLOV, SPORTLOV), dated=(own,))
    stockholm = a_unit(municipality_code="0180")

    assert free(stockholm, calendar) == {"Sportlov": (date(2027, 2, 25), date(2027, 2, 26))}
    assert free(stockholm, calendar, (date(2028, 1, 10), date(2028, 6, 11))) == {
        "sportlov": (date(2028, 2, 28), date(2028, 3, 5))
    }
    assert said(date(2027, 3, 2), "0180", calendar=calendar) == []
    assert said(date(2027, 2, 25), "0180", calendar=calendar) == [
        ("school-break", "1 unit may have Sportlov in week 8.", ("enhet-0",))
    ]


def test_what_is_not_known_is_named_by_municipality_with_where_to_write_it():
    units = [
        a_unit("eken"),
        a_unit("asken"),
        a_unit("linden", municipality_code="0180"),
        a_unit("björken", municipality_code="2284"),
        a_unit("granen", municipality_code=""),
    ]
    found = unsure_breaks(KNOWN, units, *SPRING)

    assert [(one.key, one.municipality_codes, one.units) for one in found] == [
        ("breaks.sportlov.municipalities", ("", "1780"), ("granen", "asken", "eken")),
        ("breaks.påsklov.easter_municipalities", ("", "1780", "2284"), ("granen", "asken", "eken", "björken")),
    ]
    assert str(found[0].message) == (
        "The week of sportlov is not known for 3 units, so none is kept free. Municipality codes: –, 1780."
    )
    assert unsure_breaks(KNOWN, units, date(2026, 8, 31), date(2027, 1, 17)) == ()


def test_holidays_are_told_by_name():
    assert closed_days(date(2027, 5, 1), date(2027, 5, 31)) == {
        date(2027, 5, 1): "Första maj",
        date(2027, 5, 6): "Kristi himmelsfärdsdag",
        date(2027, 5, 16): "Pingstdagen",
    }
