"""The report tells where each unit is, names no person, and becomes a page that a browser reads."""

import re

import pytest
from builders import a_companion, a_letter, a_principal, a_registration, a_unit
from homes import describe

from nettools import language
from nettools.changes.memory import Link, System
from nettools.domain.letters import LetterState
from nettools.domain.registrations import RegistrationState
from nettools.files import read_sheets
from nettools.jobs.reports.making import report, write_report, write_tables
from nettools.jobs.reports.outcomes import UnitRow
from nettools.jobs.tools import open_tools


@pytest.fixture
def term_at_home(tmp_path):
    term = describe(tmp_path, networks=2, capacity=4)
    with open_tools(tmp_path, environment={}) as tools:
        placed = a_registration(term=term, companions=(a_companion("kurator@example.se"),))
        waiting = a_registration(
            a_unit("alens-skola-1780", "Ålens <b>skola</b>", authority="Årjängs kommun"),
            a_principal("annan@example.se", "Örjan", "Ängmark"),
            term=term,
            state=RegistrationState.WAITING,
        )
        tools.store.registrations.save([placed, waiting])
        tools.store.placements.save(term, {placed.unit.key: "natverk-1"})
        tools.store.protected.note(term, ["någon"])
        section = f"{term}/natverk-1/{placed.unit.key}"
        tools.store.links.save(
            Link(key=key, term=str(term), system=System(system), kind=kind, remote_id="1")
            for key, system, kind in (
                (f"{section}/principal/rektor@example.se", "canvas", "enrolment"),
                (f"{term}/natverk-1/meeting-1", "zoom", "zoom-meeting"),
            )
        )
        yield tools, term


def test_a_row_for_each_unit_says_how_far_it_is(term_at_home):
    tools, term = term_at_home

    found = report(tools, term)

    assert found.units == (
        UnitRow(
            key="alens-skola-1780",
            name="Ålens <b>skola</b>",
            authority="Årjängs kommun",
            network="",
            state=RegistrationState.WAITING,
            letter=None,
            people=1,
            in_canvas=0,
            drafts=0,
        ),
        UnitRow(
            key="bjorkens-forskola-1780",
            name="Björkens förskola",
            authority="Karlstads kommun",
            network="Nätverk 1",
            state=RegistrationState.ACCEPTED,
            letter=None,
            people=2,
            in_canvas=1,
            drafts=0,
        ),
    )
    assert [(m.network, m.number, m.in_zoom, m.in_canvas) for m in found.meetings][:2] == [
        ("Nätverk 1", 1, True, False),
        ("Nätverk 1", 2, False, False),
    ]
    assert found.authorities == (("Karlstads kommun", 1), ("Årjängs kommun", 1))
    assert found.protected == 1


def test_the_page_names_no_person_and_runs_no_markup_of_a_unit(term_at_home, tmp_path):
    tools, term = term_at_home

    page = write_report(tools, report(tools, term), tmp_path / "out" / "index.html").read_text(encoding="utf-8")

    assert "&lt;b&gt;skola&lt;/b&gt;" in page
    assert re.findall(r"Åsa|Öberg|Örjan|Ängmark|@|<script", page) == []


def test_the_page_speaks_the_language_that_is_active(term_at_home, tmp_path):
    tools, term = term_at_home
    language.activate("sv")

    page = write_report(tools, report(tools, term), tmp_path / "sida.html").read_text(encoding="utf-8")

    assert '<html lang="sv">' in page
    assert "Vem fick vad" in page
    assert "1 enhet<" in page


def test_the_tables_hold_the_units_the_meetings_and_how_many_of_each(term_at_home, tmp_path):
    tools, term = term_at_home

    path = write_tables(report(tools, term), tmp_path / "rapport.xlsx")

    units, meetings, authorities, networks = read_sheets(path)
    assert units.rows[0][:5] == ("Unit", "School authority", "Network", "Place", "Welcome letter")
    assert [row[0] for row in units.rows[1:]] == ["Ålens <b>skola</b>", "Björkens förskola"]
    assert len(meetings.rows) == 1 + 8
    assert authorities.rows == (
        ("School authority", "has a place", "on the waiting list", "Total"),
        ("Karlstads kommun", 1, 0, 1),
        ("Årjängs kommun", 0, 1, 1),
        ("Total", 1, 1, 2),
    )
    assert networks.rows[-1][-1] == 2


def test_a_letter_to_a_rektor_of_two_units_counts_for_both(term_at_home):
    tools, term = term_at_home
    key = f"{term}/welcome/alens-skola-1780+bjorkens-forskola-1780"
    tools.store.outbox.add_drafts([a_letter(key, term=term)], tools.clock())

    found = report(tools, term)

    assert [row.letter for row in found.units] == [LetterState.DRAFT, LetterState.DRAFT]


def with_supervision(tools, term, folder):
    """The same home, whose term's file has two sessions of supervision in it; its report."""
    file = folder / "config" / "terms" / f"{term}.toml"
    day = tools.settings.term(term).networks[0].meetings[0].starts.date()
    session = 'unit = "{unit}"\ndate = {day}\nstarts = "{hour}.00"\nends = "{hour}.45"\nleader = "ledare-1"'
    said = [f"[[supervisions]]\n{session.format(unit=unit, day=day, hour=hour)}\n" for unit, hour in SESSIONS]
    file.write_text(file.read_text(encoding="utf-8") + "\n" + "\n".join(said), encoding="utf-8")
    with open_tools(folder, environment={}) as again:
        return report(again, term)


SESSIONS = (("bjorkens-forskola-1780", 8), ("alens-skola-1780", 9))


def test_supervision_is_drawn_week_by_week(term_at_home, tmp_path):
    tools, term = term_at_home
    language.activate("sv")

    found = with_supervision(tools, term, tmp_path)
    page = write_report(tools, found, tmp_path / "rapport.html").read_text(encoding="utf-8")

    assert [(one.unit, one.leader) for one in found.supervision] == [
        ("Björkens förskola", "Maja Åkerlund"),
        ("Ålens <b>skola</b>", "Maja Åkerlund"),
    ]
    assert page.count("<svg") == 2
    assert "Handledningen vecka för vecka" in page
    assert "kl. 9.00–9.45: Ålens &lt;b&gt;skola&lt;/b&gt; med Maja Åkerlund (bokad)" in page
    assert "<b>skola" not in page
    assert [one["leader"] for one in found.as_json()["supervision"]] == ["Maja Åkerlund"] * 2


def test_without_supervision_there_is_no_such_picture(term_at_home, tmp_path):
    tools, term = term_at_home

    page = write_report(tools, report(tools, term), tmp_path / "rapport.html").read_text(encoding="utf-8")

    assert (page.count("<svg"), "Supervision" in page) == (1, False)
