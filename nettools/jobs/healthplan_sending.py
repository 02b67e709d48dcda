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
from nettools.jobs.healthplan_feedback import approved_feedback
from nettools.jobs.healthplan_feedback_outcomes import SentFeedback
from nettools.jobs.healthplans import hand_in_rooms
from nettools.jobs.tools import Tools, canvas
from nettools.language import text
from nettools.letters.blocks import read_markdown
from nettools.letters.showing import as_text


@dataclass(slots=True, kw_only=True)
class _Tally:
    sent: list[PlanFeedback] = field(default_factory=list)
    found: list[PlanFeedback] = field(default_factory=list)
    without_place: list[PlanFeedback] = field(default_factory=list)
    unsure: list[PlanFeedback] = field(default_factory=list)
    refused: list[PlanFeedback] = field(default_factory=list)


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
        tally = _Tally()
        with canvas(tools) as client:
            places = [place for room in rooms for place in observe_comments(client, room)]
            _say_all(tools, client, run, to_say, places, tally)
        found = SentFeedback(
            term=term,
            sent=tuple(tally.sent),
            found=tuple(tally.found),
            without_place=tuple(tally.without_place),
            unsure=tuple(tally.unsure),
            refused=tuple(tally.refused),
            already=already,
        )
        tools.store.journal.close_run(run, tools.clock(), found.exit_status, found.counts)
    return found


def _say_all(
    tools: Tools,
    client: CanvasClient,
    run: int,
    to_say: Sequence[PlanFeedback],
    places: Sequence[CommentPlace],
    tally: _Tally,
) -> None:
    drafts = {(one.unit_key, one.version): one for one in tools.store.drafts.of(to_say[0].term)}
    there = {mark: comment for place in places for mark, comment in place.marks.items()}
    tools.progress.begin(text("Feedback"), len(to_say))
    try:
        for one in to_say:
            outcome = _say(tools, client, one, _where(drafts[one.unit_key, one.version], places), there, tally)
            tools.store.journal.note(run, "canvas", "comment", one.key, tools.clock(), outcome)
            tools.progress.advance()
    finally:
        tools.progress.end()


def _where(draft: HealthPlanDraft, places: Sequence[CommentPlace]) -> tuple[CommentPlace, int] | None:
    """The first person at whom the draft stands, and on which attempt it came last."""
    ids = draft.file_id.split()
    for place in places:
        attempts = [place.attempts[one] for one in ids if one in place.attempts]
        if attempts:
            return place, max(attempts)
    return None


def _say(
    tools: Tools,
    client: CanvasClient,
    feedback: PlanFeedback,
    where: tuple[CommentPlace, int] | None,
    there: Mapping[str, str],
    tally: _Tally,
) -> str:
    """Say one, or see that it is there; how it went, for the journal."""
    if comment := there.get(feedback.key):
        _remember(tools, feedback, FeedbackState.SENT, comment)
        tally.found.append(feedback)
        return "found"
    if where is None:
        tally.without_place.append(feedback)
        return "no-place"
    place, attempt = where
    _remember(tools, feedback, FeedbackState.SENDING)
    try:
        comment = say_comment(client, place, as_text(read_markdown(feedback.markdown)), feedback.key, attempt)
    except RemoteError as error:
        if not error.answered:
            tally.unsure.append(feedback)
            return "unsure"
        _remember(tools, feedback, FeedbackState.APPROVED)
        tally.refused.append(feedback)
        return error.code
    _remember(tools, feedback, FeedbackState.SENT, comment)
    tally.sent.append(feedback)
    return "done"


def _remember(tools: Tools, feedback: PlanFeedback, state: FeedbackState, comment: str = "") -> None:
    tools.store.feedback.save([replace(feedback, state=state, comment_id=comment)])
