"""Stretches of time as whole minutes since 1970 (UTC): put together, taken away, met. Sorted, never touching."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from nettools.scheduling.supervision.request import Span

Stretch = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minute(moment: datetime) -> int:
    """The moment as minutes since 1970; seconds are dropped."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(minutes=1)


def moment(minutes: int) -> datetime:
    """The moment (UTC) again."""
    return _EPOCH + timedelta(minutes=minutes)


def of(spans: Iterable[Span]) -> list[Stretch]:
    """The stretches of these spans, put together; a span that ends before it begins is none."""
    return together((minute(span.starts), minute(span.ends)) for span in spans)


def together(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping and adjacent ones made one."""
    found: list[Stretch] = []
    for begins, ends in sorted(one for one in stretches if one[0] < one[1]):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((begins, ends))
    return found


def without(stretches: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches when others are taken away."""
    left: list[Stretch] = []
    for begins, ends in stretches:
        at = begins
        for gone_from, gone_to in taken:
            if gone_to <= at or gone_from >= ends:
                continue
            if gone_from > at:
                left.append((at, gone_from))
            at = max(at, gone_to)
        if at < ends:
            left.append((at, ends))
    return left


def wider(stretches: Iterable[Stretch], by: int) -> list[Stretch]:
    """Each made longer at both ends."""
    return together((begins - by, ends + by) for begins, ends in stretches)


def starts_within(stretches: Sequence[Stretch], starts: Sequence[int], length: int) -> list[int]:
    """Those of the sorted `starts` from which `length` minutes lie within one stretch."""
    found: list[int] = []
    at = 0
    for start in starts:
        while at < len(stretches) and stretches[at][1] < start + length:
            at += 1
        if at == len(stretches):
            break
        if stretches[at][0] <= start:
            found.append(start)
    return found
