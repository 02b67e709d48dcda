"""Who should be registered for a meeting on Zoom, so that each has a link of their own."""

from collections.abc import Iterator

from nettools.changes.networkroom import NetworkRoom
from nettools.changes.thing import Kind, Ref, Wanted
from nettools.domain.people import EmailAddress

LONGEST_NAME = 64  # characters of each name, Zoom's limit
_NAMELESS = "–"  # Zoom wants both names


def registrant_key(meeting: str, email: EmailAddress) -> str:
    """The key of a person who is registered for the meeting with the key `meeting`."""
    return f"{meeting}/registrant/{email.key}"


def registrants(room: NetworkRoom, meeting: str, host: EmailAddress, *, over: bool) -> Iterator[Wanted]:
    """Everyone in the network, each once. Whoever can start the meeting comes in without being registered."""
    opens = {host, *room.network.description.zoom.alternative_hosts}
    seen = set(opens)
    for email, given_name, family_name in _people(room):
        if email not in seen:
            seen.add(email)
            yield Wanted(
                key=registrant_key(meeting, email),
                kind=Kind.ZOOM_REGISTRANT,
                label=f"{given_name} {family_name}".strip(),
                place={"meeting": Ref(meeting), "host": host.key, "email": email.key},
                fields={"state": "approved"},
                once={"first_name": _cut(given_name), "last_name": _cut(family_name)},
                over=over,
            )


def _people(room: NetworkRoom) -> Iterator[tuple[EmailAddress, str, str]]:
    for leader in room.network.description.leaders:
        given_name, _, family_name = leader.name.rpartition(" ")
        yield (leader.email, given_name, family_name) if given_name else (leader.email, family_name, "")
    for registration in room.network.registrations:
        for person in registration.participants:
            yield person.email, person.given_name, person.family_name


def _cut(name: str) -> str:
    return name.strip()[:LONGEST_NAME].strip() or _NAMELESS
