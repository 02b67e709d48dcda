"""What Zoom holds of a term: each host's meetings, a page of 300 at a time."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from nettools.changes import MARKER, Found, Json, Kind, Link, System, Wanted
from nettools.errors import RemoteError
from nettools.zoom.client import ZoomClient

AT_ONCE = 4  # hosts whose lists are asked for at once, well below what Zoom takes in a second


def observe(client: ZoomClient, wanted: Sequence[Wanted], links: Mapping[str, Link]) -> tuple[Found, ...]:
    """List the meetings of every host that has or should have some of ours.

    Returns:
        All their meetings, ours or not. Raises RemoteError.
    """
    hosts = [str(thing.place["host"]) for thing in wanted if thing.kind is Kind.ZOOM_MEETING]
    hosts += [str(link.sent["host"]) for link in links.values() if link.system is System.ZOOM and "host" in link.sent]
    hosts += [place["host"] for link in links.values() if link.system is System.ZOOM and (place := _intended(link))]
    with ThreadPoolExecutor(AT_ONCE, "look") as pool:
        lists = pool.map(lambda host: [*meetings_of(client, host)], dict.fromkeys(hosts))
        return tuple(found for meetings in lists for found in meetings)


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


def _key_in(agenda: str) -> str:
    """What our mark says, which stands alone in the first line."""
    first = agenda.partition("\n")[0].strip()
    return first.removeprefix(MARKER) if first.startswith(MARKER) else ""


def _intended(link: Link) -> Mapping[str, Any]:
    place = link.intent.fields.get("place") if link.intent else None
    return place if isinstance(place, dict) and "host" in place else {}
