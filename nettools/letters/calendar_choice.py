"""Who gets a letter since the calendar must be told something: the updates become addressees."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from nettools.domain.calendars import CalendarEntry, CalendarUpdate, EntryNews
from nettools.domain.letters import LetterKind
from nettools.domain.people import Companion, Participant, TargetGroup
from nettools.domain.registrations import Registration
from nettools.domain.terms import Term
from nettools.letters.choosing import Addressee, letter_key, person_mark
from nettools.letters.entries import PersonalOccasion, is_supervision, occasions_in, wanted_occasions
from nettools.letters.matters import Appointment, AppointmentNews
from nettools.letters.termfacts import TermFacts
from nettools.letters.updates import by_person, calendar_updates, letter_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateLetter:
    """An update and the letter that tells it.

    `kind` None: the letter about the whole term will, and `addressee` is somebody who has not got that yet.
    """

    kind: LetterKind | None
    update: CalendarUpdate
    addressee: Addressee


def update_letters(
    registrations: Collection[Registration],
    facts: TermFacts,
    told: Mapping[str, CalendarEntry],
    on_their_way: Collection[str],
    now: datetime,
) -> tuple[UpdateLetter, ...]:
    """Everything that calendars must be told now, each with its letter, in order of time.

    `told` is what was told last, by UID; `on_their_way` are keys of letters that have left, of which perhaps no entry
    is remembered.
    """
    wanted = wanted_occasions(registrations, facts)
    updates = calendar_updates({uid: one.entry for uid, one in wanted.items()}, told, now)
    known = by_person(told)
    circle = _Circle(registrations=registrations, facts=facts, on_their_way=on_their_way)
    return tuple(
        circle.letter(update, wanted.get(update.entry.uid), letter_kind(update, known.get(update.entry.to.key, ())))
        for update in updates
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circle:
    """What letters about updates are made from."""

    registrations: Collection[Registration]
    facts: TermFacts
    on_their_way: Collection[str]

    def letter(self, update: CalendarUpdate, wanted: PersonalOccasion | None, kind: LetterKind | None) -> UpdateLetter:
        """The update, with the letter of that kind."""
        term, entry = self.facts.description.term, update.entry
        while kind and _key(term, kind, entry) in self.on_their_way:
            entry = replace(entry, sequence=entry.sequence + 1)  # told before, but what was said is lost
        before = update.before if update.news is EntryNews.CHANGE else None
        if wanted:
            recipient, theirs, whose = wanted.recipient, wanted.registrations, wanted.whose
        else:
            recipient, theirs = _gone(entry, self.registrations)
            if is_supervision(entry):  # about that unit alone
                theirs = tuple(one for one in theirs if one.unit.key == entry.occasion.split("/")[1])
            whose = _whose(entry, self.facts)
        news = AppointmentNews(
            whose=whose,
            occasion=_appointment(entry),
            earlier=_appointment(before) if before else None,
            cancelled=entry.cancelled,
            called_off=entry.cancelled and entry.occasion not in occasions_in(self.facts.description),
        )
        key = _key(term, kind or LetterKind.WELCOME, entry)
        addressee = Addressee(key=key, recipient=recipient, registrations=theirs, matter=news)
        return UpdateLetter(kind=kind, update=replace(update, entry=entry), addressee=addressee)


def _key(term: Term, kind: LetterKind, entry: CalendarEntry) -> str:
    """Unique for ever, as the entry's UID and sequence are: `HT26/meeting-change/natverk-1/meeting-2/5f0c…/1`."""
    occasion = entry.occasion.removeprefix(f"{term}/")
    return letter_key(term, kind, [str(entry.sequence)], f"{occasion}/{person_mark(entry.to)}")


def _gone(entry: CalendarEntry, registrations: Iterable[Registration]) -> tuple[Participant, tuple[Registration, ...]]:
    """Somebody who no longer takes part: as registered, if at all, else by the name that the entry had."""
    theirs = tuple(one for one in registrations if any(each.email == entry.to for each in one.participants))
    people = (each for one in theirs for each in one.participants if each.email == entry.to)
    given, _, family = entry.to_name.partition(" ")
    unknown: Participant = Companion(email=entry.to, given_name=given, family_name=family, group=TargetGroup.EDUCATORS)
    return next(people, unknown), theirs


def _whose(entry: CalendarEntry, facts: TermFacts) -> str:
    if is_supervision(entry):
        return entry.title
    network = entry.occasion.split("/")[1]
    return next((one.name for one in facts.description.networks if one.key == network), network)


def _appointment(entry: CalendarEntry) -> Appointment:
    return Appointment(
        number=int(entry.occasion.rpartition("-")[2]),
        starts=entry.starts,
        ends=entry.ends,
        theme="" if is_supervision(entry) else entry.title,
        link=entry.link,
        leader=entry.leader,
    )
