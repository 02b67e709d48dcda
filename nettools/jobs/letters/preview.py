"""The letters as files to look at: each as .eml and PDF, and a page that lists them. Nothing is sent or remembered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files.pages import write_page
from nettools.jobs.letters.desk import Desk, lay_out, nobody, problems_of, specimen_desk
from nettools.jobs.letters.outcomes import LetterLine, Mailing
from nettools.jobs.letters.writing import Writer, WrittenMail, written_ahead
from nettools.jobs.tools import Tools
from nettools.language import Text, active, text
from nettools.letters import NOTHING_ASKED, Addressee, Asked
from nettools.settings import read_template

_MADE = ("*.eml", "*.pdf", "*.html", "*.ics", "*.docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which letters of a preview become files: those `to` these addresses or keys, or the `first` so many; else all.

    `specimen`: one to an invented person, whoever is there.
    """

    to: tuple[str, ...] = ()
    first: int | None = None
    specimen: bool = False


ALL = Shown()


def preview(tools: Tools, kind: LetterKind, term: Term, asked: Asked = NOTHING_ASKED, *, shown: Shown = ALL) -> Mailing:
    """Write the letters that a sending would send now, to `out/letters/<term>-<kind>/`.

    Every letter is tried, also those that are not shown; what is wrong in any of them is in what comes back. A
    letter with problems is left out.

    Raises InputError for someone who is to be shown and gets no such letter, and as `lay_out` does.
    """
    desk = _desk(tools, kind, term, asked, shown)
    chosen = _chosen(desk, shown)
    folder = tools.home / "out" / "letters" / f"{term}-{kind.value}".lower()
    folder.mkdir(parents=True, exist_ok=True)
    for old in (path for pattern in _MADE for path in folder.glob(pattern)):
        old.unlink()
    with Writer.at(desk, tools) as writer:
        problems = (*nobody(desk), *problems_of(desk, writer.press))
        lines = tuple(_lines(tools, writer, chosen, problems, folder))
    page = folder / "index.html"
    mailing = Mailing(
        kind=kind,
        term=term,
        letters=lines,
        held_back=desk.choice.held_back,
        problems=problems,
        previewed=True,
        page=page.relative_to(tools.home).as_posix(),
    )
    write_page(page, read_template(tools.home, "pages/letters.html"), _page_facts(tools, desk, mailing))
    return mailing


def _desk(tools: Tools, kind: LetterKind, term: Term, asked: Asked, shown: Shown) -> Desk:
    if shown.specimen:
        return specimen_desk(tools.settings, tools.home, tools.settings.term(term), kind)
    return lay_out(tools, kind, term, asked)


def _chosen(desk: Desk, shown: Shown) -> tuple[Addressee, ...]:
    """The addressees whose letters become files. Raises InputError for each who is asked for and gets none."""
    everyone = desk.choice.addressees
    wanted = {one.casefold() for one in shown.to}
    there = {name for addressee in everyone for name in (addressee.key.casefold(), addressee.to.key)}
    problems = [
        Problem(
            code="unknown-recipient",
            message=text("No such letter goes to {who} now.", who=one),
            place=Place(key="--to"),
        )
        for one in shown.to
        if one.casefold() not in there
    ]
    if problems:
        raise InputError(problems)
    chosen = [each for each in everyone if not wanted or wanted & {each.key.casefold(), each.to.key}]
    return tuple(chosen[: shown.first])


def _lines(
    tools: Tools, writer: Writer, chosen: Sequence[Addressee], problems: Sequence[Problem], folder: Path
) -> Iterator[LetterLine]:
    """Write each letter that is right; none while something is wrong with all of them."""
    wrong = {problem.place.file for problem in problems}
    all_wrong = not wrong.isdisjoint({"", writer.desk.template.file})
    addressees = [a for a in chosen if a.key not in wrong and not all_wrong]
    tools.progress.begin(text("Letters"), len(addressees))
    mails = (mail for portion in written_ahead(writer, addressees) for mail in portion)
    for addressee, mail in zip(addressees, mails, strict=True):
        yield LetterLine(
            key=mail.letter.key,
            to=str(mail.letter.to),
            subject=mail.letter.subject,
            state=LetterState.DRAFT,
            files=tuple(_write(mail, addressee.key, folder)),
        )
        tools.progress.advance()
    tools.progress.end()


