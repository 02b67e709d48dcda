"""`[[supervisions]]` in a term's file: which unit meets which course leader, and when."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from nettools.domain.occasions import Supervision
from nettools.domain.people import CourseLeader
from nettools.language import text
from nettools.settings.hours import Fault, moment, not_among, time_faults
from nettools.settings.termfile import TermFile


def supervision_faults(entry: TermFile) -> Iterator[Fault]:
    """What cannot hold. Whether the units are there is known where registrations are."""
    for place, session in enumerate(entry.supervisions, 1):
        key = f"supervisions.{place}"
        if not session.unit:
            yield f"{key}.unit", "missing", text("is empty; name the unit by its key")
        if session.leader not in entry.leaders:
            yield f"{key}.leader", "unknown-leader", not_among(session.leader, "leaders", entry.leaders)
        if session.zoom_host and session.zoom_host not in entry.zoom_hosts:
            said = not_among(session.zoom_host, "zoom_hosts", entry.zoom_hosts)
            yield f"{key}.zoom_host", "unknown-zoom-host", said
        yield from time_faults(key, session, entry.first_day, entry.last_day)


def read_supervisions(entry: TermFile) -> Iterator[Supervision]:
    """The sessions in the file's order; a unit's are numbered in the order of time."""
    by_unit: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for place, session in enumerate(entry.supervisions):
        by_unit[session.unit].append((moment(session.date, session.starts), place))
    numbers = {place: number for sessions in by_unit.values() for number, (_, place) in enumerate(sorted(sessions), 1)}
    for place, session in enumerate(entry.supervisions):
        leader = entry.leaders[session.leader]
        yield Supervision(
            unit_key=session.unit,
            number=numbers[place],
            starts=moment(session.date, session.starts),
            ends=moment(session.date, session.ends),
            leader=CourseLeader(email=leader.email, name=leader.name, phone=leader.phone),
            zoom_host=str(entry.zoom_hosts[session.zoom_host].email) if session.zoom_host else "",
        )
