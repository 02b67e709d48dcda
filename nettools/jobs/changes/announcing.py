"""Announcements on demand: said in the course rooms of a term, once in each, whatever happens on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from nettools.canvas.announcing import Audience, observe_announcements
from nettools.changes import ChangeSet, Create, Kind, Link, Snapshot, System, compare
from nettools.changes.announcing import Announcement, announcement_key, announcement_wanted
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.jobs.carrying.run import carry_run
from nettools.jobs.changes.announcing_outcomes import AnnouncedRoom, AnnouncementPreview, Posted, RoomState
from nettools.jobs.changes.remotes import Options, Remotes, open_remotes
from nettools.jobs.one_at_a_time import alone
from nettools.jobs.tools import Tools
from nettools.language import Text, text
from nettools.letters.blocks import as_html
from nettools.signups import personal_number

LONGEST_TITLE = 255  # Canvas's limit

Approve = Callable[[AnnouncementPreview], bool]


def read_announcement(tools: Tools, title: str, file: Path, at: datetime | None = None) -> Announcement:
    """What is to be said: a title, and a file in Markdown.

    Args:
        tools: the opened hands.
        title: the title.
        file: the message; HTML in it is shown as it is written.
        at: when it is to be seen; None for at once.

    Raises:
        InputError: with all that is wrong with it.
    """
    message, problems = "", []
    try:
        message = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(_problem(file, "unreadable", text("It cannot be read ({why}).", why=error.strerror)))
    except UnicodeDecodeError:
        problems.append(_problem(file, "encoding", text("It is not written in UTF-8.")))
    title = " ".join(title.split())
    problems += _faults(title, message, file) if not problems else []
    if at and at <= tools.clock():
        said = text("An announcement cannot be seen from a time that has been; leave --at out to post it now.")
        problems.append(Problem(code="past", message=said, place=Place(key="--at")))
    if problems:
        raise InputError(problems)
    return Announcement(title=title, message=message, html=as_html(message), at=at)


def preview_announcement(
    tools: Tools, term: Term, announcement: Announcement, networks: Sequence[str] = ()
) -> AnnouncementPreview:
    """Say where it would be posted, and who would see it. Calls that read are made, and nothing else.

    Args:
        tools: the opened hands.
        term: the term.
        announcement: what is to be said.
        networks: keys of the networks whose rooms it is for; none means all.

    Raises:
        InputError: a network is not described; SettingsError: Canvas is not set up.
        RefusedError: none of them has a course room. RemoteError: Canvas does not answer.
    """
    with open_remotes(tools, term, Options(only=System.CANVAS)) as remotes:
        return _think(remotes, announcement, networks)


def announce(
    tools: Tools, term: Term, announcement: Announcement, networks: Sequence[str] = (), *, approve: Approve
) -> Posted:
    """Post it in each room where it is not yet. Running it again is safe at any time.

    Args:
        tools: the opened hands.
        term: the term.
        announcement: what is to be said.
        networks: as in `preview_announcement`.
        approve: is shown what will be done and says whether to do it; not asked when nothing is to do.

    Raises:
        RefusedError: it was not approved, or somebody else is changing Canvas; and all that the preview raises.
    """
    with alone(tools), open_remotes(tools, term, Options(only=System.CANVAS)) as remotes:
        seen = _think(remotes, announcement, networks)
        if seen.to_post and not approve(seen):
            raise RefusedError(text("Nothing was done."), code="not-approved")
        results = carry_run(remotes, seen.change_set, "announce", text("Announcing"))
        return Posted(preview=seen, results=results)


def approved_announcement(seen_before: str) -> Approve:
    """Approve exactly what has this fingerprint; refuse anything else as out of date."""

    def approve(seen: AnnouncementPreview) -> bool:
        if seen.fingerprint != seen_before:
            message = text("The text or the rooms are not those that you looked at. Look again, without --fingerprint.")
            raise RefusedError(message, code="stale")
        return True

    return approve


def _faults(title: str, message: str, file: Path) -> Iterator[Problem]:
    if not title or len(title) > LONGEST_TITLE:
        said = text("A title has between 1 and {most} characters.", most=LONGEST_TITLE)
        yield Problem(code="title", message=said, place=Place(key="--title"))
    if not message.strip():
        yield _problem(file, "empty", text("There is no text in it."))
    if personal_number(f"{title}\n{message}"):
        yield _problem(file, "personnummer", text("There is a personnummer in it, or something that looks like one."))


def _problem(file: Path, code: str, message: Text) -> Problem:
    return Problem(code=code, message=message, place=Place(file=file.name))


# --- think


def _think(remotes: Remotes, announcement: Announcement, networks: Sequence[str]) -> AnnouncementPreview:
    names = _chosen(remotes, networks)
    rooms = {key: link.remote_id for key in names if (link := remotes.links.get(f"{remotes.term}/{key}"))}
    asked = [course for course in rooms.values() if course]
    audiences = observe_announcements(remotes.canvas, asked) if remotes.canvas else {}
    open_rooms = {key: course for key, course in rooms.items() if course in audiences}
    if not open_rooms:
        message = text("There is no course room yet. Make them first: nettools apply {term}", term=remotes.term)
        raise RefusedError(message, code="no-rooms")
    change_set = _compared(remotes, announcement, open_rooms, audiences)
    waiting = {change.key for change in change_set.changes if isinstance(change, Create)}
    return AnnouncementPreview(
        term=remotes.term,
        announcement=announcement,
        change_set=change_set,
        rooms=tuple(
            AnnouncedRoom(
                key=key,
                name=name,
                state=_state(
                    is_open=key in open_rooms, waits=announcement_key(f"{remotes.term}/{key}", announcement) in waiting
                ),
                people=audiences[open_rooms[key]].people if key in open_rooms else 0,
            )
            for key, name in names.items()
        ),
    )


def _state(*, is_open: bool, waits: bool) -> RoomState:
    if not is_open:
        return "no-room"
    return "to-post" if waits else "posted"


def _chosen(remotes: Remotes, networks: Sequence[str]) -> Mapping[str, str]:
    """Keys and names of the networks. Raises InputError for one that is not described."""
    described = {one.key: one.description.name for one in remotes.plan.networks}
    known = ", ".join(described)
    problems = [
        Problem(
            code="no-such-network",
            message=text("{term} has no such network. There are: {networks}.", term=remotes.term, networks=known),
            place=Place(key=key),
        )
        for key in dict.fromkeys(networks)
        if key not in described
    ]
    if problems:
        raise InputError(problems)
    return {key: name for key, name in described.items() if not networks or key in networks}


def _compared(
    remotes: Remotes, announcement: Announcement, rooms: Mapping[str, str], audiences: Mapping[str, Audience]
) -> ChangeSet:
    """What is to be posted. What has been posted is left to people, who may have taken it away since."""
    term = str(remotes.term)
    links = {key: link for key, link in remotes.links.items() if link.kind == Kind.ANNOUNCEMENT}
    wanted = [announcement_wanted(f"{term}/{key}", course, announcement) for key, course in rooms.items()]
    unposted = [one for one in wanted if not _is_posted(links.get(one.key))]
    found = [one for audience in audiences.values() for one in audience.announcements]
    return compare(term, unposted, Snapshot(found, [System.CANVAS]), links)


def _is_posted(link: Link | None) -> bool:
    return link is not None and bool(link.remote_id)
