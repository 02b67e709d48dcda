"""What `nettools healthplans check` shows to people."""

from collections.abc import Iterable
from itertools import groupby

from nettools.cli import printing
from nettools.domain.checklists import FindingLevel
from nettools.domain.documents import DocumentPlace
from nettools.jobs.healthplans.check_outcomes import WARNINGS, FileCheck, Finding, PlanChecks, PrivacyHit, Verdict
from nettools.language import Text, text, texts

_VERDICTS = {
    Verdict.GOOD: text("a whole plan"),
    Verdict.NEEDS_WORK: text("a plan with things to work on"),
    Verdict.INCOMPLETE: text("a plan that is not complete yet"),
    Verdict.NOT_A_PLAN: text("this does not look like a plan"),
    Verdict.OTHER_DOCUMENT: text("this is another kind of document"),
    Verdict.BLOCKED_PRIVACY: text("set aside: personal data must be taken out first"),
    Verdict.UNREADABLE: text("cannot be read"),
}
_LEVELS = {
    FindingLevel.MUST: text("Must be mended"),
    FindingLevel.SHOULD: text("Should be mended"),
    FindingLevel.TIP: text("Tips"),
}


def show_checks(found: PlanChecks) -> None:
    """Print each file with its verdict and what was found, the most important first; a count at the end."""
    for file in found.files:
        _show_file(file)
    if len(found.files) > 1:
        counted = sorted((file.check.verdict for file in found.files), key=list(Verdict).index)
        rows = [(_VERDICTS[verdict], len([*same])) for verdict, same in groupby(counted)]
        printing.table(text("{n} drafts", n=len(found.files)), [text("Verdict"), text("Drafts")], rows)


def _show_file(file: FileCheck) -> None:
    printing.line(text("{file}: {verdict}", file=file.name, verdict=_VERDICTS[file.check.verdict]))
    if file.reason:
        printing.line(f"  {file.reason}")
    for code in file.warnings:
        if code in WARNINGS:
            printing.line(f"  ({WARNINGS[code]})")
    for hit in file.check.privacy:
        printing.line(f"  {_privacy(hit)}")
    if file.check.findings or file.check.present:
        printing.line(
            texts(
                "  {n} part is there, {missing} missing.",
                "  {n} parts are there, {missing} missing.",
                len(file.check.present),
                missing=len(file.check.missing),
            )
        )
    _show_findings(file.check.findings)
    printing.line()


def _show_findings(findings: Iterable[Finding]) -> None:
    for level, group in groupby(findings, key=lambda finding: finding.level):
        printing.line(f"  {_LEVELS[level]}")
        for finding in group:
            where = _where(finding.where, beside=finding.quote)
            printing.line(f"    {where}: {finding.message}" if where else f"    {finding.message}")
            if finding.quote:
                printing.line(f"      {text('“{said}”', said=finding.quote)}")
            if finding.law:
                printing.line(f"      {finding.law}")


def _privacy(hit: PrivacyHit) -> Text:
    where = _where(hit.where) or str(text("the file's properties or margins"))
    match hit.kind.value:
        case "personnummer":
            return text("{where}: a personnummer, {masked}", where=where, masked=hit.masked)
        case "identifiable-child":
            return text("{where}: a child that can be recognised, {masked}", where=where, masked=hit.masked)
        case _:
            return text("{where}: a name, an address or a small count, {masked}", where=where, masked=hit.masked)


def _where(place: DocumentPlace, beside: str = "") -> str:
    """A place as people find it: page or line, table and row, the heading above, unless `beside` shows it already."""
    parts: list[Text | str] = []
    if place.page:
        parts.append(text("page {page}", page=place.page))
    if place.line:
        parts.append(text("line {line}", line=place.line))
    if place.table:
        parts.append(text("table {table}", table=place.table))
    if place.row:
        parts.append(text("row {row}", row=place.row))
    if place.heading and place.heading != beside:
        parts.append(text("“{said}”", said=place.heading[:60]))
    return ", ".join(map(str, parts))
