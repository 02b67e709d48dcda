"""What a term's letters are written from, and all that is wrong with them before the first one leaves."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from nettools.changes.memory import System, told
from nettools.domain.calendars import CalendarEntry, CalendarUpdate
from nettools.domain.letters import LetterKind
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.registrations import RegistrationState
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem, RefusedError
from nettools.jobs.letters.feed_addresses import feed_links
from nettools.jobs.letters.word import WordLetter, word_letter
from nettools.jobs.supervision.links import unit_pages
from nettools.jobs.supervision.supervised import described
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.letters import (
    KINDS,
    NOTHING_ASKED,
    Addressee,
    AppointmentNews,
    Asked,
    Choice,
    Circle,
    Facts,
    HeldBack,
    LetterRow,
    LetterTemplate,
    Sender,
    TermFacts,
    UpdateLetter,
    WrittenLetter,
    as_data,
    choose,
    read_template,
    runs_of,
    specimen,
    update_letters,
    write,
)
from nettools.letters.blocks import Block, Paragraph, Run
from nettools.mail import Press, is_deliverable
from nettools.settings import Settings
from nettools.settings import read_template as template_text
from nettools.settings.model import MAIN_FILE

_KEPT = 1000  # letters at most whose words are kept from the check until they are sent: what all share is kept once
_FROM_ADDRESS = re.compile(r"<([^<>]*)>")
BY_CALENDAR = tuple(kind for kind, row in KINDS.items() if row.choose is None)
_JOIN_ADDRESS = ("join_url", "join_url~")  # as sent, or as Zoom answered: see changes/memory.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that a term's letters of one kind are written from, looked up once.

    `told` is what calendars were told last, by UID; `updates` what the letters tell one, by letter key.
    """

    kind: LetterKind
    term: Term
    template: LetterTemplate
    facts: TermFacts
    choice: Choice
    asked: Asked = NOTHING_ASKED
    word: WordLetter | None = None
    told: Mapping[str, CalendarEntry] = field(default_factory=dict)
    updates: Mapping[str, CalendarUpdate] = field(default_factory=dict)
    _kept: dict[str, WrittenLetter] = field(default_factory=dict, compare=False, repr=False)

    @property
    def row(self) -> LetterRow:
        """How letters of this kind come about."""
        return KINDS[self.kind]

    def facts_of(self, addressee: Addressee) -> Facts:
        """The values behind one letter's placeholders."""
        return self.row.facts_for(addressee, self.facts)

    def written(self, addressee: Addressee) -> WrittenLetter:
        """One letter's words, as they were written when they were checked."""
        kept = self._kept.pop(addressee.key, None)
        return kept or write(self.template, self.facts_of(addressee), addressee.key)

    def checked(self, addressee: Addressee) -> WrittenLetter:
        """One letter's words, kept for `written` while there is room."""
        written = self.written(addressee)
        if len(self._kept) < _KEPT:
            self._kept[addressee.key] = written
        return written

    @property
    def printed(self) -> bool:
        """Whether the letters leave as PDF, too; a Word template takes its place."""
        return self.template.printed and self.word is None

    @property
    def without_link(self) -> frozenset[str]:
        """The keys of meetings in these letters whose address on Zoom is not known."""
        if self.row.tells_meetings:
            everyone = self.choice.addressees
            return frozenset(key for a in everyone for key in self.facts.without_link(a.registrations, a.to))
        return frozenset(
            f"{a.matter.whose} {a.matter.occasion.number}"
            for a in self.choice.addressees
            if self.row.per_meeting and isinstance(a.matter, AppointmentNews) and not a.matter.occasion.link
        )


def lay_out(tools: Tools, kind: LetterKind, term: Term, asked: Asked = NOTHING_ASKED) -> Desk:
    """Look up everything that the letters need.

    Args:
        tools: the opened tools.
        kind: which letter.
        term: the term that it is about.
        asked: which of several, and what the one who asks brings.

    Raises:
        InputError: a template or a term is not right, or it is not said which letters are wanted.
        RefusedError: certificates are off, or nobody has said who took part.
    """
    facts = term_facts(tools, term)
    template = template_at(tools.home, kind)
    if "unit_pages" in template.placeholders:
        facts = replace(facts, unit_pages=unit_pages(tools, term))
    if "calendar_link" in template.placeholders:
        facts = replace(facts, calendars=feed_links(tools, _participants(tools, term)))
    by_calendar = KINDS[kind].choose is None
    told = tools.store.calendars.told(term) if by_calendar or template.files_meetings else {}
    letters = updates_of(tools, facts, told) if by_calendar else ()
    mine = [each for each in letters if each.kind is kind]
    return Desk(
        kind=kind,
        term=term,
        template=template,
        facts=facts,
        word=word_letter(tools.home, kind, template),
        choice=_chosen_by_calendar(tools, term, mine) if by_calendar else _chosen(tools, kind, facts, asked),
        asked=asked,
        told=told,
        updates={each.addressee.key: each.update for each in mine},
    )


