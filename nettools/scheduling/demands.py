"""Demands on groups: who must sit with whom, over chains of demands, and where demands contradict each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nettools.domain.groups import GroupDemand, GroupRules
from nettools.language import Text, text


def keys_of(demand: GroupDemand) -> Sequence[str]:
    """The people of a demand by their keys, each once, in order."""
    return sorted({person.key for person in demand.people})


def joined(together: Iterable[GroupDemand]) -> Mapping[str, str]:
    """For everyone who must sit with somebody, the key that stands for all who must sit together, chains included."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for demand in together:
        keys = keys_of(demand)
        for key in keys[1:]:
            first, second = sorted((find(keys[0]), find(key)))
            leader[second] = first
    return {key: find(key) for key in [*leader]}


def names_of(together: Iterable[GroupDemand], blocks: Iterable[str]) -> str:
    """The settings by which people must sit together; `blocks` are keys that `joined` gives."""
    demands, wanted = [*together], {*blocks}
    leader = joined(demands)
    return ", ".join(demand.where for demand in demands if {leader.get(key) for key in keys_of(demand)} & wanted)


def contradictions(rules: GroupRules) -> Iterator[tuple[str, str, Text]]:
    """Where people must not sit together who must: the setting's key, a code, and what is wrong. Nobody is named."""
    leader = joined(rules.together)
    for demand in rules.apart:
        blocks = [leader.get(key, key) for key in keys_of(demand)]
        if clashing := {block for block in blocks if blocks.count(block) > 1}:
            said = text(
                "says that people must not sit together who must by {others}; take one of them out",
                others=names_of(rules.together, clashing),
            )
            yield demand.where, "contradiction", said
