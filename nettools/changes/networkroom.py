"""A network on its way to become things: what it is called, its key, and the few sizes that both systems know."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from nettools.changes.rules import Rules
from nettools.changes.thing import escaped
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import Network, TermPlan

LONGEST_NAME = 255  # Canvas's limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What participants read in Canvas and Zoom; patterns with gaps, from `templates/rooms.toml`.

    Gaps everywhere: `{network}` `{term}`; about a meeting also `{number}` `{theme}`; in the event's HTML `{link}` too,
    Zoom's join address. About a unit's supervision `{number}` `{unit}` `{leader}`; `supervision_link`, which ends the
    description of one that is held on Zoom, has `{link}` too. Pages are put together of parts, each with gaps of its
    own: the template says which. A group at a meeting (`breakout_name`) has `{number}`, its own.
    """

    canvas_term_name: str
    room_name: str
    room_code: str
    meeting_topic: str
    meeting_agenda: str
    event_title: str
    event_description: str
    front_page_title: str
    front_page_body: str
    front_page_meeting: str
    front_page_first_task: str
    front_page_supervision: str
    front_page_hand_in: str
    front_page_due: str
    meeting_page_title: str
    meeting_page_body: str
    meeting_page_questions: str
    meeting_page_link: str
    meeting_page_own_link: str
    module_name: str
    group_set_name: str
    breakout_name: str
    supervision_topic: str
    supervision_agenda: str
    supervision_title: str
    supervision_description: str
    supervision_link: str

    def group_name(self, gaps: Mapping[str, str], number: int) -> str:
        """What a group at a meeting is called; `gaps` are those of its network."""
        return self.breakout_name.format_map({**gaps, "number": str(number)})


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRoom:
    """A network on its way to become things: its key, and what it is called."""

    key: str
    network: Network
    wording: Wording
    gaps: dict[str, str]
    now: datetime
    rules: Rules
    term_plan: TermPlan


def instant(moment: datetime) -> str:
    """A moment as both systems write it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def beginning_of(day: date) -> str:
    """The first minute of a day in Sweden."""
    return instant(datetime.combine(day, time(0, 0), STOCKHOLM))


def end_of(day: date) -> str:
    """The last minute of a day in Sweden, as Canvas shows dates without a time."""
    return instant(datetime.combine(day, time(23, 59), STOCKHOLM))


def paragraphs(words: str) -> str:
    """Plain words as HTML; an empty line begins a new paragraph."""
    parts = [part.strip() for part in words.split("\n\n") if part.strip()]
    return "".join(f"<p>{escaped(' '.join(part.split()))}</p>" for part in parts)


def person_key(email: EmailAddress) -> str:
    """The key of a person, in every term."""
    return f"person/{email.key}"


def unit_names(network: Network) -> Iterator[str]:
    """Each unit's name; units of one name are told apart, since people see nothing but the name."""
    units = [registration.unit for registration in network.registrations]
    by_name = Counter(unit.name for unit in units)
    by_both = Counter((unit.name, unit.authority) for unit in units)
    for unit in units:
        if by_name[unit.name] == 1:
            yield unit.name[:LONGEST_NAME]
        elif unit.authority and by_both[unit.name, unit.authority] == 1:
            yield f"{unit.name} ({unit.authority})"[:LONGEST_NAME]
        else:
            yield f"{unit.name} ({unit.key})"[:LONGEST_NAME]
