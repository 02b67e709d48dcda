"""Scheduling: accepted registrations become a term plan; dates and clashes are looked at.

In: registrations, the term's description, earlier placements, the school calendar. Out: a TermPlan, Problems, warnings.
Never: moves a unit that has its place; leaves an accepted unit out without saying so; knows today's date.
"""

from nettools.scheduling.build import build, given_up, placements
from nettools.scheduling.calendar import SchoolBreak, SchoolCalendar
from nettools.scheduling.carrying import carry_over, kept_places
from nettools.scheduling.clashes import clashes, does_not_exist
from nettools.scheduling.dates import DateWarning, date_warnings

__all__ = [
    "DateWarning",
    "SchoolBreak",
    "SchoolCalendar",
    "build",
    "carry_over",
    "clashes",
    "date_warnings",
    "does_not_exist",
    "given_up",
    "kept_places",
    "placements",
]
