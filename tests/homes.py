"""A home with a term in it, for whole-job tests and for the bench: described, signed up, placed."""

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.schools import Unit
from nettools.domain.terms import Term
from nettools.jobs import home as home_job
from nettools.jobs import terms
from nettools.jobs.tools import open_tools, system_clock
from nettools.sandbox.invented.demo_term import term_file, term_name, zoom_host
from nettools.sandbox.invented.people import invent


def describe(folder, *, networks, capacity):
    """Settings and a term that begins after today's; its name."""
    today = system_clock().date()
    file = folder / "config" / "terms" / f"{term_name(today)}.toml"
    file.parent.mkdir(parents=True)
    file.write_text(term_file(today, networks=networks, capacity=capacity), encoding="utf-8", newline="\n")
    home_job.lay_out(folder)
    return Term.parse(term_name(today))


def sign_up(tools, term, *, units, people):
    """So many units with a place, and so many people in all, the rektorer included; placed in networks."""
    companions_left = people - units
    registrations = []
    for number, one in enumerate(invent(units, seed=7)):
        taken = one.companions[: max(0, companions_left)]
        companions_left -= len(taken)
        registrations.append(_registration(term, number, one, taken))
    for number, one in enumerate(invent(max(2 * units, people), seed=8)):
        if companions_left <= 0:
            break
        target = registrations[number % units]
        more = [
            replace(companion, email=type(companion.email)(f"extra.{number}.{companion.email}"))
            for companion in one.companions[:companions_left]
        ]
        companions_left -= len(more)
        registrations[number % units] = replace(target, companions=(*target.companions, *more))
    tools.store.registrations.save(registrations)
    terms.build_term(tools, term)


def _registration(term, number, one, companions):
    unit = Unit(
        key=f"enhet-{number:04d}",
        name=one.name,
        code=one.code,
        authority=one.authority,
        municipality_code=one.municipality.code,
        school_forms=one.school_forms,
    )
    return Registration(
        term=term,
        unit=unit,
        principal=one.principal,
        terms=(term,),
        submitted=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        state=RegistrationState.ACCEPTED,
        companions=companions,
    )


@contextmanager
def a_term_at_home(folder, sandbox, *, units, people, networks=2):
    """A described, signed-up and placed term whose home points at a running sandbox; gives the tools and the term."""
    term = describe(folder, networks=networks, capacity=units)
    for number in range(1, networks + 1):
        sandbox.zoom.add_host(zoom_host(number))
    with open_tools(folder, environment={**os.environ, **sandbox.environment()}) as tools:
        sign_up(tools, term, units=units, people=people)
        yield tools, term
