"""Whom letters of a kind could go to."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from builders import (
    a_principal,
    a_registration,
    a_term_description,
    a_unit,
)

from nettools.domain.letters import LetterKind
from nettools.domain.registrations import RegistrationState
from nettools.letters import (
    KINDS,
    Circle,
    Sender,
    TermFacts,
    as_text,
    choose,
    read_template,
    specimen,
    write,
)

TEMPLATES = Path(__file__).parents[1] / "templates/letters"


SENDER = Sender(
    name="Exempeluniversitetet",
    network="Barn- och elevhälsa",
    contact="natverk@example.se",
    phone="054-000 00 00",
    web="https://example.se/natverk",
    privacy_link="https://example.se/personuppgifter",
    canvas_link="https://canvas.example.se",
    pages_link="https://natverk.example.se/",
    mail_name="Nätverket",
    mail_address="natverk@example.se",
)


DESCRIBED = a_term_description(first_task="Beskriv ert nuläge.", evaluation_link="https://example.se/utvardering")


KINDS_BY_HAND = [kind for kind in LetterKind if KINDS[kind].choose]


@cache
def template(kind):
    return read_template((TEMPLATES / f"{kind}.md").read_text(encoding="utf-8"), kind, f"{kind}.md")


def letter(kind, sender=SENDER, description=DESCRIBED, **others):
    addressee, facts = specimen(kind, sender, description)
    return write(template(kind), KINDS[kind].facts_for(replace(addressee, **others), facts), addressee.key)


def told(written):
    return " ".join(as_text(written.blocks).split())


def circle(registrations, **others):
    placements = {one.unit.key: "natverk-1" for one in registrations}
    facts = TermFacts(sender=SENDER, description=DESCRIBED, placements=placements, join_links={})
    return Circle(facts=facts, registrations=tuple(registrations), **others)


def chosen(kind, registrations, on_their_way=(), **others):
    choice = choose(kind, circle(registrations, **others), on_their_way)
    return [(one.key, str(one.to)) for one in choice.addressees], {one.code: one.count for one in choice.held_back}


def in_state(state, unit="a", **others):
    return a_registration(
        unit=a_unit(key=unit), principal=a_principal(f"{unit}@example.se"), state=RegistrationState(state), **others
    )
