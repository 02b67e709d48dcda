"""What must be different in Canvas and Zoom for a term to be as it should.

In: what is wanted (from a TermPlan), what is there (a Snapshot), what we remember (Links). Out: a ChangeSet.
Never: talks to Canvas or Zoom, writes anything down, or removes what we did not make.
"""

from nettools.changes.change import Adopt, Change, ChangeSet, Create, Drift, Remove, Update
from nettools.changes.compare import compare
from nettools.changes.describe import KIND_WORDS, as_json, calls_estimated, fingerprint, fingerprint_of
from nettools.changes.limits import Limits, Refusal, refusal
from nettools.changes.meeting_setup import RoomPlan, rooms_within
from nettools.changes.memory import KEPT, SECRET, Action, Intent, Json, Link, System, remembered, struck, told
from nettools.changes.networkroom import Wording, person_key
from nettools.changes.order import Answer, Order, look_up, order_of
from nettools.changes.quota import Carried, Quota, beyond_quota, change_host
from nettools.changes.rules import Rules
from nettools.changes.snapshot import Found, Snapshot
from nettools.changes.stale import Difference, differences
from nettools.changes.thing import Kind, Ref, Value, Wanted, mark
from nettools.changes.undo_steps import Shortfall, ShortfallCode, Undoing
from nettools.changes.undoing import undoing
from nettools.changes.wanted import term_wants
from nettools.changes.wanted_meetings import MARKER

__all__ = [
    "KEPT",
    "KIND_WORDS",
    "MARKER",
    "SECRET",
    "Action",
    "Adopt",
    "Answer",
    "Carried",
    "Change",
    "ChangeSet",
    "Create",
    "Difference",
    "Drift",
    "Found",
    "Intent",
    "Json",
    "Kind",
    "Limits",
    "Link",
    "Order",
    "Quota",
    "Ref",
    "Refusal",
    "Remove",
    "RoomPlan",
    "Rules",
    "Shortfall",
    "ShortfallCode",
    "Snapshot",
    "System",
    "Undoing",
    "Update",
    "Value",
    "Wanted",
    "Wording",
    "as_json",
    "beyond_quota",
    "calls_estimated",
    "change_host",
    "compare",
    "differences",
    "fingerprint",
    "fingerprint_of",
    "look_up",
    "mark",
    "order_of",
    "person_key",
    "refusal",
    "remembered",
    "rooms_within",
    "struck",
    "term_wants",
    "told",
    "undoing",
]
