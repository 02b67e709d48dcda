"""`nettools groups`: who sits with whom at each network meeting."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.domain.groups import GroupDemand
from nettools.domain.people import EmailAddress
from nettools.domain.swedish import moment_in_table, moment_in_words
from nettools.errors import Problem
from nettools.jobs.groups import making as jobs
from nettools.jobs.groups.outcomes import GroupFiles, GroupsShown, MeetingList, NetworkCount
from nettools.jobs.groups.sheets import export as export_groups
from nettools.jobs.groups.sheets import profession_of
from nettools.jobs.groups.wishes import GroupWish
from nettools.language import Text, text, texts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_SHOWN_WHOLE = 2  # meetings; of more only the sizes are shown


@dataclass(frozen=True, slots=True)
class People:
    """Addresses as they are typed, with commas between."""

    addresses: tuple[EmailAddress, ...]


def parse_people(said: str | People) -> People:
    """Addresses with commas between; anything else is a usage error."""
    if isinstance(said, People):
        return said
    people = tuple(EmailAddress(part.strip()) for part in said.split(",") if part.strip())
    if not people or any("@" not in person.address for person in people):
        raise typer.BadParameter(str(text("Write e-mail addresses with commas between them.")))
    return People(people)


MeetingOption = Annotated[
    list[int] | None,
    typer.Option(
        "--meeting", metavar="N", help=str(text("The meeting's number; may be given several times. Else all to come."))
    ),
]
NetworkOption = Annotated[
    str, typer.Option("--network", metavar="KEY", help=str(text("The network's key; else every network.")))
]
PeopleOption = list[People] | None
AbsentOption = Annotated[
    PeopleOption,
    typer.Option(
        "--absent",
        parser=parse_people,
        metavar="EMAIL,…",
        help=str(text("Who will not be there. It is remembered for the meetings that groups are made for.")),
    ),
]
PresentOption = Annotated[
    PeopleOption,
    typer.Option(
        "--present",
        parser=parse_people,
        metavar="EMAIL,…",
        help=str(text("Who was absent and will be there after all.")),
    ),
]
TogetherOption = Annotated[
    PeopleOption,
    typer.Option(
        "--together", parser=parse_people, metavar="EMAIL,…", help=str(text("People who must sit together, this time."))
    ),
]
ApartOption = Annotated[
    PeopleOption,
    typer.Option(
        "--apart",
        parser=parse_people,
        metavar="EMAIL,…",
        help=str(text("People who must not sit together, this time.")),
    ),
]


@app.command(
    help=str(
        text(
            "Make the groups of the meetings, so that as few as possible meet again. Who has a group that suits stays "
            "in it. The rules stand under [groups] in the term's file."
        )
    ),
    epilog=str(text("Example: nettools groups make HT26 --meeting 2 --absent maja@example.se")),
)
def make(
    term: TermArgument,
    *,
    meeting: MeetingOption = None,
    network: NetworkOption = "",
    absent: AbsentOption = None,
    present: PresentOption = None,
    together: TogetherOption = None,
    apart: ApartOption = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, help=str(text("Another number makes other groups, where they are made anew."))),
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help=str(text("Forget the groups that the meetings have.")))] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make groups."""
    wish = GroupWish(
        meetings=tuple(meeting or ()),
        network=network,
        absent=_all(absent),
        present=_all(present),
        anew=anew,
        seed=seed,
        together=_demands("--together", together),
        apart=_demands("--apart", apart),
    )
    with door.tools(home) as tools:
        found = jobs.make(tools, term, wish)
    printing.show(found, as_json=as_json, human=show_made)


