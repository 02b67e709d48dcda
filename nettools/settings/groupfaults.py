"""What of a term's rules for groups cannot hold, told by its key before anybody makes groups by it."""

from collections import Counter
from collections.abc import Iterator

from nettools.domain.groups import GroupDemand, GroupRules
from nettools.domain.people import EmailAddress
from nettools.language import text
from nettools.scheduling.demands import contradictions, joined, names_of
from nettools.settings.hours import Fault
from nettools.settings.termfile import GroupsEntry, NetworkEntry, TermFile

_TWO = 2


def group_rules(network: NetworkEntry, entry: TermFile) -> GroupRules:
    """The rules that hold for a network: its own, or those of the term."""
    if network.groups is None:
        return _rules("groups", entry.groups)
    return _rules(f"networks.{network.key}.groups", network.groups)


def group_faults(entry: TermFile) -> Iterator[Fault]:
    """The key, a code and what is wrong, for the term's `[groups]` and for each network's own."""
    yield from _faults("groups", entry.groups)
    for network in entry.networks:
        if network.groups is not None:
            yield from _faults(f"networks.{network.key}.groups", network.groups)


def _rules(where: str, entry: GroupsEntry) -> GroupRules:
    return GroupRules(
        at_least=entry.at_least,
        at_most=entry.at_most,
        mix=entry.mix,
        keep=entry.keep,
        together=_demands(f"{where}.together", entry.together),
        apart=_demands(f"{where}.apart", entry.apart),
        share_questions=entry.share_questions,
        seed=entry.seed,
        where=where,
    )


def _demands(where: str, lists: tuple[tuple[EmailAddress, ...], ...]) -> tuple[GroupDemand, ...]:
    return tuple(GroupDemand(where=f"{where}.{number}", people=people) for number, people in enumerate(lists, 1))


def _faults(where: str, entry: GroupsEntry) -> Iterator[Fault]:
    if entry.at_least > entry.at_most:
        yield f"{where}.at_least", "order", text("is more than at_most")
    for name in ("mix", "keep"):
        traits = Counter(getattr(entry, name))
        if twice := [trait for trait, times in traits.items() if times > 1]:
            yield f"{where}.{name}", "twice", text("has {trait} twice", trait=repr(twice[0].value))
    for trait in entry.keep:
        if trait in entry.mix:
            said = text(
                "has {trait}, which mix has too; people are mixed by it or kept together", trait=repr(trait.value)
            )
            yield f"{where}.keep", "both", said
    rules = _rules(where, entry)
    for demand in (*rules.together, *rules.apart):
        if len(set(demand.people)) < max(_TWO, len(demand.people)):
            yield demand.where, "people", text("must name at least two people, each once")
    yield from _too_many(rules)
    yield from contradictions(rules)


def _too_many(rules: GroupRules) -> Iterator[Fault]:
    """Whoever must sit together needs a group that is large enough."""
    blocks = Counter(joined(rules.together).values())
    for block, size in sorted(blocks.items()):
        if size > rules.at_most:
            said = text(
                "is {at_most}, but {size} people must sit together by {others}; raise it, or take people out of that",
                at_most=rules.at_most,
                size=size,
                others=names_of(rules.together, {block}),
            )
            yield f"{rules.where}.at_most", "too-many-together", said
