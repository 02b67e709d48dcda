"""What is sent to Zoom of a meeting, and what its replies say of what was sent: documented keys, exact types.

Zoom has answered 400 to a setting that it does not know, so nothing else than these is ever sent.
"""

from collections.abc import Mapping
from typing import Any

from nettools.changes import Json

SCHEDULED = 2  # a meeting at one time
_OUTSIDE_SETTINGS = frozenset({"topic", "agenda", "start_time", "duration", "password"})
# Of every meeting that we make: a number of its own, guests' addresses in the report, and no letters beside our own.
_ALWAYS: Mapping[str, Json] = {
    "use_pmi": False,
    "email_in_attendee_report": True,
    "alternative_hosts_email_notification": False,
    "registrants_confirmation_email": False,
}


def new_meeting(fields: Mapping[str, Json]) -> dict[str, Any]:
    """The body that makes a meeting, rooms and all; where no passcode is wanted, Zoom makes one if it needs one."""
    body = changed_meeting(fields)
    body["settings"] = {**_ALWAYS, **body.get("settings", {})}
    return {"type": SCHEDULED, **body} if "password" in body else {"type": SCHEDULED, "default_password": True, **body}


def changed_meeting(fields: Mapping[str, Json]) -> dict[str, Any]:
    """The body that changes these fields and no others; a start is always sent with its time zone."""
    body: dict[str, Any] = {name: value for name, value in fields.items() if name in _OUTSIDE_SETTINGS}
    if settings := _settings_in(fields):
        body["settings"] = settings
    if "start_time" in body:
        body["timezone"] = "Europe/Stockholm"
    return body


def is_told_by_lists(fields: Mapping[str, Json]) -> bool:
    """Whether Zoom's list of meetings tells all of these; of settings and passcodes it tells nothing."""
    return "password" not in fields and not _settings_in(fields)


def settings_told(row: Mapping[str, Any], sent: Mapping[str, Json]) -> dict[str, Json]:
    """How a reply has the settings that were sent: an account may force them to be otherwise (mod_zoom#650)."""
    told = row.get("settings")
    if not isinstance(told, dict):
        return {}
    return {name: _as_sent(name, told[name], value) for name, value in _settings_in(sent).items() if name in told}


def _settings_in(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if name not in _OUTSIDE_SETTINGS and name != "host"}


def _as_sent(name: str, told: Any, sent: Json) -> Json:  # noqa: ANN401 - JSON
    """What was told, as we wrote it where only the writing differs: Zoom may turn lists and letters around."""
    alike: Any = {"alternative_hosts": _hosts, "breakout_room": _rooms}.get(name, lambda value: value)
    found: Json = sent if alike(told) == alike(sent) else told
    return found


def _hosts(value: object) -> frozenset[str]:
    return frozenset(part.strip().casefold() for part in str(value or "").split(";") if part.strip())


def _rooms(value: Any) -> object:  # noqa: ANN401 - JSON
    if not isinstance(value, dict) or not value.get("enable"):
        return None
    rooms = value.get("rooms") or []
    return {one.get("name"): frozenset(map(str.casefold, one.get("participants") or [])) for one in rooms}
