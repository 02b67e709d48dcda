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
from nettools.domain.calendars import CalendarEntry
from nettools.domain.letters import Letter
from nettools.domain.occasions import STOCKHOLM
from nettools.errors import Place, Problem, SettingsError
from nettools.jobs.letters.calendars import CalendarWriter
from nettools.jobs.letters.desk import Desk
from nettools.jobs.tools import Tools
from nettools.language import text
from nettools.letters import (
    Addressee,
    WrittenLetter,
    as_data,
    as_html,
    as_text,
    check_frame,
    one_line,
)
from nettools.mail import PRESSED_AT_ONCE, Attachment, Look, Mail, Press, build_message
from nettools.settings import Settings, shipped
from nettools.settings import read_template as template_text

_FRAME = "letters/mail.html"
_FROM = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<address>[^<>]*)>)?")
BATCH = 50  # letters in memory at a time, twice: one portion is used while the next is written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMail:
    """A letter ready to leave, the files that a preview shows beside it, and what it puts into a calendar."""

    letter: Letter
    html: str
    attachments: tuple[Attachment, ...]
    entries: tuple[CalendarEntry, ...] = ()


@dataclass(kw_only=True)
class Writer:
    """Writes mails from a desk; a context manager, since its press has a room of its own to tidy up."""

    desk: Desk
    settings: Settings
    press: Press
    frame: str
    written: datetime
    calendars: CalendarWriter = field(init=False)

    def __post_init__(self) -> None:
        self.calendars = CalendarWriter(desk=self.desk, settings=self.settings, written=self.written)

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
        attachments, entries = self._attached(written, addressee)
        update = self.desk.updates.get(addressee.key)
        invitation = self.calendars.invitation(addressee, update) if update else None
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
                invitation=invitation,
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
        return WrittenMail(
            letter=letter,
            html=html,
            attachments=attachments if invitation is None else (*attachments, invitation),
            entries=(update.entry,) if update else entries,
        )

    def _attached(
        self, written: WrittenLetter, addressee: Addressee
    ) -> tuple[tuple[Attachment, ...], tuple[CalendarEntry, ...]]:
        """The attachments, and what they put into the calendar."""
        attachments: list[Attachment] = []
        entries: tuple[CalendarEntry, ...] = ()
        if self.desk.word is not None:
            attachments.append(self.desk.word.attachment(self.desk.facts_of(addressee), addressee.key))
        for name in self.desk.template.attachments:
            if name.endswith(".ics"):
                content, entries = self.calendars.meetings(addressee)
                method = (("method", "PUBLISH"), ("charset", "utf-8"))
                attachments.append(
                    Attachment(file_name=name, content_type="text/calendar", content=content, parameters=method)
                )
            elif self.desk.printed:
                attachments.append(self._printed(name, written, addressee))
        return tuple(attachments), entries

    def _printed(self, name: str, written: WrittenLetter, addressee: Addressee) -> Attachment:
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
