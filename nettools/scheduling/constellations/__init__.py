"""Constellations: the groups of a term's network meetings, made by local search and measured against a proven bound.

In: people with what they have in common, the meetings with who will be there and the groups they have already, rules.
Out: the groups of each meeting, how many pairs meet again, how few it must be; or every reason why there can be none.
Never: a clock, chance without a seed, an answer that depends on the order of what comes in.

numpy is loaded when this room is entered; whoever may not need groups enters it late.
"""

from nettools.scheduling.constellations.asked import Grouped, Groups, Member, Round
from nettools.scheduling.constellations.making import make_groups

__all__ = ["Grouped", "Groups", "Member", "Round", "make_groups"]
