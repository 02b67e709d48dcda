"""The mail itself: one letter's words as HTML, plain text, PDF and calendar, in one message."""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from nettools.domain import swedish
from nettools.domain.letters import Letter
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import NetworkDescription
from nettools.errors import Place, Problem, SettingsError
from nettools.jobs.letter_desk import Desk
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.letters import (
    Addressee,
    WrittenLetter,
    as_data,
    as_html,
    as_text,
    check_frame,
    meeting_facts,
    meeting_key,
    one_line,
    write_event,
)
from nettools.mail import PRESSED_AT_ONCE, Attachment, Event, Look, Mail, Press, build_message, calendar_file
from nettools.settings import Settings, shipped
from nettools.settings import read_template as template_text

_FRAME = "letters/mail.html"
_FROM = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<address>[^<>]*)>)?")
BATCH = 50  # letters in memory at a time, twice: one portion is used while the next is written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMail:
    """A letter ready to leave, and the files that a preview shows beside it."""

    letter: Letter
    html: str
    attachments: tuple[Attachment, ...]


@dataclass(kw_only=True)
class Writer:
    """Writes mails from a desk; a context manager, since its press has a room of its own to tidy up."""

    desk: Desk
    settings: Settings
    press: Press
    frame: str
    written: datetime
    _calendars: dict[tuple[str, tuple[str, ...]], bytes] = field(default_factory=dict)

    @classmethod
    def at(cls, desk: Desk, tools: Tools) -> Self:
        """A writer with its press, for letters dated now. Raises InputError for a frame that cannot be used."""
        return cls.at_home(desk, tools.settings, tools.home, tools.clock())

    @classmethod
    def at_home(cls, desk: Desk, settings: Settings, home: Path, written: datetime) -> Self:
        """The same before there are tools."""
        press, frame = pressroom(settings, home)
        return cls(desk=desk, settings=settings, press=press, frame=frame, written=written)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.press.close()

    def mail(self, addressee: Addressee) -> WrittenMail:
        """The whole mail to one person."""
        written = self.desk.written(addressee)
        html = as_html(written.blocks, self.frame, _dress(written.subject, self.press.look))
        attachments = tuple(self._attachments(written, addressee))
        name, sender = sender_in(written.sender, self.settings)
        message = build_message(
            Mail(
                key=addressee.key,
                sender=sender,
                sender_name=name,
                to=str(addressee.to),
                to_name=one_line(addressee.recipient.name),
                reply_to=written.reply_to,
                subject=written.subject,
                text=as_text(written.blocks),
                html=html,
                written=self.written.astimezone(STOCKHOLM),
                list_name=f"{self.desk.kind.value}.{str(self.desk.term).lower()}",
                attachments=attachments,
            )
        )
        letter = Letter(
            key=addressee.key,
            kind=self.desk.kind,
            term=self.desk.term,
            to=addressee.to,
            subject=written.subject,
            message=message,
        )
        return WrittenMail(letter=letter, html=html, attachments=attachments)

    def _attachments(self, written: WrittenLetter, addressee: Addressee) -> Iterator[Attachment]:
        if self.desk.word is not None:
            yield self.desk.word.attachment(self.desk.facts_of(addressee), addressee.key)
        for name in self.desk.template.attachments:
            if self.desk.printed or not name.endswith(".pdf"):
                yield self._attachment(name, written, addressee)

    def _attachment(self, name: str, written: WrittenLetter, addressee: Addressee) -> Attachment:
        if name.endswith(".ics"):
            method = (("method", "PUBLISH"), ("charset", "utf-8"))
            content = self._calendar(addressee)
            return Attachment(file_name=name, content_type="text/calendar", content=content, parameters=method)
        day = swedish.date_in_words(self.written.astimezone(STOCKHOLM).date())
        content = self.press.letter_pdf(
            as_data(written.blocks),
            title=written.subject,
            date=day,
            written=self.written,
            key=addressee.key,
            layout=self.desk.template.layout,
        )
        return Attachment(file_name=name, content_type="application/pdf", content=content)

    def _calendar(self, addressee: Addressee) -> bytes:
        """The calendar file of a rektor's networks, made once for all who share them and have no link of their own."""
        networks = tuple(self.desk.facts.networks_of(addressee.registrations))
        own = addressee.to.key if any(network.zoom.registration for network in networks) else ""
        keys = own, tuple(network.key for network in networks)
        if keys not in self._calendars:
            self._calendars[keys] = calendar_file(
                [event for network in networks for event in self._events(network, addressee.to)],
                name=self.settings.organiser.network,
                organiser=self.settings.organiser.name,
                written=self.written,
            )
        return self._calendars[keys]

    def _events(self, network: NetworkDescription, who: EmailAddress) -> Iterator[Event]:
        _, sender = self.settings.sender
        domain = str(sender).rpartition("@")[2]
        for meeting in network.meetings:
            facts = meeting_facts(network, meeting, self.desk.facts, who)
            title, told = write_event(self.desk.template, facts, {"name": network.name})
            key = meeting_key(self.desk.term, network, meeting)
            yield Event(
                uid=f"{key.replace('/', '.')}@{domain}",
                title=title,
                starts=meeting.starts,
                ends=meeting.ends,
                link=str(facts["link"] or ""),
                description=told,
            )


