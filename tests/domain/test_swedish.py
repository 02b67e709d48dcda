from datetime import UTC, date, datetime

import pytest

from nettools.domain import swedish
from nettools.domain.occasions import STOCKHOLM


def at(hour, minute=0, day=date(2026, 9, 14)):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


def test_moment_in_running_text_has_weekday_year_time_and_week():
    assert swedish.moment_in_words(at(13), at(15, 30)) == "måndag 14 september 2026 kl. 13.00–15.30 (v. 38)"


def test_moment_in_utc_is_shown_as_clocks_in_sweden_show_it():
    said = swedish.moment_in_words(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert said == "fredag 1 januari 2027 kl. 0.30 (v. 53)"


def test_moment_in_a_table_is_short():
    assert swedish.moment_in_table(at(9), at(15)) == "2026-09-14 kl. 9–15"


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (at(9), at(15), "kl. 9–15"),
        (at(9), at(11, 30), "kl. 9.00–11.30"),
        (at(13, 5), None, "kl. 13.05"),
        (at(13), None, "kl. 13"),
    ],
)
def test_clock_drops_minutes_only_when_both_hours_are_whole(starts, ends, said):
    assert swedish.clock(starts, ends) == said


def test_clock_refuses_a_moment_without_time_zone():
    with pytest.raises(ValueError):
        swedish.clock(datetime(2026, 9, 14, 13))  # noqa: DTZ001 - what must be refused


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 9, 14), date(2026, 9, 14), "14 september 2026"),
        (date(2026, 9, 14), date(2026, 9, 18), "14–18 september 2026"),
        (date(2026, 5, 4), date(2026, 6, 12), "4 maj–12 juni 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 december 2026–3 januari 2027"),
    ],
)
def test_period_says_the_year_once_unless_it_changes(first, last, said):
    assert swedish.period(first, last) == said


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2026, 12, 28), 53), (date(2027, 1, 3), 53), (date(2027, 1, 4), 1), (date(2026, 9, 14), 38)],
)
def test_week_number_follows_iso_8601_through_a_year_of_53_weeks(day, number):
    assert swedish.week_number(day) == number


def test_every_month_and_weekday_has_its_own_name():
    assert [len(set(names)) for names in (swedish.MONTHS, swedish.WEEKDAYS)] == [12, 7]


def test_order_puts_the_last_three_letters_last_and_overlooks_accents_and_case():
    names = ["Östra", "Änga", "Åbro", "zeta", "Éklanda", "ekan", "Eken", "A\u030akra"]
    assert sorted(names, key=swedish.order) == [
        "ekan",
        "Eken",
        "Éklanda",
        "zeta",
        "Åbro",
        "A\u030akra",
        "Änga",
        "Östra",
    ]
