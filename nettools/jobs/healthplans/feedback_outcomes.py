"""What writing, approving and sending feedback on drafts gives back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.planchecks import Verdict
from nettools.domain.terms import Term
from nettools.language import Text, text

KIND_WORDS: Mapping[FeedbackKind, Text] = {
    FeedbackKind.ANSWER: text("answer"),
    FeedbackKind.PRIVACY: text("set aside: personal data"),
    FeedbackKind.UNREADABLE: text("could not be read"),
    FeedbackKind.OTHER: text("seems to be no plan"),
}
STATE_WORDS: Mapping[FeedbackState, Text] = {
    FeedbackState.WAITING: text("waits to be read"),
    FeedbackState.APPROVED: text("approved"),
    FeedbackState.SENDING: text("unsure"),
    FeedbackState.SENT: text("said on Canvas"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFeedback:
    """One unit's feedback, written now. `questions` counts all that was found; `files` are page, Word and text."""

    feedback: PlanFeedback
    verdict: Verdict
    questions: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRound:
    """One writing of feedback. `kept` was approved or sent before and is as it was; `page` lists all."""

    term: Term
    written: tuple[WrittenFeedback, ...]
    kept: tuple[PlanFeedback, ...]
    page: Path

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind were written, and how many kept."""
        kinds = Counter(one.feedback.kind.value for one in self.written)
        return {**{kind.value: kinds[kind.value] for kind in FeedbackKind}, "kept": len(self.kept)}

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans feedback --json` prints it."""
        written = [
            {
                **_feedback_json(one.feedback),
                "verdict": one.verdict.value,
                "findings": one.questions,
                "files": [str(path) for path in one.files],
            }
            for one in self.written
        ]
        return {
            "term": str(self.term),
            "written": written,
            "kept": [_feedback_json(one) for one in self.kept],
            "page": str(self.page),
            "counts": self.counts,
        }

    def page_facts(self, names: Mapping[str, str]) -> dict[str, object]:
        """All that `pages/feedback.html` asks for beside the term; `names` are the units' by key."""
        rows = [*((one.feedback, one.questions) for one in self.written), *((one, 0) for one in self.kept)]
        return {
            "say": {name: str(said) for name, said in _PAGE_WORDS.items()},
            "rows": [
                {
                    "unit": names.get(one.unit_key, one.unit_key),
                    "key": one.unit_key,
                    "version": one.version,
                    "kind": str(KIND_WORDS[one.kind]),
                    "kind_code": one.kind.value,
                    "state": str(STATE_WORDS[one.state]),
                    "state_code": one.state.value,
                    "found": found,
                    "link": f"{one.unit_key}/{one.version:03d}-aterkoppling.html",
                }
                for one, found in sorted(rows, key=lambda row: (row[0].state.value != "waiting", row[0].unit_key))
            ],
        }


_PAGE_WORDS: Mapping[str, Text] = {
    "title": text("Feedback on drafts"),
    "how": text(
        "Read each one. To approve it: nettools healthplans approve UNIT --term TERM. To change it, edit the file "
        "that ends in .md, and add --text FILE."
    ),
    "unit": text("Unit"),
    "version": text("Version"),
    "kind": text("What it is"),
    "state": text("State"),
    "found": text("Findings"),
    "read": text("Read"),
    "none": text("No unit has a draft yet."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What has been approved now."""

    term: Term
    feedback: tuple[PlanFeedback, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans approve --json` prints it."""
        return {"term": str(self.term), "approved": [_feedback_json(one) for one in self.feedback]}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFeedback:
    """What saying approved feedback on Canvas came to; `without_place` has no hand-in there: send it as a letter."""

    term: Term
    sent: tuple[PlanFeedback, ...] = ()
    found: tuple[PlanFeedback, ...] = ()
    without_place: tuple[PlanFeedback, ...] = ()
    unsure: tuple[PlanFeedback, ...] = ()
    refused: tuple[PlanFeedback, ...] = ()
    already: int = 0

    @property
    def exit_status(self) -> int:
        """5 when Canvas did not take one, or did not answer."""
        return 5 if self.unsure or self.refused else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the journal."""
        return {
            "sent": len(self.sent),
            "found": len(self.found),
            "without_place": len(self.without_place),
            "unsure": len(self.unsure),
            "refused": len(self.refused),
            "already": self.already,
        }

    def as_json(self) -> dict[str, object]:
        """As `nettools healthplans send --json` prints it."""
        return {
            "term": str(self.term),
            "sent": [_feedback_json(one) for one in self.sent],
            "found": [_feedback_json(one) for one in self.found],
            "without_place": [_feedback_json(one) for one in self.without_place],
            "unsure": [_feedback_json(one) for one in self.unsure],
            "refused": [_feedback_json(one) for one in self.refused],
            "already": self.already,
        }


def _feedback_json(one: PlanFeedback) -> dict[str, object]:
    return {"unit": one.unit_key, "version": one.version, "kind": one.kind.value, "state": one.state.value}
