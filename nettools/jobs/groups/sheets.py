"""Groups as files: an Excel workbook, Zoom's own CSV for each meeting, and lists to print or to show on a screen."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from nettools.changes import rooms_within
from nettools.domain import swedish
from nettools.domain.people import Companion
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.domain.words import ROLES, TARGET_GROUPS
from nettools.errors import InputError, Problem
from nettools.files import write_plain_csv, write_workbook
from nettools.files.pages import write_page
from nettools.files.placing import write_whole
from nettools.jobs.groups.making import show
from nettools.jobs.groups.outcomes import GroupFiles, GroupList, GroupsShown, MeetingList, Seat
from nettools.jobs.groups.wishes import AS_DESCRIBED, GroupWish
from nettools.jobs.letters.writing import look_of
from nettools.jobs.tools import Tools
from nettools.language import Text, active, text
from nettools.mail import Press
from nettools.settings import read_template, shipped

ZOOM_HEADINGS = ("Pre-assign Room Name", "Email Address")  # Zoom's own, in every language

WORDS: Mapping[str, Text] = {
    "questions": text("What we talk about"),
    "people": text("people"),
    "absent": text("have said that they will not be there"),
    "by_hand": text(
        "Zoom places only those who are logged in with the address that they are registered with. Whoever comes as a "
        "guest is placed nowhere, without a word: move them by hand, from this list."
    ),
    "made": text("Made"),
}


def export(tools: Tools, term: Term, wish: GroupWish = AS_DESCRIBED, folder: Path | None = None) -> GroupFiles:
    """Write the groups of the meetings asked for into `folder`, else into `out/`; files with the same names are new.

    Raises InputError when no groups have been made, or a list cannot be printed.
    """
    found = show(tools, term, wish)
    if not found.meetings:
        said = text("No groups have been made. Run nettools groups make {term}.", term=term)
        raise InputError([Problem(code="no-groups", message=said)])
    target = folder or tools.home / "out" / f"{term}-grupper"
    workbook = target / f"{term}-grupper.xlsx"
    write_workbook(workbook, [*_tables(found)])
    written = [("xlsx", workbook)]
    with resources.as_file(shipped("templates/letters/fonts")) as fonts:
        template = read_template(tools.home, "pages/groups.typ")
        with Press(template, fonts, look_of(tools.settings, tools.home)) as press:
            for one in found.meetings:
                written += _of_meeting(tools, press, target / f"{one.network.key}-träff-{one.meeting.number}", one)
    return GroupFiles(
        term=term, files=tuple((kind, _name(tools, path)) for kind, path in written), warnings=found.warnings
    )


def _of_meeting(tools: Tools, press: Press, stem: Path, one: MeetingList) -> Iterator[tuple[str, Path]]:
    zoom, page, printed = (stem.with_name(f"{stem.name}{end}") for end in ("-zoom.csv", ".html", ".pdf"))
    write_plain_csv(zoom, ZOOM_HEADINGS, [*_zoom_rows(tools, one)])
    facts = sheet_facts(tools, one)
    write_page(page, read_template(tools.home, "pages/groups.html"), {**facts, "look": press.look})
    write_whole(printed, press.page_pdf(facts, written=tools.clock(), key=printed.name))
    yield from (("zoom", zoom), ("html", page), ("pdf", printed))


def _name(tools: Tools, path: Path) -> str:
    return path.relative_to(tools.home).as_posix() if path.is_relative_to(tools.home) else str(path)


def _zoom_rows(tools: Tools, one: MeetingList) -> Iterator[tuple[str, str]]:
    """What Zoom takes beforehand; a room without people has no row."""
    limits = tools.settings.zoom
    wanted = [(group.name, [seat.person.email.key for seat in group.seats]) for group in one.groups]
    for name, people in rooms_within(wanted, limits.breakout_rooms, limits.breakout_people).rooms:
        yield from ((name, address) for address in people)


def _tables(found: GroupsShown) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]]:
    headings = (
        *(text("Network"), text("Meeting"), text("Begins"), text("Group"), text("Family name"), text("Given name")),
        *(text("Unit"), text("School authority"), text("Profession"), text("E-mail")),
    )
    rows = [[*_row(one, group.name, seat)] for one in found.meetings for group in one.groups for seat in group.seats]
    yield str(text("Groups")), [*map(str, headings)], rows
    questions: list[Sequence[Cell]] = [
        [one.network.description.name, one.meeting.number, one.meeting.theme, group.name, question.text]
        for one in found.meetings
        for group in one.groups
        for question in group.questions
    ]
    heads = (text("Network"), text("Meeting"), text("Theme"), text("Group"), text("Question"))
    yield str(text("Questions")), [*map(str, heads)], questions


def _row(one: MeetingList, group: str, seat: Seat) -> Iterator[Cell]:
    person, unit = seat.person, seat.registration.unit
    yield from (one.network.description.name, one.meeting.number, one.meeting.starts, group)
    yield from (person.family_name, person.given_name, unit.name, unit.authority, profession_of(seat))
    yield person.email.address


def profession_of(seat: Seat) -> str:
    """What somebody is: in their own words, else by role or target group."""
    person = seat.person
    if isinstance(person, Companion):
        return person.profession or str(TARGET_GROUPS[person.group])
    return str(ROLES[person.role])


def sheet_facts(tools: Tools, one: MeetingList) -> dict[str, object]:
    """All that `pages/groups.typ` and `pages/groups.html` ask for."""
    meeting = one.meeting
    shared = one.network.description.groups.share_questions
    title = text("Groups: {network}, meeting {number}", network=one.network.description.name, number=meeting.number)
    return {
        "title": str(title),
        "language": active(),
        "network": one.network.description.name,
        "number": meeting.number,
        "theme": meeting.theme,
        "when": swedish.moment_in_words(meeting.starts, meeting.ends),
        "made": f"{swedish.local(tools.clock()):%Y-%m-%d %H.%M}",
        "questions": [] if shared else [question.text for question in meeting.questions],
        "groups": [_group_facts(group, shared=shared) for group in one.groups],
        "absent": len(one.absent),
        "say": {name: str(said) for name, said in WORDS.items()},
    }


def _group_facts(group: GroupList, *, shared: bool) -> dict[str, object]:
    return {
        "name": group.name,
        "people": [
            {"name": seat.person.name, "unit": seat.registration.unit.name, "profession": profession_of(seat)}
            for seat in group.seats
        ],
        "questions": [question.text for question in group.questions] if shared else [],
    }
