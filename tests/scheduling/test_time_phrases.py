"""Phrases as people write them, and what each of them means in the autumn of 2026."""

from datetime import date, datetime, timedelta

import pytest

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.times import Frame, UnreadableTimeError, read_days, read_times

FRAME = Frame(first_day=date(2026, 8, 31), last_day=date(2027, 1, 17), closed=frozenset({date(2026, 12, 25)}))
SPRING = Frame(first_day=date(2027, 1, 18), last_day=date(2027, 6, 12))


def said(phrase, frame=FRAME):
    return [f"{one.starts:%Y-%m-%d %H:%M}-{one.ends:%H:%M}" for one in read_times(phrase, frame)]


@pytest.mark.parametrize(
    ("phrase", "spans"),
    [
        ("12 oktober kl. 13–15", ["2026-10-12 13:00-15:00"]),
        ("12/10 13.00-15.00", ["2026-10-12 13:00-15:00"]),
        ("2026-10-12 kl 13-15", ["2026-10-12 13:00-15:00"]),
        ("måndag 12 okt 2026 klockan 9.30 till 11", ["2026-10-12 09:30-11:00"]),
        ("tis v. 38 kl. 13–15", ["2026-09-15 13:00-15:00"]),
        ("v 38 tis, tors 8-10", ["2026-09-15 08:00-10:00", "2026-09-17 08:00-10:00"]),
        ("v. 38–39 ons fm", ["2026-09-16 08:00-12:00", "2026-09-23 08:00-12:00"]),
        ("v. 53 mån em", ["2026-12-28 13:00-17:00"]),
        ("v. 52-1 fre 9-10", ["2027-01-01 09:00-10:00", "2027-01-08 09:00-10:00"]),
        ("7 januari 13-14", ["2027-01-07 13:00-14:00"]),
        ("12/10 13-15; 13/10 9-11", ["2026-10-12 13:00-15:00", "2026-10-13 09:00-11:00"]),
        ("12/10 13-15, 13/10 9-11", ["2026-10-12 13:00-15:00", "2026-10-13 09:00-11:00"]),
        ("12/10 8-9 och 13-15", ["2026-10-12 08:00-09:00", "2026-10-12 13:00-15:00"]),
        ("12 oktober kl. 13", ["2026-10-12 13:00-14:00"]),
        ("Tors 15/10 heldag", ["2026-10-15 08:00-17:00"]),
    ],
)
def test_a_phrase_means(phrase, spans):
    assert said(phrase) == spans


def test_a_weekday_alone_means_every_one_of_the_term_but_closed_days():
    fridays = said("fredagar 9-10")
    assert fridays[0] == "2026-09-04 09:00-10:00"
    assert len(fridays) == 19
    assert not any("2026-12-25" in one for one in fridays)


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("tis 12 oktober 13-15", "says another weekday: 12 oktober 2026 is a måndag"),
        ("31 november 13-15", "is a day that does not exist"),
        ("12 juli 13-15", "is outside the term"),
        ("v. 30 tis 13-15", "is outside the term"),
        ("12/10", "says no hours"),
        ("kl. 13-15", "says no day"),
        ("12/10 15-13", "ends before it begins"),
        ("12/10 13-25", "is at an hour that does not exist"),
        ("12/10 13-15 kanske", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(phrase, why):
    with pytest.raises(UnreadableTimeError) as refused:
        read_times(phrase, FRAME)
    assert why in str(refused.value.said)


def test_weeks_that_a_year_lacks_are_refused():
    with pytest.raises(UnreadableTimeError) as refused:
        read_times("v. 53 tis 13-15", SPRING)
    assert str(refused.value.said) == "names week 53, which 2027 does not have"


def test_hours_keep_their_clock_over_both_changes():
    autumn = read_times("24/10 13-15; 26/10 13-15", FRAME)
    assert autumn[1].starts.astimezone(STOCKHOLM).hour == 13
    assert autumn[1].starts.timestamp() - autumn[0].starts.timestamp() == timedelta(days=2, hours=1).total_seconds()
    with pytest.raises(UnreadableTimeError):
        read_times("28/3 kl. 02.30-03.30", SPRING)
    assert read_times("28/3 kl. 03.30-04.30", SPRING)[0].starts == datetime(2027, 3, 28, 3, 30, tzinfo=STOCKHOLM)


def test_days_alone():
    assert read_days("v. 42 tis; 2026-10-20", FRAME) == [date(2026, 10, 13), date(2026, 10, 20)]
