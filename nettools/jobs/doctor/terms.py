"""The check-up of the terms: is the coming one described, and what happens next in it."""

from collections.abc import Iterator
from datetime import date, timedelta

from nettools.domain import swedish
from nettools.domain.schools import Unit
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Season, Term
from nettools.jobs.doctor.checks import Area, Check, Examiner
from nettools.language import Text, text
from nettools.scheduling import unsure_breaks
from nettools.settings import Settings

_AHEAD = timedelta(days=90)  # before a term's end, when the next one should be described


def coming(settings: Settings, today: date) -> tuple[TermDescription, ...]:
    """The terms that are not over, in order."""
    terms = sorted(settings.terms.values(), key=lambda each: each.term)
    return tuple(each for each in terms if each.last_day >= today)


def check_terms(settings: Settings, today: date) -> Iterator[Check]:
    """Each term that goes on or comes, and the one that should be described by now."""
    look = Examiner(Area.TERMS)
    terms = coming(settings, today)
    for term in terms:
        yield look.fine("term", _found(term, today))
        yield from _breaks(look, settings, term)
    wanted = _unwritten(terms, today)
    if wanted is not None:
        found = text("{term} is not described yet.", term=wanted)
        todo = text("Copy another term's file to config/terms/{term}.toml and change it.", term=wanted)
        yield look.warn("term-missing", found, todo, "signups add", "terms build", "apply")


def _breaks(look: Examiner, settings: Settings, term: TermDescription) -> Iterator[Check]:
    """Whether school breaks can be kept free: those in the term whose week is known for some municipalities only."""
    calendar = settings.calendar
    if not (calendar.breaks or calendar.dated):
        todo = text("Describe them in config/calendar.toml.")
        yield look.warn("no-breaks", text("{term}: no school break is known.", term=term.term), todo, "supervision")
        return
    unsure = unsure_breaks(calendar, [Unit(key="", name="")], term.first_day, term.last_day)
    if unsure:
        found = text(
            "{term}: the week of {names} is known for the municipalities in config/calendar.toml alone. "
            "Which units lack it: nettools terms show {term}",
            term=term.term,
            names=", ".join(one.name for one in unsure),
        )
        yield look.fine("breaks", found)


def _found(term: TermDescription, today: date) -> Text:
    days = swedish.period(term.first_day, term.last_day)
    ahead = [(day, what) for day, what in _dates(term) if day >= today]
    if not ahead:
        return text("{term}, {days}.", term=term.term, days=days)
    day, what = min(ahead, key=lambda each: each[0])
    return text("{term}, {days}. Next: {what} {day}.", term=term.term, days=days, what=what, day=day.isoformat())


def _dates(term: TermDescription) -> Iterator[tuple[date, Text]]:
    """What happens in a term, and when."""
    yield term.sign_up.opens, text("sign-up opens")
    yield term.sign_up.closes, text("sign-up closes")
    yield term.companions.opens, text("registration of companions opens")
    yield term.companions.closes, text("registration of companions closes")
    yield term.first_day, text("the term begins")
    yield term.last_day, text("the term ends")
    for network in term.networks:
        for meeting in network.meetings:
            yield meeting.starts.date(), text("a network meeting")
    if term.hand_in.due:
        yield term.hand_in.due, text("drafts are due")


def _unwritten(terms: tuple[TermDescription, ...], today: date) -> Term | None:
    """The term that nobody has described: the present one, or the next when the last known one nears its end."""
    if not terms:
        return Term(today.year, Season.AUTUMN if today.month > 6 else Season.SPRING)  # noqa: PLR2004 - June
    last = terms[-1]
    return last.term.following() if last.last_day - today <= _AHEAD else None
