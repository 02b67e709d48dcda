"""The report of a term: who signed up from where, when the networks meet, who got what, which plans are in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nettools.changes.memory import Link
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.letters import LetterKind, OutboxEntry
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.tables import Cell
from nettools.domain.termplan import NetworkDescription
from nettools.domain.terms import Term
from nettools.domain.words import LETTER_STATES, REGISTRATION_STATES
from nettools.files import write_workbook
from nettools.files.pages import write_page
from nettools.files.summaries import cross_table
from nettools.jobs.reports.outcomes import MeetingRow, TermReport, UnitRow
from nettools.jobs.supervision.supervised import described
from nettools.jobs.supervision.week_picture import slots_of
from nettools.jobs.tools import Tools
from nettools.language import active, text
from nettools.settings import read_template


def report(tools: Tools, term: Term) -> TermReport:
    """Look at all that is remembered of the term. Raises InputError when the term is not described."""
    description = described(tools, term)
    registrations = tools.store.registrations.of(term)
    links = {link.key: link for link in tools.store.links.of(str(term))}
    rows = _unit_rows(
        registrations,
        networks={n.key: n.name for n in description.networks},
        placements=tools.store.placements.of(term),
        letters=tools.store.outbox.of(term, LetterKind.WELCOME, messages=False),
        links=links,
        drafts=tools.store.drafts.of(term),
    )
    return TermReport(
        term=term,
        units=rows,
        meetings=tuple(
            row for network in description.networks for row in _meeting_rows(f"{term}/{network.key}", network, links)
        ),
        authorities=_authorities(registrations),
        protected=tools.store.protected.count(term),
        made=tools.clock(),
        supervision=tuple(
            slots_of(description.supervisions, {one.unit.key: one.unit.name for one in registrations}, tools.clock())
        ),
        leaders=tuple(dict.fromkeys(session.leader.name for session in description.supervisions)),
    )


def write_report(tools: Tools, found: TermReport, path: Path) -> Path:
    """Write the report as one HTML page that opens in any browser; returns where it is.

    Drafts that nobody has read are read for it. Raises SettingsError when the checklist or the support is wrong.
    """
    from nettools.jobs.healthplans.overview import matrix  # noqa: PLC0415 - only a page reads the drafts
    from nettools.jobs.reports.page import page_facts  # noqa: PLC0415 - only a page needs its drawing

    plans = matrix(tools, found.term) if any(row.drafts for row in found.units) else None
    facts = page_facts(found, plans, organiser=tools.settings.organiser.name, language=active())
    write_page(path, read_template(tools.home, "pages/report.html"), facts)
    return path


def write_tables(found: TermReport, path: Path) -> Path:
    """Write the report as an Excel file: the units, the meetings, and how many of each; returns where it is."""
    unit, network, authority = str(text("Unit")), str(text("Network")), str(text("School authority"))
    state, letter, total = str(text("Place")), str(text("Welcome letter")), str(text("Total"))
    rows = [
        {
            unit: row.name,
            authority: row.authority,
            network: row.network or "–",
            state: str(REGISTRATION_STATES[row.state]),
            letter: str(LETTER_STATES[row.letter]) if row.letter else "–",
        }
        for row in found.units
    ]
    counts = (text("People"), text("In Canvas"), text("Drafts"))
    meetings = (network, text("Number"), text("Theme"), text("Begins"), text("Ends"))
    sheets: list[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]] = [
        (
            str(text("Units")),
            [unit, authority, network, state, letter, *map(str, counts)],
            [[*row.values(), u.people, u.in_canvas, u.drafts] for row, u in zip(rows, found.units, strict=True)],
        ),
        (
            str(text("Meetings")),
            [*map(str, meetings)],
            [[m.network, m.number, m.theme, m.starts, m.ends] for m in found.meetings],
        ),
        (authority, *cross_table(rows, authority, state, total)),
        (network, *cross_table(rows, network, letter, total)),
    ]
    write_workbook(path, sheets)
    return path


def _unit_rows(
    registrations: Iterable[Registration],
    *,
    networks: Mapping[str, str],
    placements: Mapping[str, str],
    letters: Iterable[OutboxEntry],
    links: Mapping[str, Link],
    drafts: Iterable[HealthPlanDraft],
) -> tuple[UnitRow, ...]:
    by_letter = {unit: entry.state for entry in letters for unit in entry.letter.key.rsplit("/", 1)[-1].split("+")}
    by_draft = Counter(draft.unit_key for draft in drafts)
    by_unit = Counter(key.split("/")[2] for key, link in links.items() if link.kind == "enrolment" and link.remote_id)
    return tuple(
        UnitRow(
            key=one.unit.key,
            name=one.unit.name,
            authority=one.unit.authority,
            network=networks.get(placements.get(one.unit.key, ""), ""),
            state=one.state,
            letter=by_letter.get(one.unit.key),
            people=len(one.participants),
            in_canvas=by_unit[one.unit.key],
            drafts=by_draft[one.unit.key],
        )
        for one in registrations
    )


def _meeting_rows(room: str, network: NetworkDescription, links: Mapping[str, Link]) -> Iterable[MeetingRow]:
    for meeting in network.meetings:
        key = f"{room}/meeting-{meeting.number}"
        yield MeetingRow(
            network=network.name,
            number=meeting.number,
            theme=meeting.theme,
            starts=meeting.starts,
            ends=meeting.ends,
            in_zoom=_is_made(links, key),
            in_canvas=_is_made(links, f"{key}/event"),
        )


def _is_made(links: Mapping[str, Link], key: str) -> bool:
    return key in links and bool(links[key].remote_id)


def _authorities(registrations: Iterable[Registration]) -> tuple[tuple[str, int], ...]:
    gone = (RegistrationState.WITHDRAWN, RegistrationState.DECLINED)
    counted = Counter(one.unit.authority or "–" for one in registrations if one.state not in gone)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
