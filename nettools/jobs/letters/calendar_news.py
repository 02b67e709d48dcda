"""Whose calendars must be told something, before anything is sent."""

from dataclasses import dataclass

from nettools.domain.calendars import CalendarUpdate
from nettools.domain.letters import LetterKind
from nettools.domain.terms import Term
from nettools.jobs.letters.desk import term_facts, updates_of
from nettools.jobs.tools import Tools
from nettools.letters import UpdateLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarNews:
    """What calendars must be told, in order of time, each with the letter that will tell it."""

    term: Term
    letters: tuple[UpdateLetter, ...]

    @property
    def kinds(self) -> tuple[LetterKind, ...]:
        """The letters that are to be sent, each once; without those that the letter about the whole term tells."""
        return tuple(dict.fromkeys(each.kind for each in self.letters if each.kind))

    def as_json(self) -> dict[str, object]:
        """As `nettools letters calendar --json` prints it."""
        return {"term": str(self.term), "updates": [_as_json(each) for each in self.letters]}


def calendar_news(tools: Tools, term: Term) -> CalendarNews:
    """Hold what calendars should hold against what they were told last. Nothing is written or sent."""
    told = tools.store.calendars.told(term)
    return CalendarNews(term=term, letters=updates_of(tools, term_facts(tools, term), told))


def _as_json(letter: UpdateLetter) -> dict[str, object]:
    update = letter.update
    return {
        "news": update.news.value,
        "letter": letter.kind.value if letter.kind else None,
        "to": str(update.entry.to),
        "occasion": update.entry.occasion,
        "uid": update.entry.uid,
        "sequence": update.entry.sequence,
        "title": update.entry.title,
        "starts": update.entry.starts.isoformat(),
        "ends": update.entry.ends.isoformat(),
        "before": _times(update),
    }


def _times(update: CalendarUpdate) -> dict[str, str] | None:
    before = update.before
    return {"starts": before.starts.isoformat(), "ends": before.ends.isoformat()} if before else None
