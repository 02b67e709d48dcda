"""Scheduling: accepted registrations become a term plan; dates, clashes and Zoom hosts are looked at.

`supervision` finds the best times for supervision, `times` reads when people can.

In: registrations, the term's description, earlier placements, the school calendar, what Zoom hosts have booked.
Out: a TermPlan, the host of each meeting, Problems, warnings.
Never: moves a unit that has its place; leaves an accepted unit out without saying so; knows today's date.
"""

from nettools.scheduling.build import build, given_up, placements
from nettools.scheduling.calendar import DatedBreak, SchoolBreak, SchoolCalendar
from nettools.scheduling.carrying import carry_over, kept_places
from nettools.scheduling.clashes import clashes, does_not_exist
from nettools.scheduling.dates import DateWarning, UnsureBreak, break_days, closed_days, date_warnings, unsure_breaks
from nettools.scheduling.hosts import Booking, Hosts, Seen, choose_hosts, held_by

__all__ = [
    "Booking",
    "DateWarning",
    "DatedBreak",
    "Hosts",
    "SchoolBreak",
    "SchoolCalendar",
    "Seen",
    "UnsureBreak",
    "break_days",
    "build",
    "carry_over",
    "choose_hosts",
    "clashes",
    "closed_days",
    "date_warnings",
    "does_not_exist",
    "given_up",
    "held_by",
    "kept_places",
    "placements",
    "unsure_breaks",
]
