"""What calendars must be told: the wanted entries held against what was told last, and which letter tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from nettools.domain.calendars import CalendarEntry, CalendarUpdate, EntryNews
from nettools.domain.letters import LetterKind
from nettools.letters.entries import is_supervision

_SUPERVISION = {
    EntryNews.INVITATION: LetterKind.SUPERVISION_INVITATION,
    EntryNews.CHANGE: LetterKind.SUPERVISION_CHANGE,
    EntryNews.CANCELLATION: LetterKind.SUPERVISION_CANCELLATION,
}


def calendar_updates(
    wanted: Mapping[str, CalendarEntry], told: Mapping[str, CalendarEntry], now: datetime
) -> tuple[CalendarUpdate, ...]:
    """Exactly what has to be told, by UID: nothing for an entry that is as it was told, or over.

    Args:
        wanted: what should stand in calendars, by UID; their `sequence` is not looked at.
        told: what was told last, by UID.
        now: what ended before it is nobody's business any more.

    Returns:
        An invitation, change or cancellation for each entry that needs one, with the next sequence, in order of time.
    """
    found = [update for uid, entry in wanted.items() if (update := _news(entry, told.get(uid), now))]
    gone = [entry for uid, entry in told.items() if uid not in wanted and not entry.cancelled and entry.ends > now]
    found += [CalendarUpdate(news=EntryNews.CANCELLATION, entry=_struck_out(entry), before=entry) for entry in gone]
    return tuple(sorted(found, key=lambda update: (update.entry.starts, update.entry.occasion)))


def as_told(wanted: CalendarEntry, told: CalendarEntry | None) -> CalendarEntry:
    """The wanted entry with the sequence that it has when it is told now: one higher only where it says something new.

    A link that is not known at present changes nothing: the one told before still holds.
    """
    if told is None:
        return replace(wanted, sequence=0)
    entry = replace(wanted, link=wanted.link or told.link)
    if not told.cancelled and _same(entry, told):
        return replace(entry, sequence=told.sequence)
    return replace(entry, sequence=told.sequence + 1)


def letter_kind(update: CalendarUpdate, known: Iterable[CalendarEntry]) -> LetterKind | None:
    """Which letter tells the person; None when the letter about the whole term will (welcome, companion's joining).

    `known` are the entries that this person has been told of. A meeting that is new to a person who has been told of
    others in the term is told as a change.
    """
    if is_supervision(update.entry):
        return _SUPERVISION[update.news]
    first = update.news is EntryNews.INVITATION and update.before is None
    if first and all(is_supervision(entry) for entry in known):
        return None
    return LetterKind.MEETING_CHANGE


def by_person(told: Mapping[str, CalendarEntry]) -> dict[str, list[CalendarEntry]]:
    """What was told, by the person's key."""
    found: dict[str, list[CalendarEntry]] = {}
    for entry in told.values():
        found.setdefault(entry.to.key, []).append(entry)
    return found


def _news(wanted: CalendarEntry, told: CalendarEntry | None, now: datetime) -> CalendarUpdate | None:
    if wanted.ends <= now and (told is None or told.cancelled or told.ends <= now):
        return None
    entry = as_told(wanted, told)
    if told is None or told.cancelled:
        return CalendarUpdate(news=EntryNews.INVITATION, entry=entry, before=told)
    if entry.sequence == told.sequence:
        return None
    return CalendarUpdate(news=EntryNews.CHANGE, entry=entry, before=told)


def _struck_out(entry: CalendarEntry) -> CalendarEntry:
    return replace(entry, sequence=entry.sequence + 1, cancelled=True)


def _same(one: CalendarEntry, other: CalendarEntry) -> bool:
    return _content(one) == _content(other)


def _content(entry: CalendarEntry) -> tuple[object, ...]:
    leader = entry.leader.email if entry.leader else None
    return entry.starts, entry.ends, entry.title, entry.link, leader
