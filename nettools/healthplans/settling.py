"""Which findings are settled: what was found in one version and is no longer found in the next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nettools.domain.planchecks import Finding, PlanCheck

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The findings of two versions, each in one of three groups; parts that have come and gone, by id."""

    settled: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    parts_come: tuple[str, ...] = ()
    parts_gone: tuple[str, ...] = ()


def settle(before: PlanCheck, after: PlanCheck) -> Settled:
    """Hold the findings of `before` against those of `after`, the next version.

    A finding is the same when it is of the same kind about the same subject under the same heading; those that are
    left are matched whatever their heading, since headings are renamed and moved. Each is matched once.
    """
    alone, same, fresh = _matched(before.findings, after.findings, _exactly)
    settled, moved, new = _matched(alone, fresh, _loosely)
    left = {id(one) for one in (*same, *moved)}
    was, now = {one.part for one in before.present}, {one.part for one in after.present}
    return Settled(
        settled=tuple(settled),
        left=tuple(one for one in after.findings if id(one) in left),
        new=tuple(new),
        parts_come=tuple(one.part for one in after.present if one.part not in was and one.part in before.missing),
        parts_gone=tuple(one.part for one in before.present if one.part not in now and one.part in after.missing),
    )


def _exactly(finding: Finding) -> Key:
    return (finding.kind, finding.subject.casefold(), finding.where.heading.casefold(), finding.quote.casefold())


def _loosely(finding: Finding) -> Key:
    return (finding.kind, finding.subject.casefold())


def _matched(
    old: Iterable[Finding], new: Iterable[Finding], key: Callable[[Finding], Key]
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """Those of `old` without a fellow, the fellows found in `new`, and what is left of `new`."""
    waiting: dict[Key, list[Finding]] = {}
    for one in new:
        waiting.setdefault(key(one), []).append(one)
    alone, fellows = [], []
    for one in old:
        if waiting.get(key(one)):
            fellows.append(waiting[key(one)].pop(0))
        else:
            alone.append(one)
    rest = {id(one) for some in waiting.values() for one in some}
    return alone, fellows, [one for one in new if id(one) in rest]
