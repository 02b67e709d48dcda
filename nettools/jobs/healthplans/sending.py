"""Approved feedback, said as a comment on the unit's hand-in on Canvas: once for each version, whatever happens.

The intent is noted before the call. What had no answer is looked for by its mark before anything is said again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nettools.canvas import CanvasClient, CommentPlace, observe_comments, say_comment
from nettools.domain.feedback import FeedbackState, PlanFeedback
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.terms import Term
from nettools.errors import RemoteError
from nettools.jobs.healthplans.collecting import hand_in_rooms
from nettools.jobs.healthplans.feedback import approved_feedback
from nettools.jobs.healthplans.feedback_outcomes import SentFeedback
from nettools.jobs.tools import Tools, canvas
from nettools.language import text
from nettools.letters.blocks import read_markdown
from nettools.letters.showing import as_text


def send_feedback(tools: Tools, term: Term) -> SentFeedback:
    """Say all that is approved and not yet said. Running it again is safe.

    Feedback on a draft that was never on Canvas has no place there; it is listed, for a letter.

    Raises:
        RefusedError: nothing has been applied for the term, or somebody else is sending.
        RemoteError: Canvas does not answer at all; what single comments came to is in the outcome.
    """
    with tools.store.lock(f"healthplans-feedback-{term}"):
        ready = approved_feedback(tools, term)
        to_say = [one for one in ready if one.state is not FeedbackState.SENT]
        already = len(ready) - len(to_say)
        if not to_say:
            return SentFeedback(term=term, already=already)
        rooms = hand_in_rooms(tools.store.links.of(str(term)), term)
        run = tools.store.journal.open_run("healthplans send", term, tools.who, tools.clock())
        with canvas(tools) as client:
            speaker = _Speaker(tools=tools, client=client, run=run)
            speaker.say_all(to_say, [place for room in rooms for place in observe_comments(client, room)])
        found = SentFeedback(term=term, already=already, **speaker.came_to())
        tools.store.journal.close_run(run, tools.clock(), found.exit_status, found.counts)
    return found


@dataclass(slots=True, kw_only=True)
class _Speaker:
    """Says one after the other, and keeps what each came to."""

    tools: Tools
    client: CanvasClient
    run: int
    came: dict[str, list[PlanFeedback]] = field(default_factory=dict)

    def came_to(self) -> Mapping[str, tuple[PlanFeedback, ...]]:
        """By what each came to: the names are those of SentFeedback."""
        return {name: tuple(some) for name, some in self.came.items()}

    def say_all(self, to_say: Sequence[PlanFeedback], places: Sequence[CommentPlace]) -> None:
        drafts = {(one.unit_key, one.version): one for one in self.tools.store.drafts.of(to_say[0].term)}
        there = {mark: comment for place in places for mark, comment in place.marks.items()}
        self.tools.progress.begin(text("Feedback"), len(to_say))
        try:
            for one in to_say:
                outcome = self._outcome(one, there, _where(drafts[one.unit_key, one.version], places))
                self.came.setdefault(outcome, []).append(one)
                self.tools.store.journal.note(self.run, "canvas", "comment", one.key, self.tools.clock(), outcome)
                self.tools.progress.advance()
        finally:
            self.tools.progress.end()

    def _outcome(self, feedback: PlanFeedback, there: Mapping[str, str], where: tuple[CommentPlace, int] | None) -> str:
        """Say it, or see by its mark that it stands there already."""
        if comment := there.get(feedback.key):
            self._remember(feedback, FeedbackState.SENT, comment)
            return "found"
        if where is None:
            return "without_place"
        place, attempt = where
        self._remember(feedback, FeedbackState.SENDING)
        said = as_text(read_markdown(feedback.markdown))
        try:
            comment = say_comment(self.client, place, said, feedback.key, attempt)
        except RemoteError as error:
            if not error.answered:
                return "unsure"
            self._remember(feedback, FeedbackState.APPROVED)
            return "refused"
        self._remember(feedback, FeedbackState.SENT, comment)
        return "sent"

    def _remember(self, feedback: PlanFeedback, state: FeedbackState, comment: str = "") -> None:
        self.tools.store.feedback.save([replace(feedback, state=state, comment_id=comment)])


def _where(draft: HealthPlanDraft, places: Sequence[CommentPlace]) -> tuple[CommentPlace, int] | None:
    """The first person at whom the draft stands, and on which attempt it came last."""
    ids = draft.file_id.split()
    for place in places:
        attempts = [place.attempts[one] for one in ids if one in place.attempts]
        if attempts:
            return place, max(attempts)
    return None