def written_ahead(writer: Writer, addressees: Sequence[Addressee]) -> Iterator[list[WrittenMail]]:
    """The mails in order, portion by portion, several at once; the next portion is written while one is used."""
    rest = iter(addressees)
    with ThreadPoolExecutor(max_workers=PRESSED_AT_ONCE, thread_name_prefix="letters") as pool:
        coming = [pool.submit(writer.mail, addressee) for addressee in islice(rest, BATCH)]
        while coming:
            mails = [mail.result() for mail in coming]
            coming = [pool.submit(writer.mail, addressee) for addressee in islice(rest, BATCH)]
            yield mails


def pressroom(settings: Settings, home: Path) -> tuple[Press, str]:
    """The press, and the frame of the HTML mails: the same for every kind of letter. The press is to be closed.

    Raises InputError for a frame that cannot be used, SettingsError for a logo that is none.
    """
    frame = template_text(home, _FRAME)
    look = look_of(settings, home)
    check_frame(frame, _dress("", look), f"templates/{_FRAME}")
    with resources.as_file(shipped("templates/letters/fonts")) as fonts:
        return Press(template_text(home, "letters/letter.typ"), fonts, look), frame


def sender_in(head: str, settings: Settings) -> tuple[str, str]:
    """The name and address after `from:` in a letter's head (`Namn <adress>`); what it leaves out is as set."""
    name, sender = settings.sender
    found = _FROM.fullmatch(head)
    if found is None:
        return name, str(sender)
    return found["name"] or name, found["address"] or str(sender)


def _dress(title: str, look: Look) -> Mapping[str, str]:
    """What the frame of an HTML mail is filled with beside the letter."""
    footer = " · ".join((look.organiser, *look.footer))
    return {"title": title, "colour": look.colour, "accent": look.accent, "footer": footer, "organiser": look.organiser}


def look_of(settings: Settings, home: Path) -> Look:
    """How letters look: the organiser's name, logo and colours, and where to reach them.

    Raises SettingsError when the logo is not there or is no picture that can be printed.
    """
    organiser = settings.organiser
    web = organiser.web.removeprefix("https://").removeprefix("http://").rstrip("/")
    return Look(
        organiser=organiser.name,
        footer=tuple(part for part in (str(organiser.contact), organiser.phone, web) if part),
        logo=_logo(home, organiser.logo) if organiser.logo else None,
        colour=organiser.colour,
        accent=organiser.accent,
    )


def _logo(home: Path, name: str) -> Path:
    path = home / name
    if path.is_file() and path.suffix.lower() in {".svg", ".png"}:
        return path
    message = text("names no picture: {name} is no .svg or .png file below the home", name=name)
    place = Place(file="config/nettools.toml", key="organiser.logo")
    raise SettingsError([Problem(code="no-logo", message=message, place=place)])
