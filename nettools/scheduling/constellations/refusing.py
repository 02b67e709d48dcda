"""Why no groups can be made: every demand and size that cannot hold, and what to change."""

from collections.abc import Iterator, Sequence
from random import Random

from nettools.domain.groups import GroupDemand, GroupRules
from nettools.errors import Place, Problem
from nettools.language import text
from nettools.scheduling.constellations.asked import Round
from nettools.scheduling.constellations.blocks import Blocks, blocks_of
from nettools.scheduling.constellations.packing import Packing
from nettools.scheduling.constellations.sizes import possible_counts
from nettools.scheduling.demands import contradictions, joined, keys_of, names_of


def impossible(rounds: Sequence[Round], rules: GroupRules) -> tuple[Problem, ...]:
    """All that makes groups impossible, in any of the rounds; each thing once. No person is named."""
    found = [Problem(code=code, message=said, place=Place(key=key)) for key, code, said in contradictions(rules)]
    for one in rounds:
        if not one.fixed:
            found += _of_round(one, rules)
    return tuple(dict.fromkeys(found))


def not_found(number: int, rules: GroupRules) -> Problem:
    """That a search was given up without proof."""
    said = text(
        "Meeting {number}: no groups were found in which all demands hold. Take out a demand, or widen the sizes.",
        number=number,
    )
    return Problem(code="not-found", message=said, place=Place(key=rules.where))


def _of_round(one: Round, rules: GroupRules) -> Iterator[Problem]:
    if not one.present:
        said = text("Meeting {number}: nobody will be there.", number=one.number)
        yield Problem(code="nobody", message=said, place=Place())
        return
    blocks = blocks_of(one.present, rules.together, rules.apart)
    too_large = [block for block in blocks.members if len(block) > rules.at_most]
    leader = joined(rules.together)
    for block in too_large:
        said = text(
            "is {at_most}, but {size} people must sit together by {others}; raise it, or take people out of that",
            at_most=rules.at_most,
            size=len(block),
            others=names_of(rules.together, {leader[block[0]]}),
        )
        yield Problem(code="too-many-together", message=said, place=Place(key=f"{rules.where}.at_most"))
    counts = possible_counts(len(one.present), rules.at_least, rules.at_most)
    if not counts:
        yield _no_sizes(one, rules)
        return
    crowded = [*_too_many_apart(one, rules, counts)]
    yield from crowded
    if not too_large and not crowded:
        yield from _cannot_be_packed(one, blocks, rules, counts)


def _no_sizes(one: Round, rules: GroupRules) -> Problem:
    people, fewer = len(one.present), len(one.present) // rules.at_least
    facts = {"number": one.number, "people": people, "at_least": rules.at_least, "at_most": rules.at_most}
    lower = people // (fewer + 1)
    if fewer:
        said = text(
            "Meeting {number}: {people} people cannot be divided into groups of {at_least} to {at_most}; lower "
            "at_least to {lower}, or raise at_most to {higher}",
            lower=lower,
            higher=-(-people // fewer),
            **facts,
        )
    else:
        said = text(
            "Meeting {number}: {people} people cannot be divided into groups of {at_least} to {at_most}; lower "
            "at_least to {lower}",
            lower=lower,
            **facts,
        )
    return Problem(code="sizes", message=said, place=Place(key=f"{rules.where}.at_least"))


def _too_many_apart(one: Round, rules: GroupRules, counts: range) -> Iterator[Problem]:
    most = counts[-1]
    for demand in rules.apart:
        there = [key for key in keys_of(demand) if key in one.present]
        if len(there) > most:
            said = text(
                "needs {needed} groups in meeting {number}, and there are {most} at most; take people out, or lower "
                "at_least",
                needed=len(there),
                number=one.number,
                most=most,
            )
            yield Problem(code="too-many-apart", message=said, place=Place(key=demand.where))


def _cannot_be_packed(one: Round, blocks: Blocks, rules: GroupRules, counts: range) -> Iterator[Problem]:
    if len(blocks.members) == len(one.present) and not blocks.apart:
        return
    for count in counts:
        packing = Packing(blocks, count, rules.at_least, rules.at_most, Random(0))  # noqa: S311 - no secret
        if packing.seats() is not None or not packing.proven:
            return
    demands = [demand.where for demand in (*rules.together, *rules.apart) if _bears_on(demand, one)]
    said = text(
        "Meeting {number}: groups of {at_least} to {at_most} cannot hold all of {demands} together; take one of them "
        "out, or widen the sizes",
        number=one.number,
        at_least=rules.at_least,
        at_most=rules.at_most,
        demands=", ".join(demands),
    )
    yield Problem(code="demands", message=said, place=Place(key=rules.where))


def _bears_on(demand: GroupDemand, one: Round) -> bool:
    return sum(key in one.present for key in keys_of(demand)) > 1
