"""What checking drafts gives back."""

from dataclasses import dataclass
from datetime import date

from nettools.domain.documents import DocumentPlace
from nettools.domain.planchecks import Finding, PlanCheck, PlanFacts, PrivacyHit, Verdict
from nettools.healthplans import masked
from nettools.language import Text, text

__all__ = ["FileCheck", "Finding", "PlanCheck", "PlanChecks", "PrivacyHit", "Verdict"]

WARNINGS: dict[str, Text] = {
    "encoding-guessed": text("The letters å, ä and ö were guessed; look whether they are right."),
    "mojibake": text("Letters that had become signs were mended."),
    "lost-characters": text("Some letters were lost before the file came here."),
    "no-headings": text("No headings were found; the parts are told by their words alone."),
    "macros": text("The file holds macros; they were not run."),
    "deleted-text": text("Text that is marked as deleted is still in the file; accept the changes before it is sent."),
    "comments": text("There are comments in the file; remove them before it is sent."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """The check of one file. `code` and `reason` tell why it could not be read."""

    file: str
    check: PlanCheck
    reason: Text | None = None
    code: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """As `--json` tells it."""
        if self.check.verdict is Verdict.UNREADABLE:
            return "refused"
        return "read-with-warnings" if self.warnings else "read"

    @property
    def name(self) -> str:
        """The file as it may be shown: without a personnummer in its name."""
        return masked(self.file)

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans check --json` prints one file."""
        check = self.check
        return {
            "file": self.name,
            "outcome": self.outcome,
            "reason": str(self.reason) if self.reason else None,
            "reason_code": self.code or None,
            "warnings": [{"code": code, "message": str(WARNINGS[code])} for code in self.warnings if code in WARNINGS],
            "verdict": check.verdict.value,
            "document": _facts_json(check.facts),
            "present": [part.part for part in check.present],
            "missing": list(check.missing),
            "findings": [_finding_json(finding) for finding in check.findings],
            "privacy": [_privacy_json(hit) for hit in check.privacy],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChecks:
    """The checks of all files, in their order."""

    files: tuple[FileCheck, ...]

    @property
    def exit_status(self) -> int:
        """1 when a file could not be read or is set aside for personal data: somebody must do something first."""
        stopped = {Verdict.UNREADABLE, Verdict.BLOCKED_PRIVACY}
        return 1 if any(file.check.verdict in stopped for file in self.files) else 0

    @property
    def all_good(self) -> bool:
        """Whether every file is a plan without anything but tips."""
        return all(file.check.verdict is Verdict.GOOD for file in self.files)

    def as_json(self) -> list[object]:
        """As `nettools healthplans check --json` prints it: a list."""
        return [file.as_json() for file in self.files]


def _facts_json(facts: PlanFacts) -> dict[str, object]:
    return {
        "type": facts.type or None,
        "form": facts.form or None,
        "date": _day(facts.dated),
        "valid_from": _day(facts.valid_from),
        "valid_to": _day(facts.valid_to),
        "unit": facts.unit or None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.value,
        "level": finding.level.value,
        "where": _place_json(finding.where),
        "subject": finding.subject or None,
        "quote": finding.quote,
        "message": str(finding.message),
        "law": finding.law or None,
    }


def _privacy_json(hit: PrivacyHit) -> dict[str, object]:
    return {
        "kind": hit.kind.value,
        "certainty": "certain" if hit.certain else "possible",
        "where": _place_json(hit.where),
        "masked": hit.masked,
    }


def _place_json(place: DocumentPlace) -> dict[str, object]:
    return {
        "heading": place.heading or None,
        "headings": list(place.headings),
        "table": place.table or None,
        "row": place.row or None,
        "column": place.column or None,
        "page": place.page or None,
        "line": place.line or None,
    }
