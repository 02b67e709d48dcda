"""The letters as files to look at: each as .eml and PDF, and a page that lists them. Nothing is sent or remembered."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nettools.domain.letters import LetterKind, LetterState
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.terms import Term
from nettools.errors import Problem
from nettools.files.pages import write_page
from nettools.jobs.letter_desk import Desk, lay_out, problems_of
from nettools.jobs.letter_outcomes import LetterLine, Mailing
from nettools.jobs.letter_writing import Writer, WrittenMail, written_ahead
from nettools.jobs.tools import Tools
from nettools.language import Text, active, text
from nettools.letters import NOTHING_ASKED, Addressee, Asked
from nettools.settings import read_template

_MADE = ("*.eml", "*.pdf", "*.html", "*.ics")


def preview(tools: Tools, kind: LetterKind, term: Term, asked: Asked = NOTHING_ASKED) -> Mailing:
    """Write the letters that a sending would send now, to `out/letters/<term>-<kind>/`.

    A letter with problems is left out, and its problems are in what comes back.
    """
    desk = lay_out(tools, kind, term, asked)
    folder = tools.home / "out" / "letters" / f"{term}-{kind.value}".lower()
    folder.mkdir(parents=True, exist_ok=True)
    for old in (path for pattern in _MADE for path in folder.glob(pattern)):
        old.unlink()
    with Writer.at(desk, tools) as writer:
        problems = tuple(problems_of(desk, writer.press))
        lines = tuple(_lines(tools, writer, problems, folder))
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


def _lines(tools: Tools, writer: Writer, problems: Sequence[Problem], folder: Path) -> Iterator[LetterLine]:
    """Write each letter that is right; none while something is wrong with all of them."""
    wrong = {problem.place.file for problem in problems}
    all_wrong = not wrong.isdisjoint({"", writer.desk.template.file})
    addressees = [a for a in writer.desk.choice.addressees if a.key not in wrong and not all_wrong]
    tools.progress.begin(text("Letters"), len(addressees))
    mails = (mail for portion in written_ahead(writer, addressees) for mail in portion)
    for addressee, mail in zip(addressees, mails, strict=True):
        yield LetterLine(
            key=mail.letter.key,
            to=str(mail.letter.to),
            subject=mail.letter.subject,
            state=LetterState.DRAFT,
            files=tuple(_write(mail, addressee, folder)),
        )
        tools.progress.advance()
    tools.progress.end()


def _write(mail: WrittenMail, addressee: Addressee, folder: Path) -> Iterator[str]:
    """The names of the files that one letter became."""
    others = len(addressee.registrations) - 1
    stem = addressee.registrations[0].unit.key + (f"+{others}" if others else "")
    files = {f"{stem}.eml": mail.letter.message, f"{stem}.html": mail.html.encode()}
    files |= {f"{stem}{Path(each.file_name).suffix}": each.content for each in mail.attachments}
    for name, content in files.items():
        (folder / name).write_bytes(content)
        yield name


def _row(line: LetterLine, units: str) -> dict[str, object]:
    """A letter's row on the page: its files by what they are, what people look at first."""
    by_ending = {Path(name).suffix: name for name in line.files}
    files = [(by_ending[ending], str(said)) for ending, said in _FILES.items() if ending in by_ending]
    return {"to": line.to, "units": units, "mail": by_ending[".html"], "files": files}


def _page_facts(tools: Tools, desk: Desk, mailing: Mailing) -> dict[str, object]:
    units = {a.key: ", ".join(one.unit.name for one in a.registrations) for a in desk.choice.addressees}
    return {
        "language": active(),
        "term": str(desk.term),
        "kind": desk.kind.value,
        "organiser": tools.settings.organiser.name,
        "letters": [_row(line, units[line.key]) for line in mailing.letters],
        "held_back": [(HELD_BACK.get(held.code, held.code), held.count) for held in mailing.held_back],
        "problems": [(problem.place.file, str(problem.message)) for problem in mailing.problems],
        "without_link": len(desk.without_link),
        "made": f"{tools.clock().astimezone(STOCKHOLM):%Y-%m-%d %H.%M}",
        "say": {name: str(said) for name, said in WORDS.items()},
    }


_FILES: dict[str, Text | str] = {".html": text("mail"), ".pdf": "PDF", ".ics": text("calendar"), ".eml": ".eml"}

HELD_BACK: dict[str, Text] = {
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
    "look": text("Look at it"),
}
