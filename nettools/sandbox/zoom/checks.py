"""What the pretend Zoom takes in a request body: every limit of the documentation that nettools can meet.

Zoom's own document does not forbid unknown settings, but a live service was seen to answer 400 to one; so does this.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import available_timezones

from nettools.sandbox.zoom.answers import Fault, refuse_fields
from nettools.sandbox.zoom.world import Json

Check = Callable[[object], bool]

_START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
_PASSCODE = re.compile(r"[A-Za-z0-9@_*!\-]{0,10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_REGISTRANTS_AT_ONCE = 30
_MOST_ROOMS = 50
_MOST_ASSIGNED = 200
_LONGEST_ROOM_NAME = 32
_LANGUAGES = frozenset(  # no Swedish among them
    (
        *("en-US", "de-DE", "es-ES", "fr-FR", "jp-JP", "pt-PT", "ru-RU"),
        *("zh-CN", "zh-TW", "ko-KO", "it-IT", "vi-VN", "pl-PL", "Tr-TR"),
    )
)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(longest: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= longest


def _shaped(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _start(value: object) -> bool:
    """A time as Zoom writes it, on a day that there is; what Zoom says to 30 February is assumed."""
    if not _shaped(_START)(value):
        return False
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _one_of(*values: object) -> Check:
    return lambda value: any(value == one and type(value) is type(one) for one in values)


def _address(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 128 and _EMAIL.fullmatch(value) is not None  # noqa: PLR2004 - Zoom's


def _list(value: object) -> bool:
    return isinstance(value, list)


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _rooms(value: object) -> bool:
    """`{"enable": true, "rooms": [{"name": "…", "participants": ["a@b.se"]}]}`, within the limits of the manuals."""
    if not isinstance(value, dict) or not set(value) <= {"enable", "rooms"} or not _truth(value.get("enable", False)):
        return False
    rooms = value.get("rooms", [])
    if not isinstance(rooms, list) or len(rooms) > _MOST_ROOMS or not all(_room(one) for one in rooms):
        return False
    return sum(len(one.get("participants", [])) for one in rooms) <= _MOST_ASSIGNED


def _room(value: object) -> bool:
    if not isinstance(value, dict) or not set(value) <= {"name", "participants"}:
        return False
    people = value.get("participants", [])
    return _text(_LONGEST_ROOM_NAME)(value.get("name")) and _list(people) and all(_address(one) for one in people)


_SETTINGS: dict[str, Check] = {
    "approval_type": _one_of(0, 1, 2),
    "registration_type": _one_of(1, 2, 3),
    "jbh_time": _one_of(0, 5, 10, 15),
    "alternative_hosts": _text(1024),
    "auto_recording": _one_of("local", "cloud", "none"),
    "audio": _one_of("both", "telephony", "voip", "thirdParty"),
    "encryption_type": _one_of("enhanced_encryption", "e2ee"),
    "contact_name": _text(128),
    "contact_email": _text(128),
    "breakout_room": _rooms,
    **dict.fromkeys(
        (
            *("host_video", "participant_video", "join_before_host", "mute_upon_entry", "waiting_room", "use_pmi"),
            *("alternative_hosts_email_notification", "meeting_authentication", "registrants_confirmation_email"),
            *("registrants_email_notification", "email_in_attendee_report", "close_registration", "email_notification"),
            *("allow_multiple_devices", "private_meeting", "show_share_button", "watermark", "focus_mode"),
            *("alternative_host_update_polls", "host_save_video_order", "internal_meeting", "show_join_info"),
        ),
        _truth,
    ),
}
_MEETING: dict[str, Check] = {
    "topic": _text(200),
    "agenda": _text(2000),
    "type": _one_of(1, 2, 3, 8, 10),
    "duration": _number,
    "timezone": lambda value: isinstance(value, str) and value in available_timezones(),
    "start_time": _start,
    "password": _shaped(_PASSCODE),
    "default_password": _truth,
    "pre_schedule": _truth,
    # Scheduling for another needs that person's consent in Zoom, which nobody has given here.
    "schedule_for": lambda _value: False,
    "tracking_fields": _list,
    "recurrence": _object,
    "settings": _object,
}
_REGISTRANT: dict[str, Check] = {
    "email": _address,
    "first_name": lambda value: value != "" and _text(64)(value),
    "last_name": _text(64),
    "language": _one_of(*_LANGUAGES),
    "auto_approve": _truth,
    "custom_questions": _list,
}


def check_meeting(body: Json) -> None:
    """AnswerError 400/300 with every field that a meeting cannot have."""
    settings = body.get("settings", {})
    _refuse_if_any(
        [
            *_wrong(body, _MEETING),
            *(_wrong(settings, _SETTINGS, "settings.") if isinstance(settings, dict) else ()),
            *(
                Fault(f"settings.{key}")
                for key in (settings if isinstance(settings, dict) else ())
                if key not in _SETTINGS
            ),
        ]
    )


def check_registrant(body: Json) -> None:
    """AnswerError 400/300 with every field that a registrant cannot have, or lacks."""
    _refuse_if_any([*_missing(body, ("email", "first_name")), *_wrong(body, _REGISTRANT)])


def check_batch(body: Json) -> list[Json]:
    """The registrants of a batch. AnswerError 400/300 when there are none, more than thirty, or wrong ones."""
    rows = body.get("registrants")
    if not isinstance(rows, list) or not 1 <= len(rows) <= _REGISTRANTS_AT_ONCE:
        raise refuse_fields([Fault("registrants")])
    for row in rows:
        if not isinstance(row, dict):
            raise refuse_fields([Fault("registrants")])
        _refuse_if_any([*_missing(row, ("email", "first_name", "last_name")), *_wrong(row, _REGISTRANT)])
    return rows


def _wrong(body: Json, checks: dict[str, Check], before: str = "") -> Iterator[Fault]:
    """Fields with a value that does not do; fields that nobody knows are passed over, as Zoom does."""
    for key, value in body.items():
        if key in checks and not checks[key](value):
            yield Fault(before + key, f"Invalid parameter: {key}." if before else "Invalid field.")


def _missing(body: Json, names: tuple[str, ...]) -> Iterator[Fault]:
    return (Fault(name, "Missing field.") for name in names if name not in body)


def _refuse_if_any(faults: list[Fault]) -> None:
    if faults:
        raise refuse_fields(faults)
