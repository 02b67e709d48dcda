"""Times as lines on a page: read one by one, and said so that they are read as the same again."""

from datetime import date, datetime, timedelta

from hypothesis import given as supposing
from hypothesis import strategies as st

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.supervision import Span
from nettools.scheduling.times import Frame, given, read_day_lines, read_lines, said, said_days
from nettools.scheduling.times.lines import ReadDays

FRAME = Frame(first_day=date(2026, 8, 31), last_day=date(2027, 6, 30))
QUARTERS = st.integers(0, 24 * 4 - 1)


def span(day, quarters):
    midnight = datetime.combine(FRAME.first_day + timedelta(days=day), datetime.min.time(), tzinfo=STOCKHOLM)
    first, last = sorted(quarters)
    hours = [midnight.replace(hour=one // 4, minute=one % 4 * 15) for one in (first, last)]
    return Span(starts=hours[0], ends=hours[1])


def exists(one):
    """Whether neither end is in the hour that clocks jump over or go through twice."""
    return not {one.starts.hour, one.ends.hour} & {2, 3}


SPANS = st.builds(span, st.integers(0, 300), st.lists(QUARTERS, min_size=2, max_size=2, unique=True)).filter(exists)


@supposing(st.lists(SPANS, max_size=8))
def test_times_are_said_so_that_they_are_read_as_the_same(spans):
    times = [*given(spans)]
    read = read_lines(said(times), FRAME)
    assert (read.unread, [*given(read.spans)]) == ((), times)


def test_each_line_that_cannot_be_read_is_told_with_its_number_and_the_others_are_read():
    read = read_lines("tis v. 42 kl. 13–15\r\n\r\n  snart \n31/11 kl. 8-9\n14 oktober fm", FRAME)
    assert [(one.number, one.line, str(one.why)) for one in read.unread] == [
        (3, "snart", "says no day"),
        (4, "31/11 kl. 8-9", "is a day that does not exist"),
    ]
    assert said(given(read.spans)) == "tisdag 13 oktober 2026 kl. 13–15\nonsdag 14 oktober 2026 kl. 8–12"


@supposing(st.sets(st.integers(0, 300)))
def test_days_are_said_so_that_they_are_read_as_the_same(numbers):
    days = frozenset(FRAME.first_day + timedelta(days=number) for number in numbers)
    assert read_day_lines(said_days(days), FRAME) == ReadDays(days=days, unread=())


def test_a_line_may_say_several_days_and_one_that_says_none_is_told():
    read = read_day_lines("14 oktober; 16/10\n\nons v. 43-44\nibland", FRAME)
    assert sorted(read.days) == [date(2026, 10, 14), date(2026, 10, 16), date(2026, 10, 21), date(2026, 10, 28)]
    assert [(one.number, one.line) for one in read.unread] == [(4, "ibland")]
