from datetime import date

import pytest
from builders import a_meeting, a_network, a_registration, a_term_plan, a_unit

from nettools.scheduling import SchoolBreak, SchoolCalendar, date_warnings

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
