"""Zoom hosts for a term: which held its meetings so far, what others have booked, and what is left of today's quota."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from nettools.changes import Action, Found, Kind, Link, Quota
from nettools.domain.journal import JournalEntry
from nettools.domain.termplan import TermPlan
from nettools.jobs.tools import Tools
from nettools.scheduling import Booking, Hosts, Seen, choose_hosts

# How a meeting's change ended that Zoom counts: a refused one too, and one without an answer may have been made.
_COUNTED = frozenset({"done", "unsure", "refused"})
_COSTING = frozenset({str(Action.CREATE), str(Action.UPDATE)})


def quota_of(tools: Tools, links: Mapping[str, Link]) -> Quota:
    """What our journal says that we have used of today's quota, of every term. Zoom's day begins at 00:00 UTC."""
    today = tools.clock().astimezone(UTC).date()
    begun = datetime.combine(today, time(), UTC)
    earlier = hosts_before(links.values())
    used = Counter(
        _host_of(entry, earlier)
        for entry in tools.store.journal.entries_since(begun, Kind.ZOOM_MEETING)
        if entry.action in _COSTING and entry.outcome in _COUNTED
    )
    return Quota(limit=tools.settings.zoom.changes_a_day, today=today, used=used)


def hosts_for(plan: TermPlan, links: Mapping[str, Link], found: Iterable[Found], quota: Quota, now: datetime) -> Hosts:
    """The host of each meeting. `found` are Zoom's meetings as they are now; none before anybody looked.

    Where a meeting stands counts more than what is remembered: somebody may have moved it.
    """
    meetings = [one for one in found if one.kind is Kind.ZOOM_MEETING]
    mine = {link.remote_id: link.key for link in links.values() if link.kind == Kind.ZOOM_MEETING and link.remote_id}
    ours = f"{plan.term}/"
    marked = {one.key: _host(one) for one in meetings if one.key.startswith(ours)}
    linked = {mine[one.remote_id]: _host(one) for one in meetings if one.remote_id in mine}
    others = [one for one in meetings if one.remote_id not in mine and not one.key.startswith(ours)]
    seen = Seen(
        earlier={**hosts_before(links.values()), **marked, **linked},
        bookings=tuple(_bookings(others)),
        left={host.email.key: quota.left(host.email.key) for host in plan.description.zoom_hosts},
        now=now,
    )
    return choose_hosts(plan.description, seen)


def hosts_before(links: Iterable[Link]) -> dict[str, str]:
    """By a meeting's key, the host that it was made at, or that an unanswered call meant for it."""
    found = {}
    for link in links:
        if link.kind == Kind.ZOOM_MEETING:
            place = link.intent.fields.get("place") if link.intent else None
            intended = place.get("host") if isinstance(place, dict) else None
            if host := link.sent.get("host") or intended:
                found[link.key] = str(host)
    return found


def _bookings(meetings: Iterable[Found]) -> Iterator[Booking]:
    """When others' meetings are. One without a time of its own is nowhere in the way."""
    for one in meetings:
        try:
            starts = datetime.fromisoformat(str(one.fields.get("start_time")))
        except ValueError:
            continue
        minutes = one.fields.get("duration")
        if starts.tzinfo and isinstance(minutes, int):
            yield Booking(host=_host(one), starts=starts, minutes=minutes)


def _host(meeting: Found) -> str:
    return str(meeting.fields.get("host") or "")


def _host_of(entry: JournalEntry, earlier: Mapping[str, str]) -> str:
    place = entry.undo.get("place")
    named = place.get("host") if isinstance(place, dict) else None
    return str(named or earlier.get(entry.key, "")).casefold()
