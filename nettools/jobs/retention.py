"""Retention: what we hold past its date, by which rule. Nothing is removed here."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.registrations import Registration
from nettools.domain.terms import Term
from nettools.jobs.tools import Tools
from nettools.retention import Due, Held, PurgeList, due

__all__ = ["Due", "RetentionReport", "look_for_due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What is due on `today`. Records are told by kind, term and number; no person is named."""

    today: date
    found: PurgeList

    def as_json(self) -> dict[str, object]:
        """As `nettools retention due --json` prints it."""
        return {
            "today": self.today.isoformat(),
            "due": [_due_json(item) for item in self.found.due],
            "without_support": [_due_json(item) for item in self.found.without_support],
            "without_rule": [_held_json(record) for record in self.found.without_rule],
        }


def look_for_due(tools: Tools) -> RetentionReport:
    """Hold all that is remembered against the rules in `config/retention.toml`."""
    today = tools.today()
    return RetentionReport(today=today, found=due(tools.settings.retention, _held(tools, today), today))


def _held(tools: Tools, today: date) -> Iterator[Held]:
    last_days = {name: description.last_day for name, description in tools.settings.terms.items()}
    described = {Term.parse(name) for name in last_days}
    for term in sorted({*tools.store.registrations.terms(), *described}):
        registrations = tools.store.registrations.of(term)
        yield from _of_registrations(term, registrations, last_days)
        last_day = last_days.get(str(term))
        for kind, moments in _moments(tools, term).items():
            days = (last_day or moment.astimezone(STOCKHOLM).date() for moment in moments)
            yield from _counted(kind, str(term), days)
        seated = [
            last_day or today for one in tools.store.groups.of(term) for group in one.groups for _ in group.members
        ]
        yield from _counted("groups", str(term), seated)
    runs = tools.store.journal.runs(sys.maxsize)
    yield from _counted("journal", "", (run.opened.astimezone(STOCKHOLM).date().replace(day=1) for run in runs))


def _moments(tools: Tools, term: Term) -> Mapping[str, Sequence[datetime]]:
    """When each record of the kinds that are needed until the term is over came about."""
    store = tools.store
    return {
        "letters": [entry.changed for entry in store.outbox.of(term, messages=False)],
        "supervision": [session.starts for session in store.supervisions.of(term)],
        "health-plans": [draft.submitted for draft in store.drafts.of(term)],
        "plan-feedback": [feedback.made for feedback in store.feedback.of(term)],
    }


def _of_registrations(term: Term, registrations: Iterable[Registration], last_days: dict[str, date]) -> Iterator[Held]:
    """A unit that goes on into another term is needed until that term is over."""
    sign_ups, companions = [], []
    for one in registrations:
        ends = [last_days[str(asked)] for asked in one.terms if str(asked) in last_days]
        since = max(ends, default=one.submitted.astimezone(STOCKHOLM).date())
        sign_ups.append(since)
        companions += [since] * len(one.companions)
    yield from _counted("sign-ups", str(term), sign_ups)
    yield from _counted("companions", str(term), companions)


def _counted(kind: str, key: str, days: Iterable[date]) -> Iterator[Held]:
    for since, count in sorted(Counter(days).items()):
        yield Held(kind=kind, key=key, since=since, count=count)


def _held_json(record: Held) -> dict[str, object]:
    return {"kind": record.kind, "key": record.key, "since": record.since.isoformat(), "count": record.count}


def _due_json(item: Due) -> dict[str, object]:
    rule = {"kept_to": item.kept_to.isoformat(), "support": item.rule.support, "note": item.rule.note}
    return {**_held_json(item.held), **rule}
