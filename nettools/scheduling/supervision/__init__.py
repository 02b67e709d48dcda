"""Supervision: which unit meets which course leader, when and at which Zoom host, as well as it can be done.

In: leaders' free times, units' wishes, hosts, rules, what is settled already. Out: a Schedule that is proven best,
or how far from the best it may be; every unit that is left out, with the smallest change that would place it.
Never: two things at once for anyone; moves what is locked; depends on the order of its input, on a clock or on luck.
"""

from nettools.scheduling.supervision.answer import Moved, Objective, PlannedSession, Schedule, Status, Unplaced
from nettools.scheduling.supervision.offering import Offer, offers
from nettools.scheduling.supervision.proving import Effort
from nettools.scheduling.supervision.request import (
    HostTimes,
    LeaderTimes,
    Request,
    Rules,
    Span,
    Standing,
    UnitTimes,
    Wish,
)
from nettools.scheduling.supervision.solving import parts, schedule

__all__ = [
    "Effort",
    "HostTimes",
    "LeaderTimes",
    "Moved",
    "Objective",
    "Offer",
    "PlannedSession",
    "Request",
    "Rules",
    "Schedule",
    "Span",
    "Standing",
    "Status",
    "UnitTimes",
    "Unplaced",
    "Wish",
    "offers",
    "parts",
    "schedule",
]
