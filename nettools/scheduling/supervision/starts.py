"""When a leader's sessions may begin: few times, and such that nothing is lost, so that the best can be proved."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from nettools.scheduling.supervision import stretches
from nettools.scheduling.supervision.request import Rules
from nettools.scheduling.supervision.stretches import Stretch


def possible_starts(
    free: Sequence[Stretch], begins: Iterable[int], asked: Iterable[Stretch], standing: Iterable[int], rules: Rules
) -> list[int]:
    """The starts from which a whole session lies within the leader's free time.

    Sessions follow each other from where a free time begins, as it is left (`free`) or was given (`begins`). Where a
    time that a unit asks for (`asked`) fits none of
    these, they may follow each other from its beginning too. What stands (`standing`) may stay.
    """
    length, reach = rules.minutes, rules.minutes + rules.pause
    firsts = {*begins, *(opens for opens, _ in free)}
    found = {start for first in firsts for start in _following(free, first, length, reach)}
    if rules.step:
        for opens, closes in free:
            found |= set(range(opens + -opens % rules.step, closes - length + 1, rules.step))
    known = sorted(found)
    late = {first for first, last in asked if not _served(known, first, last - length)}
    found |= {start for first in late for start in _following(free, first, length, reach)}
    found |= set(stretches.starts_within(free, sorted(standing), length))
    return sorted(found)


def _served(starts: Sequence[int], first: int, last: int) -> bool:
    """Whether any of the sorted starts lies between two, both included."""
    place = bisect_left(starts, first)
    return place < len(starts) and starts[place] <= last


def _following(free: Sequence[Stretch], begins: int, length: int, reach: int) -> Iterable[int]:
    """The starts that follow each other from there to the end of the free time that it lies in."""
    for opens, closes in free:
        if opens <= begins < closes:
            return range(begins, closes - length + 1, reach)
    return ()
