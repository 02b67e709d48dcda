"""A change set for people and programs: rows, JSON, and the fingerprint that apply is given."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from nettools.changes.change import Adopt, Change, ChangeSet, Create, Drift, Remove, Update
from nettools.changes.memory import SECRET, Json
from nettools.changes.thing import Kind, Ref, Value
from nettools.language import Text, text

_TOGETHER = 30  # registrants that Zoom takes in one call

KIND_WORDS: Mapping[Kind, Text] = {
    Kind.ZOOM_MEETING: text("Zoom meeting"),
    Kind.ZOOM_REGISTRANT: text("registrant"),
    Kind.CANVAS_TERM: text("Canvas term"),
    Kind.PERSON: text("person"),
    Kind.COURSE_ROOM: text("course room"),
    Kind.SECTION: text("section"),
    Kind.GROUP_CATEGORY: text("group set"),
    Kind.PAGE: text("page"),
    Kind.MODULE: text("module"),
    Kind.ENROLMENT: text("enrolment"),
    Kind.GROUP: text("group"),
    Kind.MODULE_ITEM: text("module item"),
    Kind.GROUP_MEMBERSHIP: text("group membership"),
    Kind.HAND_IN: text("hand-in"),
    Kind.CALENDAR_EVENT: text("calendar event"),
    Kind.ANNOUNCEMENT: text("announcement"),
    Kind.SIS_IMPORT: text("SIS import"),
}


def change_as_json(change: Change) -> dict[str, Json]:
    """One change, as `nettools changes --json` shows it; of a passcode that there is one, not which."""
    return {
        "kind": type(change).__name__.lower(),
        "system": str(change.kind.system),
        "what": str(change.kind),
        "key": change.key,
        "label": change.label,
        "remote_id": change.remote_id,
        "fields": _fields(change),
    }


def drift_as_json(drift: Drift) -> dict[str, Json]:
    """One difference that is left as it is."""
    return {
        "code": drift.code,
        "system": str(drift.kind.system),
        "what": str(drift.kind),
        "key": drift.key,
        "label": drift.label,
        "field": drift.name,
        "ours": drift.ours,
        "theirs": drift.theirs,
        "overwrite": drift.named if drift.ours_again else None,
    }


def as_json(change_set: ChangeSet) -> dict[str, Json]:
    """The change set as one document."""
    return {
        "term": change_set.term,
        "fingerprint": fingerprint(change_set),
        "changes": [change_as_json(change) for change in change_set.changes],
        "drift": [drift_as_json(drift) for drift in change_set.drift],
    }


def fingerprint(change_set: ChangeSet) -> str:
    """Twelve signs that two change sets share exactly when they would do the same; passcodes are not told apart."""
    return fingerprint_of(change_set.term, map(change_as_json, change_set.changes))


def fingerprint_of(term: str, changes: Iterable[Mapping[str, object]]) -> str:
    """The same, of changes that were written down as `change_as_json` tells them; their order does not matter."""
    rows = sorted(json.dumps(change, sort_keys=True) for change in changes)
    return hashlib.blake2b("\n".join([term, *rows]).encode(), digest_size=6).hexdigest()


def calls_estimated(change_set: ChangeSet) -> int:
    """How many calls carrying it out takes when nothing goes wrong; Zoom takes thirty registrants in one."""
    calls = [change for change in change_set.changes if not isinstance(change, Adopt)]
    registered = [one for one in calls if isinstance(one, Create) and one.kind is Kind.ZOOM_REGISTRANT]
    meetings = Counter(one.key.partition("/registrant/")[0] for one in registered)
    return len(calls) - len(registered) + sum(-(-people // _TOGETHER) for people in meetings.values())


def _fields(change: Change) -> dict[str, Json]:
    match change:
        case Create(thing=thing):
            return {name: _shown(name, value) for name, value in {**thing.once, **thing.fields}.items()}
        case Update(fields=fields):
            return {name: _shown(name, value) for name, value in fields.items()}
        case Remove(sets_aside=fields):
            return dict(fields)
    return {}


def _shown(name: str, value: Value) -> Json:
    if name in SECRET:
        return "…"
    if not isinstance(value, Ref):
        return value
    told: Mapping[str, Json] = {"of": value.key, "name": value.name}
    return {**told, "inside": value.inside} if value.inside else dict(told)
