"""Instances as a term has them: leaders free three fifths of the time, units some quarter of it, wishes of 1 to 3."""

import random
from datetime import datetime, timedelta

from nettools.domain.occasions import STOCKHOLM
from nettools.scheduling.supervision import HostTimes, LeaderTimes, Request, Rules, Span, UnitTimes, Wish

SHAPES = {30: (3, 2, 20), 150: (12, 6, 60), 600: (30, 14, 70), 3000: (120, 50, 80)}  # units: leaders, hosts, times
FIRST_DAY = datetime(2026, 9, 14, tzinfo=STOCKHOLM)
HOURS = ((8, 0), (9, 15), (10, 30), (13, 0), (14, 15))


def instance(units, seed=1, *, eligible=3, shape=None):
    """A request of the size, the same for the same seed."""
    chance = random.Random(seed)
    leaders, hosts, times = shape or SHAPES[units]
    slots = [slot(number) for number in range(times)]
    names = [f"ledare{number:03d}@example.se" for number in range(leaders)]
    return Request(
        leaders=tuple(
            LeaderTimes(
                leader=name, free=tuple(one for one in slots if chance.random() < 0.6), most_a_day=chance.choice((2, 3))
            )
            for name in names
        ),
        units=tuple(
            UnitTimes(
                unit=f"enhet-{number:04d}",
                wishes=tuple(
                    Wish(span=one, weight=chance.choice((0, 1, 2, 3))) for one in slots if chance.random() < 0.27
                ),
                leaders=tuple(chance.sample(names, eligible)),
            )
            for number in range(units)
        ),
        hosts=tuple(HostTimes(host=f"zoom{number}@example.se") for number in range(hosts)),
        rules=Rules(),
    )


def slot(number):
    """The time with this number: five a day, on weekdays."""
    day, at = divmod(number, len(HOURS))
    week, weekday = divmod(day, 5)
    hour, minute = HOURS[at]
    starts = (FIRST_DAY + timedelta(days=7 * week + weekday)).replace(hour=hour, minute=minute)
    return Span(starts=starts, ends=starts + timedelta(minutes=60))
