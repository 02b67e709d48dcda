"""Groups as they are remembered, laid beside the networks whose people they are."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from nettools.domain.groups import MeetingGroup, MeetingGroups
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import Network, TermPlan
from nettools.jobs.tools import Tools


def with_groups(tools: Tools, plan: TermPlan) -> TermPlan:
    """The plan with the groups of its meetings. Whoever has left a network is in none of them."""
    made: dict[str, list[MeetingGroups]] = {}
    for one in tools.store.groups.of(plan.term):
        made.setdefault(one.network, []).append(one)
    if not made:
        return plan
    networks = tuple(
        replace(network, groups={one.meeting: still_there(one.groups, people_of(network)) for one in made[network.key]})
        if network.key in made
        else network
        for network in plan.networks
    )
    return replace(plan, networks=networks)


def people_of(network: Network) -> Mapping[str, EmailAddress]:
    """Everyone in the network by the address's key."""
    return {person.email.key: person.email for one in network.registrations for person in one.participants}


def still_there(groups: Collection[MeetingGroup], people: Collection[str]) -> tuple[MeetingGroup, ...]:
    """The groups with those of their members who are among `people`; an empty group is none."""
    kept = (
        replace(group, members=tuple(person for person in group.members if person.key in people)) for group in groups
    )
    return tuple(group for group in kept if group.members)
