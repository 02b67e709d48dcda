"""When an answer says too little: a time that is always, a responsibility that is everybody's."""

import re

from nettools.domain.checklists import GoalFieldRule
from nettools.healthplans.patterns import any_of, folded

MOST_RESPONSIBLE = 2  # with more, none of them is the one
_PARTY = re.compile(r"\s*(?:[,;/\n&]|\bsamt\b|\boch\b|\btillsammans\s+med\b)\s*")
_LEADS = re.compile(r"\b(?:huvudansvar|ytterst|samordna|leder|sammankall|ansvarar\s+för)\w*")
_PLACE = r"(?:\s+(?:på|i|vid|inom|hos)\s.*)?"
# What makes a time one that can be followed up: a day, a week, a month, a term, how often.
_CONCRETE = re.compile(
    r"\d|\b(?:jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*\b|\b(?:ht|vt|höst|vår)\w*|\btermin\w*|\bvecko?\w*|\bmånad\w*"
    r"|\blov\w*|\bläsårs(?:start|slut)\w*|\bskolstart\w*|\bvarje\b|\bgång(?:er)?\b|\bapt\b|\bstudiedag\w*"
)


def is_vague(rule: GoalFieldRule, text: str) -> bool:
    """Whether what stands in a field says nothing that can be followed up, by the field's own words."""
    said = " ".join(folded(text).split()).strip(" .")
    if not rule.vague:
        return False
    if rule.id == "tidplan":
        return _is_vague_time(rule, said)
    if rule.id == "ansvarig":
        return _is_vague_responsible(rule, said)
    made = any_of(rule.vague)
    return made is not None and made.search(said) is not None


def _is_vague_time(rule: GoalFieldRule, said: str) -> bool:
    made = any_of(tuple(rf"\b{each}\b" for each in rule.vague))
    return made is not None and made.search(said) is not None and not _CONCRETE.search(made.sub(" ", said))


def _is_vague_responsible(rule: GoalFieldRule, said: str) -> bool:
    made = any_of(tuple(f"^(?:{each}){_PLACE}$" for each in rule.vague))
    parties = [party for each in _PARTY.split(said) if (party := each.strip(" ."))]
    vague = [made is not None and made.search(party) is not None for party in parties]
    if parties and all(vague):
        return True
    return len(parties) > MOST_RESPONSIBLE and not _LEADS.search(said)
