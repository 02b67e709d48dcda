"""Answers to the companions' form as rektorer give them, and what goes wrong when they do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from nettools.domain.people import Companion, EmailAddress, TargetGroup
from nettools.domain.termplan import Window
from nettools.sandbox.invented.people import InventedUnit
from nettools.sandbox.invented.signup_answers import Answer, Planted

_GROUPS = {
    TargetGroup.PRINCIPALS: "Rektor och biträdande rektor",
    TargetGroup.EDUCATORS: "Medarbetare med utpekat ledningsuppdrag",
    TargetGroup.HEALTH_PROFESSIONS: "Rektors lokala barn- och elevhälsoteam",
    TargetGroup.ADMINISTRATION: "Förvaltningsövergripande professioner",
}
# What people write instead of the name of a group.
_ODD_GROUPS = {
    TargetGroup.PRINCIPALS: "bitr. rektor",
    TargetGroup.EDUCATORS: "Förstelärare",
    TargetGroup.HEALTH_PROFESSIONS: "EHT",
    TargetGroup.ADMINISTRATION: "förvaltningen",
}
_ODD_EVERY = 5


def clean_companions(invented: Sequence[InventedUnit], window: Window, chance: Random) -> list[Answer]:
    """An answer for each companion, unit after unit."""
    begin = datetime.combine(window.opens, time(8, 15))
    pairs = [(unit, companion) for unit in invented for companion in unit.companions]
    step = timedelta(days=(window.closes - window.opens).days) / max(1, len(pairs))
    return [
        _answer(number, unit, companion, begin + number * step, chance)
        for number, (unit, companion) in enumerate(pairs)
    ]


def messy_companions(invented: Sequence[InventedUnit], window: Window, at_most: int, chance: Random) -> Planted:
    """The same with odd words for the groups, and after them an orphan, a duplicate, too many and a late one."""
    planted = Planted(clean_companions(invented, window, chance))
    by_key = {companion.email.address: companion for unit in invented for companion in unit.companions}
    for number in range(2, len(planted.answers), _ODD_EVERY):
        answer = planted.answers[number]
        answer["group"] = _ODD_GROUPS[by_key[str(answer["email"])].group]
        planted.messes.append((number, "odd-group"))
    _plant_questionable(planted, invented, window, at_most, chance)
    return planted


def _answer(number: int, unit: InventedUnit, companion: Companion, completed: datetime, chance: Random) -> Answer:
    completed = completed.replace(microsecond=0)
    return {
        "id": number + 1,
        "started": completed - timedelta(seconds=chance.randrange(40, 400)),
        "completed": completed,
        "login_email": unit.principal.email.address,
        "login_name": unit.principal.name,
        "principal_email": unit.principal.email.address,
        "unit": unit.name,
        "given": companion.given_name,
        "family": companion.family_name,
        "email": companion.email.address,
        "group": _GROUPS[companion.group],
        "profession": companion.profession,
        "protected": "Nej",
        "diet": chance.choice((None, None, "Vegetarian", "Nötallergi")),
    }


def _plant_questionable(
    planted: Planted, invented: Sequence[InventedUnit], window: Window, at_most: int, chance: Random
) -> None:
    unit = next(one for one in invented if one.companions)
    last_day = datetime.combine(window.closes, time(10, 5))

    def add(number: int, mess: str, when: datetime = last_day, **changes: str) -> None:
        planted.add({**_answer(0, unit, _another(unit, number), when, chance), **changes}, mess)

    add(1, "orphan", principal_email="ingen.alls@example.se", unit="Enheten som inte finns")
    first = unit.companions[0]
    planted.add(
        _answer(0, unit, replace(first, email=EmailAddress(first.email.address.upper())), last_day, chance), "duplicate"
    )
    for number in range(len(unit.companions), at_most):
        add(10 + number, "fills-up")
    add(99, "too-many")
    add(2, "protected", protected="Ja")
    add(3, "late", last_day + timedelta(days=3))


def _another(unit: InventedUnit, number: int) -> Companion:
    """One more companion of the unit, whom nobody has met before."""
    return Companion(
        email=EmailAddress(f"ny.medarbetare{number}@{unit.municipality.domain}"),
        given_name="Ny",
        family_name=f"Medarbetare {number}",
        group=TargetGroup.HEALTH_PROFESSIONS,
        profession="kurator",
    )
