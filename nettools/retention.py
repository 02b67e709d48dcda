"""Retention (gallring): what we hold past its date, and by which rule that may be purged.

In: the rules, what is held and since when, the day. Out: a PurgeList, to be read by a person.
Never: removes anything. Without a rule that has its support nothing is ever due: archives law says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How long one kind of record is kept, counted in whole months from the day that it was last needed.

    `keep_months` None means for ever (bevaras). `support` names the provision or decision that allows the purge.
    """

    kind: str
    keep_months: int | None
    support: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Records of one kind that we hold: `key` says which, `since` is the day they were last needed."""

    kind: str
    key: str
    since: date
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Records past their date, the rule that says so, and the last day that they were to be kept."""

    held: Held
    rule: RetentionRule
    kept_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeList:
    """What is due; what would be due if its rule had support; and what no rule speaks of."""

    due: tuple[Due, ...] = ()
    without_support: tuple[Due, ...] = ()
    without_rule: tuple[Held, ...] = ()


def due(rules: Iterable[RetentionRule], held: Iterable[Held], today: date) -> PurgeList:
    """List what is past its date. When several rules speak of one kind, all of them must let it go."""
    by_kind: dict[str, list[RetentionRule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    records = sorted(held, key=lambda record: (record.kind, record.since, record.key))
    past = [found for record in records if (found := _past(by_kind.get(record.kind, []), record, today))]
    return PurgeList(
        due=tuple(found for found in past if found.rule.support.strip()),
        without_support=tuple(found for found in past if not found.rule.support.strip()),
        without_rule=tuple(record for record in records if record.kind not in by_kind),
    )


def _past(rules: Sequence[RetentionRule], held: Held, today: date) -> Due | None:
    """The record with the strictest of its rules, if that rule's time is over."""
    ends = [(rule, add_months(held.since, rule.keep_months)) for rule in rules if rule.keep_months is not None]
    if not ends or len(ends) < len(rules) or max(end for _, end in ends) >= today:
        return None
    # A rule without support stops the purge however early it would allow it.
    unsupported = [pair for pair in ends if not pair[0].support.strip()]
    rule, end = max(unsupported or ends, key=lambda pair: pair[1])
    return Due(held=held, rule=rule, kept_to=end)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = date(next_year, next_month + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