def _write(mail: WrittenMail, key: str, folder: Path) -> Iterator[str]:
    """The names of the files that one letter became."""
    stem = _stem(key)
    files = {f"{stem}.eml": mail.letter.message, f"{stem}.html": mail.html.encode()}
    files |= {f"{stem}{Path(each.file_name).suffix}": each.content for each in mail.attachments}
    for name, content in files.items():
        (folder / name).write_bytes(content)
        yield name


def _stem(key: str) -> str:
    """What a letter's files are called: its key without the term and the kind; of several units the first."""
    first, *others = key.split("/", 2)[2].replace("/", "-").split("+")
    return first + (f"+{len(others)}" if others else "")


def _row(line: LetterLine, units: str, name: str) -> dict[str, object]:
    """A letter's row on the page: its files by what they are, what people look at first."""
    by_ending = {Path(name).suffix: name for name in line.files}
    files = [(by_ending[ending], str(said)) for ending, said in _FILES.items() if ending in by_ending]
    return {
        "to": line.to,
        "name": name,
        "subject": line.subject,
        "units": units,
        "mail": by_ending[".html"],
        "files": files,
    }


def _page_facts(tools: Tools, desk: Desk, mailing: Mailing) -> dict[str, object]:
    about = {
        a.key: (", ".join(one.unit.name for one in a.registrations), a.recipient.name) for a in desk.choice.addressees
    }
    return {
        "language": active(),
        "term": str(desk.term),
        "kind": desk.kind.value,
        "hidden": len(desk.choice.addressees) - len(mailing.letters),
        "organiser": tools.settings.organiser.name,
        "letters": [_row(line, *about[line.key]) for line in mailing.letters],
        "held_back": [(HELD_BACK.get(held.code, held.code), held.count) for held in mailing.held_back],
        "problems": [
            (
                " – ".join(about[problem.place.file][::-1]) if problem.place.file in about else str(problem.place),
                str(problem.message),
            )
            for problem in mailing.problems
        ],
        "without_link": len(desk.without_link),
        "made": f"{tools.clock().astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
        "say": {name: str(said) for name, said in WORDS.items()},
    }


_FILES: dict[str, Text | str] = {
    ".html": text("mail"),
    ".pdf": "PDF",
    ".docx": "Word",
    ".ics": text("calendar"),
    ".eml": ".eml",
}

HELD_BACK: dict[str, Text] = {
    "accepted": text("has a place"),
    "attended-too-little": text("took part in too few of the meetings"),
    "has-been": text("is in a network that has had the meeting"),
    "has-companions": text("has registered companions"),
    "has-draft": text("has handed in a draft"),
    "no-feedback": text("has no answer on a draft"),
    "no-such-meeting": text("is in a network without that meeting"),
    "not-placed": text("is in no network yet"),
    "already-written": text("has left, or may have left"),
    "declined": text("was declined"),
    "protected-identity": text("has protected identity; write by hand"),
    "received": text("waits for a decision"),
    "waiting": text("is on the waiting list"),
    "withdrawn": text("has withdrawn"),
}

WORDS: dict[str, Text] = {
    "title": text("Letters to look at"),
    "say": text("This is how the letters look if they are sent now. Nothing has been sent."),
    "no_links": text("Some meetings have no link to Zoom yet; the letters say that it will come."),
    "to": text("To"),
    "letter": text("Letter"),
    "nobody": text("Nobody gets a letter now."),
    "held_back": text("Held back"),
    "problems": text("To be mended first"),
    "made": text("Made"),
    "hidden": text("Letters that are not shown here:"),
    "look": text("Look at it"),
}
