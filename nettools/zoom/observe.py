"""What Zoom holds of a term: each host's meetings, a page of 300 at a time, and who is registered for ours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from nettools.changes import MARKER, Found, Json, Kind, Link, Ref, System, Wanted
from nettools.errors import RemoteError
from nettools.zoom.client import ZoomClient
from nettools.zoom.registrants import CLOSED, STATES, email_in, fields_of, registered

AT_ONCE = 4  # lists that are asked for at once, well below what Zoom takes in a second


def observe(
    client: ZoomClient, wanted: Sequence[Wanted], links: Mapping[str, Link], others: Sequence[str] = ()
) -> tuple[Found, ...]:
    """List the meetings of every host that has or should have some of ours, and the registrants that matter.

    Registrants are listed only for meetings that are to come and should have some: one call each when all are there.

    Args:
        client: Zoom.
        wanted: all that should be there; its hosts stand in the places of the meetings.
        links: what we remember.
        others: hosts that meetings can be given to, and that are looked at in any case.

    Returns:
        All the hosts' meetings, ours or not, and all the registrants of those meetings. Raises RemoteError.
    """
    meant = [thing for thing in wanted if thing.kind is Kind.ZOOM_MEETING]
    hosts = [*others, *(str(thing.place["host"]) for thing in meant)]
    hosts += [str(link.sent["host"]) for link in links.values() if link.system is System.ZOOM and "host" in link.sent]
    hosts += [place["host"] for link in links.values() if link.system is System.ZOOM and (place := _intended(link))]
    with ThreadPoolExecutor(AT_ONCE, "look") as pool:
        lists = pool.map(lambda host: [*meetings_of(client, host)], dict.fromkeys(hosts))
        meetings = [found for each in lists for found in each]
        people = pool.map(lambda one: [*_people_of(client, one)], _guest_lists(wanted, links, meetings))
        return (*meetings, *(found for each in people for found in each))


def meetings_of(client: ZoomClient, host: str) -> Iterator[Found]:
    """The meetings of one host; none when the account has no such user (making one will say so)."""
    try:
        for row in client.pages(f"users/{quote(host, safe='')}/meetings", "meetings", {"type": "scheduled"}):
            yield found_meeting(row, host)
    except RemoteError as error:
        if error.code != "no-host":
            raise


def found_meeting(row: Mapping[str, Any], host: str) -> Found:
    """A row of the list, or the answer to a creation. The address that opens the host's own door is left out."""
    agenda = str(row.get("agenda") or "")
    fields: dict[str, Json] = {
        "topic": str(row.get("topic") or ""),
        "agenda": agenda,
        "start_time": str(row.get("start_time") or ""),
        "duration": int(row.get("duration") or 0),
        "host": host,
        "join_url": str(row.get("join_url") or ""),
    }
    return Found(kind=Kind.ZOOM_MEETING, remote_id=str(row["id"]), key=_key_in(agenda), fields=fields)


@dataclass(kw_only=True)
class _GuestList:
    """A meeting of ours and whom we know or want to be registered for it, by address: the key."""

    host: str
    meeting: str = ""
    wanted: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def _guest_lists(
    wanted: Iterable[Wanted], links: Mapping[str, Link], meetings: Sequence[Found]
) -> tuple[_GuestList, ...]:
    """The meetings to look in: those that are there, are to come, and should have registrants."""
    lists: dict[str, _GuestList] = {}
    for thing in wanted:
        meeting = thing.place.get("meeting")
        if thing.kind is Kind.ZOOM_REGISTRANT and isinstance(meeting, Ref) and not thing.over:
            guests = lists.setdefault(meeting.key, _GuestList(host=str(thing.place["host"])))
            guests.wanted[str(thing.place["email"])] = thing.key
    for link in links.values():
        key, _, email = link.key.rpartition("/registrant/")
        if link.kind == Kind.ZOOM_REGISTRANT and key in lists:
            lists[key].known.add(email)
    there = {found.remote_id: found.remote_id for found in meetings}
    marked = {found.key: found.remote_id for found in meetings if found.key}
    for key, guests in lists.items():
        ours = links.get(key)
        guests.meeting = there.get(ours.remote_id if ours else "", marked.get(key, ""))
    return tuple(guests for guests in lists.values() if guests.meeting)


def _people_of(client: ZoomClient, guests: _GuestList) -> Iterator[Found]:
    """Who is registered; those who wait or were taken out are asked for only when somebody is missing."""
    missing = {*guests.wanted, *guests.known}
    for status in ("approved", "denied", "pending"):
        if not missing:
            return
        try:
            rows = [*registered(client, guests.meeting, status)]
        except RemoteError as error:
            if error.code not in CLOSED:
                raise
            return  # nobody, since registration is off there still; registering someone will say so if it stays off
        for row in rows:
            missing.discard(email_in(row))
            yield _found_registrant(row, status, guests)


def _found_registrant(row: Mapping[str, Any], status: str, guests: _GuestList) -> Found:
    """A row of a meeting's registrants. Whoever asked to come and is wanted is taken as ours, and so gets an answer."""
    email = email_in(row)
    asks = status == "pending" and email not in guests.known
    return Found(
        kind=Kind.ZOOM_REGISTRANT,
        remote_id=str(row["id"]),
        key=guests.wanted.get(email, "") if asks else "",
        place={"meeting": guests.meeting, "host": guests.host, "email": email},
        fields=fields_of(row, STATES[status]),
    )


def _key_in(agenda: str) -> str:
    """What our mark says, which stands alone in the first line."""
    first = agenda.partition("\n")[0].strip()
    return first.removeprefix(MARKER) if first.startswith(MARKER) else ""


def _intended(link: Link) -> Mapping[str, Any]:
    place = link.intent.fields.get("place") if link.intent else None
    return place if isinstance(place, dict) and "host" in place else {}