def _participants(tools: Tools, term: Term) -> Iterator[EmailAddress]:
    for one in tools.store.registrations.of(term):
        if one.state is RegistrationState.ACCEPTED:
            yield from (person.email for person in one.participants)


def term_facts(tools: Tools, term: Term) -> TermFacts:
    """What is the same in every letter of the term. Raises InputError for a term that nobody has described."""
    return TermFacts(
        sender=sender_of(tools.settings),
        description=described(tools, term),
        placements=tools.store.placements.of(term),
        join_links=_join_links(tools, term),
    )


def updates_of(tools: Tools, facts: TermFacts, told: Mapping[str, CalendarEntry]) -> tuple[UpdateLetter, ...]:
    """Everything that calendars must be told now, each with its letter."""
    term, store = facts.description.term, tools.store
    on_their_way = frozenset[str]().union(*(store.outbox.keys_on_their_way(term, kind) for kind in BY_CALENDAR))
    return update_letters(tuple(store.registrations.of(term)), facts, told, on_their_way, tools.clock())


def _chosen_by_calendar(tools: Tools, term: Term, letters: Iterable[UpdateLetter]) -> Choice:
    protected = tools.store.protected.count(term)
    held = (HeldBack(code="protected-identity", count=protected),) if protected else ()
    return Choice(addressees=tuple(each.addressee for each in letters), held_back=held)


def specimen_desk(settings: Settings, home: Path, description: TermDescription, kind: LetterKind) -> Desk:
    """A desk with one letter of the kind, to an invented person. Raises InputError for a template that is not right."""
    addressee, facts = specimen(kind, sender_of(settings), description)
    template = template_at(home, kind)
    return Desk(
        kind=kind,
        term=description.term,
        template=template,
        word=word_letter(home, kind, template),
        facts=facts,
        choice=Choice(addressees=(addressee,)),
    )


def template_at(home: Path, kind: LetterKind) -> LetterTemplate:
    """The kind's template: the home's own, else the one that ships. Raises InputError with all that is wrong in it."""
    file = f"letters/{kind.value}.md"
    return read_template(template_text(home, file), kind, f"templates/{file}")


def _chosen(tools: Tools, kind: LetterKind, facts: TermFacts, asked: Asked) -> Choice:
    term, store = facts.description.term, tools.store
    _refuse_unasked(tools, kind, facts, asked)
    circle = Circle(
        facts=facts,
        registrations=tuple(store.registrations.of(term)),
        asked=asked,
        with_draft=frozenset(draft.unit_key for draft in store.drafts.of(term)),
        least_attended=tools.settings.certificates.meetings_share,
        now=tools.clock(),
    )
    on_their_way = store.outbox.keys_on_their_way(term, kind)
    return choose(kind, circle, on_their_way, protected=store.protected.count(term))


def _refuse_unasked(tools: Tools, kind: LetterKind, facts: TermFacts, asked: Asked) -> None:
    """Refuse a kind that is turned off, or that is asked for without what it needs."""
    row, term = KINDS[kind], facts.description.term
    if kind is LetterKind.CERTIFICATE and not tools.settings.certificates.send:
        said = text("Certificates are off. To send them, set certificates.send = true in {file}.", file=MAIN_FILE)
        raise RefusedError(said, code="certificates-off")
    if kind is LetterKind.CERTIFICATE and asked.attended is None:
        said = text("Nobody has said who took part. Give a file: --attended FILE")
        raise RefusedError(said, code="no-attendance")
    numbers = {meeting.number for network in facts.description.networks for meeting in network.meetings}
    if row.per_meeting and asked.meeting not in numbers:
        said = text(
            "Say which meeting, for example --meeting {number}: {term} has {numbers}.",
            number=min(numbers, default=1),
            term=term,
            numbers=", ".join(str(number) for number in sorted(numbers)),
        )
        raise InputError([Problem(code="no-such-meeting", message=said, place=Place(file=kind.value, key="meeting"))])


def sender_of(settings: Settings) -> Sender:
    """Who stands behind the letters, as the settings say."""
    organiser = settings.organiser
    return Sender(
        name=organiser.name,
        network=organiser.network,
        contact=str(organiser.contact),
        phone=organiser.phone,
        web=organiser.web,
        privacy_link=organiser.privacy_link,
        canvas_link=settings.canvas.base_url,
        pages_link=settings.portal.base_url,
        mail_name=settings.sender[0],
        mail_address=str(settings.sender[1]),
    )