@app.command(
    help=str(text("The groups of the meetings, with their people and questions.")),
    epilog=str(text("Example: nettools groups show HT26 --meeting 1")),
)
def show(
    term: TermArgument,
    *,
    meeting: MeetingOption = None,
    network: NetworkOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show groups."""
    with door.tools(home) as tools:
        found = jobs.show(tools, term, GroupWish(meetings=tuple(meeting or ()), network=network))
    printing.show(found, as_json=as_json, human=show_groups)


@app.command(
    help=str(text("Write the groups as Excel, as Zoom's CSV for breakout rooms, and as lists to print and to show.")),
    epilog=str(text("Example: nettools groups export HT26 --meeting 1 --into rumslistor")),
)
def export(
    term: TermArgument,
    *,
    meeting: MeetingOption = None,
    network: NetworkOption = "",
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help=str(text("The folder for the files; else out/ in the home."))),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export groups."""
    with door.tools(home) as tools:
        written = export_groups(tools, term, GroupWish(meetings=tuple(meeting or ()), network=network), into)
    printing.show(written, as_json=as_json, human=show_files)


def _all(said: PeopleOption) -> tuple[EmailAddress, ...]:
    return tuple(person for people in said or () for person in people.addresses)


def _demands(option: str, said: PeopleOption) -> tuple[GroupDemand, ...]:
    return tuple(
        GroupDemand(where=f"{option} {number}", people=people.addresses) for number, people in enumerate(said or (), 1)
    )


def show_made(found: GroupsShown) -> None:
    """Print the groups, or how many when there are many meetings; how many pairs meet again; what comes next."""
    if len(found.meetings) > _SHOWN_WHOLE:
        _show_sizes(found)
    else:
        show_groups(found)
    for count in found.counts:
        printing.line(_met_again(count))
    if moved := sum(len(one.moved) for one in found.meetings):
        printing.line(texts("{n} had to change group.", "{n} had to change groups.", moved))
    if len(found.meetings) > _SHOWN_WHOLE:
        printing.line(text("Who sits where: nettools groups show {term} --meeting N", term=found.term))
    printing.line(text("Next: nettools apply {term}, which makes them rooms in Zoom.", term=found.term))
    _say_by_hand(found.term)


def _met_again(count: NetworkCount) -> Text:
    if not count.repeated_pairs:
        return text("{network}: nobody meets anybody again over the term.", network=count.name)
    facts = {"network": count.name, "repeated": count.repeated_pairs}
    if count.repeated_pairs == count.lower_bound:
        return text("{network}: {repeated} pairs meet again over the term; it cannot be fewer.", **facts)
    bound = count.lower_bound
    return text(
        "{network}: {repeated} pairs meet again over the term; it could never be fewer than {bound}.",
        bound=bound,
        **facts,
    )


def _show_sizes(found: GroupsShown) -> None:
    headings = [text("Network"), text("Meeting"), text("When"), text("Groups"), text("People"), text("Absent")]
    rows = []
    for one in found.meetings:
        sizes = sorted({len(group.seats) for group in one.groups})
        of = "–".join(map(str, dict.fromkeys((sizes[0], sizes[-1]))))
        groups = text("{n} of {sizes}", n=len(one.groups), sizes=of)
        people = sum(len(group.seats) for group in one.groups)
        when = moment_in_table(one.meeting.starts, one.meeting.ends)
        rows.append((one.network.description.name, one.meeting.number, when, groups, people, len(one.absent)))
    printing.table("", headings, rows)
    _warn(found.warnings)


def show_groups(found: GroupsShown) -> None:
    """Print each meeting's groups with their people, then its questions."""
    for one in found.meetings:
        _show_meeting(one)
    if not found.meetings:
        printing.line(text("No groups have been made. Run nettools groups make {term}.", term=found.term))
    _warn(found.warnings)


def show_files(written: GroupFiles) -> None:
    """Print which files were written."""
    for _, file in written.files:
        printing.line(text("Written: {path}", path=file))
    _warn(written.warnings)
    printing.line(text("In Zoom: the meeting, Breakout rooms, Import from CSV; or let nettools apply do it."))
    printing.line(text("Zoom passes guests over without a word. Have the printed list at hand."))


def _show_meeting(one: MeetingList) -> None:
    meeting = one.meeting
    printing.line(
        text(
            "{network}, meeting {number}: {theme}, {when}",
            network=one.network.description.name,
            number=meeting.number,
            theme=meeting.theme,
            when=moment_in_words(meeting.starts, meeting.ends),
        )
    )
    rows = [
        (
            group.name if place == 0 else "",
            seat.person.name,
            seat.registration.unit.name,
            profession_of(seat),
            text("changed group") if seat.person.email.key in one.moved else "",
        )
        for group in one.groups
        for place, seat in enumerate(group.seats)
    ]
    printing.table("", [text("Group"), text("Name"), text("Unit"), text("Profession"), ""], rows)
    if one.network.description.groups.share_questions:
        for group in one.groups:
            printing.line(f"  {group.name}: {' '.join(question.text for question in group.questions)}")
    else:
        for number, question in enumerate(meeting.questions, 1):
            printing.line(f"  {number}. {question.text}")
    if one.absent:
        printing.line(text("{n} will not be there.", n=len(one.absent)))
    printing.line()


def _say_by_hand(term: object) -> None:
    printing.line(
        text(
            "Zoom passes guests over without a word: print the list of rooms with nettools groups export {term}.",
            term=term,
        )
    )


def _warn(warnings: tuple[Problem, ...]) -> None:
    for warning in warnings:
        printing.warn(warning)
