"""PlanCheck: what the check of one draft came to; what is found, and where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nettools.domain.checklists import FindingLevel
from nettools.domain.documents import DocumentPlace
from nettools.language import Text


class Verdict(StrEnum):
    """What a draft is, all in all."""

    GOOD = "plan-good"
    NEEDS_WORK = "plan-needs-work"
    INCOMPLETE = "plan-incomplete"
    NOT_A_PLAN = "not-a-plan"
    OTHER_DOCUMENT = "other-document"
    BLOCKED_PRIVACY = "blocked-privacy"
    UNREADABLE = "unreadable"


class FindingKind(StrEnum):
    """What can be found in a draft."""

    EMPTY_ROW = "empty-row"
    EMPTY_GOAL = "empty-goal"
    EMPTY_FIELD = "empty-field"
    PLACEHOLDER = "placeholder"
    VAGUE_TIME = "vague-time"
    VAGUE_RESPONSIBLE = "vague-responsible"
    VAGUE_GOAL = "vague-goal"
    IMPLAUSIBLE_YEAR = "implausible-year"
    INVALID_DATE = "invalid-date"
    INVALID_WEEK = "invalid-week"
    PAST_DATE = "past-date"
    VALIDITY = "validity"
    MISSING_SECTION = "missing-section"
    MISSING_FIELD = "missing-field"
    META = "meta"
    OUTDATED_TERM = "outdated-term"
    BROKEN_REFERENCE = "broken-reference"
    DUPLICATE_TEXT = "duplicate-text"
    FORMAT_REMAINS = "format-remains"
    LAW_WORDING = "law-wording"
    SEVERAL_UNITS = "several-units"
    THIN_ANALYSIS = "thin-analysis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at in a draft.

    `subject` tells which part, goal field, term or annex it is about, as an id or a short text: with `kind` and
    `where` it is known again in the next version. `quote` is a short piece of the draft. `law` is for people.
    """

    kind: FindingKind
    level: FindingLevel
    where: DocumentPlace
    message: Text | str
    subject: str = ""
    quote: str = ""
    law: str = ""


class PrivacyKind(StrEnum):
    """What must not stand in a draft, or not without need."""

    PERSONNUMMER = "personnummer"
    CHILD = "identifiable-child"
    PERSONAL = "personal-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyHit:
    """Personal data in a draft. `masked` may be shown to the unit; what was found is nowhere in this value."""

    kind: PrivacyKind
    certain: bool
    where: DocumentPlace
    masked: str

    @property
    def blocks(self) -> bool:
        """Whether the draft is set aside: numbers and children, not the names of staff."""
        return self.kind is not PrivacyKind.PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a draft says of itself. `type` is an id of the checklist's types, `form` FS, SK, ALL or empty."""

    type: str = ""
    form: str = ""
    dated: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    unit: str = ""


class FieldState(StrEnum):
    """How a field of a goal is."""

    FILLED = "filled"
    VAGUE = "vague"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalField:
    """One field of a goal: `field` is the id of its rule."""

    field: str
    text: str
    where: DocumentPlace
    state: FieldState


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGoal:
    """A goal with its fields, as they stand in a table or under labels; a field without a label is not there."""

    label: str
    where: DocumentPlace
    fields: tuple[GoalField, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody has written anything in it."""
        return all(each.state is FieldState.EMPTY for each in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentPart:
    """A part of the checklist that is there, and where it was seen."""

    part: str
    where: DocumentPlace
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCheck:
    """What the check of one document came to.

    `missing` are ids of parts. With the verdict BLOCKED_PRIVACY there are no findings, goals or quotes: the text goes
    nowhere else.
    """

    verdict: Verdict
    facts: PlanFacts = PlanFacts()
    present: tuple[PresentPart, ...] = ()
    missing: tuple[str, ...] = ()
    goals: tuple[PlanGoal, ...] = ()
    findings: tuple[Finding, ...] = ()
    privacy: tuple[PrivacyHit, ...] = ()