def _join_links(tools: Tools, term: Term) -> dict[str, str]:
    """Where each network meeting is joined, and by each person with an address of their own, as far as Zoom told."""
    found = {}
    for link in tools.store.links.of(str(term)):
        address = next((link.sent[name] for name in _JOIN_ADDRESS if link.sent.get(name)), None)
        if link.system is System.ZOOM and isinstance(address, str) and told(link.sent, "state") != "cancelled":
            found[link.key] = address
    return found


def nobody(desk: Desk) -> Iterator[Problem]:
    """That nobody gets such a letter, and nobody ever got one: then something else than the letters is wrong.

    A calendar in which nothing has changed is as it should be.
    """
    if desk.row.choose is not None and not desk.choice.addressees and not desk.choice.left:
        message = text(
            "Nobody gets this letter now. Who is held back, and why: nettools letters preview {kind} {term}",
            kind=desk.kind.value,
            term=desk.term,
        )
        yield Problem(code="no-recipients", message=message, place=Place(file=desk.template.file))


def problems_of(desk: Desk, press: Press) -> Iterator[Problem]:
    """Everything that is wrong in any of the letters, found before one is sent.

    What is wrong in every letter alike is the template's fault, or a setting's: it is told once, of the template.
    """
    found = tuple(_problems_of_each(desk, press))
    letters = len(desk.choice.addressees)
    times = Counter(_same(problem) for problem in found)
    told = set()
    for problem in found:
        same = _same(problem)
        if letters == 1 or times[same] < letters:
            yield problem
        elif same not in told:
            told.add(same)
            yield replace(problem, place=replace(problem.place, file=desk.template.file))


def _same(problem: Problem) -> tuple[str, str, str]:
    return problem.code, str(problem.message), problem.place.key


def _problems_of_each(desk: Desk, press: Press) -> Iterator[Problem]:
    characters: set[str] = set()
    sample: WrittenLetter | None = None
    wrong: set[str] = set()
    for addressee in desk.choice.addressees:
        written = desk.checked(addressee)
        found = [*_problems_of_one(desk, addressee, written)]
        yield from found
        if found:
            wrong.add(addressee.key)
        else:
            characters |= _characters(written)
            sample = written
    if sample is not None and desk.printed:
        yield from _print_problems(desk, press, sample, characters, wrong)


def _problems_of_one(desk: Desk, addressee: Addressee, written: WrittenLetter) -> Iterator[Problem]:
    place = Place(file=addressee.key)
    unplaced = any(one.unit.key not in desk.facts.placements for one in addressee.registrations)
    if desk.row.tells_meetings and unplaced:
        message = text("The unit has no network yet. Run nettools terms build {term}.", term=desk.term)
        yield Problem(code="not-placed", message=message, place=place)
    else:
        yield from written.problems
        if desk.word is not None:
            yield from desk.word.filled(desk.facts_of(addressee), addressee.key)[1]
    if not is_deliverable(str(addressee.to)):
        units = ", ".join(one.unit.name for one in addressee.registrations)
        message = text("The e-mail address is no address that mail can be sent to ({units}).", units=units)
        yield Problem(code="bad-address", message=message, place=place)
    if (found := _FROM_ADDRESS.search(written.sender)) and not is_deliverable(found[1]):
        message = text("The address that the letter comes from is no address that mail can be sent to.")
        yield Problem(code="bad-from", message=message, place=Place(file=desk.template.file, key="from"))
    if written.reply_to and not is_deliverable(written.reply_to):
        message = text("The address to reply to is no address that mail can be sent to.")
        yield Problem(code="bad-reply-to", message=message, place=Place(file=desk.template.file, key="reply_to"))


def _characters(written: WrittenLetter) -> set[str]:
    return set("".join(run.text for run in runs_of(written.blocks)))


def _print_problems(
    desk: Desk, press: Press, sample: WrittenLetter, characters: set[str], wrong: Collection[str]
) -> tuple[Problem, ...]:
    """What the press refuses, by one page instead of all: a whole letter, and every character that occurs anywhere.

    Only when that page is refused is each letter that is not `wrong` tried by itself, to tell which it is.
    """
    layout = desk.template.layout
    together = _refused_by(press, layout, sample.blocks, characters, "")
    if not together:
        return ()
    each = [
        _refused_by(press, layout, (), _characters(desk.checked(addressee)), addressee.key)
        for addressee in desk.choice.addressees
        if addressee.key not in wrong
    ]
    return tuple(problem for problems in each for problem in problems) or together


def _refused_by(
    press: Press, layout: str, blocks: tuple[Block, ...], characters: Collection[str], key: str
) -> tuple[Problem, ...]:
    every = Paragraph(runs=(Run(text=" ".join(sorted(set(characters) - {"\n"}))),))
    never = datetime.fromtimestamp(0, STOCKHOLM)
    try:
        press.letter_pdf(as_data((*blocks, every)), title="-", date="-", written=never, key=key, layout=layout)
    except InputError as error:
        return error.problems
    return ()
