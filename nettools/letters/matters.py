"""What a letter is about, beside the unit and its term: an occasion, an answer on a draft, a person's attendance."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import CourseLeader


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A network meeting or a supervision session as a letter tells of it. `link` leads to Zoom, or is empty."""

    number: int
    starts: datetime
    ends: datetime
    theme: str = ""
    link: str = ""
    leader: CourseLeader | None = None

    @classmethod
    def of(cls, meeting: NetworkMeeting, link: str = "") -> Self:
        """The appointment that a network meeting is."""
        return cls(number=meeting.number, starts=meeting.starts, ends=meeting.ends, theme=meeting.theme, link=link)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentNews:
    """An occasion that is coming, has moved or is cancelled; `whose` is the unit's name, or the network's.

    `earlier` is the same occasion as the recipient was told of it last; None for one that is new. `why` is a reason
    in a course leader's or administrator's own words, or empty. `cancelled`: it is taken out of the recipient's
    calendar; `called_off`: since it takes place for nobody.
    """

    whose: str
    occasion: Appointment
    earlier: Appointment | None = None
    why: str = ""
    cancelled: bool = False
    called_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """The answer on a unit's draft, as a course leader has let it through.

    `markdown` is ours and trusted: headings from the second level, and every word out of the draft itself made
    `harmless` by the one who wrote it. `version` is the draft's.
    """

    unit_key: str
    version: int
    markdown: str
    leader: CourseLeader | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """What a person took part in: the meetings, of how many. `minutes` is the time in all of them together."""

    meetings: tuple[Appointment, ...]
    out_of: int
    minutes: int = 0


Matter = AppointmentNews | Feedback | Attended | None
