"""Sign-ups: what people sent in becomes registrations, companions and units.

In: sheets, the rules for headings and answers, what is known already, a time. Out: an Outcome with every row in it.
Never: drops a row in silence, keeps a personnummer, merges units that are merely alike, shows who is protected.
"""

from nettools.domain.personal_numbers import Hit, personal_number
from nettools.signups.columns import ColumnRules, HeadingRules
from nettools.signups.companions import COMPANION_NECESSARY, join, validate_companion
from nettools.signups.departing import Departures, departures
from nettools.signups.merging import Answers, merge, merge_units
from nettools.signups.outcome import Note, Outcome, QuestionRow, RefusedRow
from nettools.signups.places import Move, decide, may_become, queue
from nettools.signups.reading import Reading, Row, read
from nettools.signups.validation import SIGN_UP_NECESSARY, UNIT_NECESSARY, validate_sign_up, validate_unit

__all__ = [
    "COMPANION_NECESSARY",
    "SIGN_UP_NECESSARY",
    "UNIT_NECESSARY",
    "Answers",
    "ColumnRules",
    "Departures",
    "HeadingRules",
    "Hit",
    "Move",
    "Note",
    "Outcome",
    "QuestionRow",
    "Reading",
    "RefusedRow",
    "Row",
    "decide",
    "departures",
    "join",
    "may_become",
    "merge",
    "merge_units",
    "personal_number",
    "queue",
    "read",
    "validate_companion",
    "validate_sign_up",
    "validate_unit",
]
