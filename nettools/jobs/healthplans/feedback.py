"""Feedback on drafts: written for the newest version of each unit, read by a course leader, approved.

Nothing leaves here. A draft set aside for privacy gets where and what kind, and nothing of its text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from markupsafe import Markup

from nettools.domain.feedback import FeedbackKind, FeedbackState, PlanFeedback
from nettools.domain.healthplans import HealthPlanDraft
from nettools.domain.planchecks import PlanCheck, Verdict
from nettools.domain.swedish import date_in_words, local
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem
from nettools.files.pages import write_page
from nettools.files.placing import write_whole
from nettools.files.word_letter import write_word_letter
from nettools.healthplans import (
    PlanAnswer,
    PlanQuestion,
    Settled,
    Strength,
    compose,
    hits_in_words,
    more_places,
    newest_drafts,
    place_in_words,
    settle,
    shortened,
)
from nettools.jobs.healthplans.desk import open_readings
from nettools.jobs.healthplans.feedback_outcomes import Approved, FeedbackRound, WrittenFeedback
from nettools.jobs.healthplans.readings import ReadDraft, Readings
from nettools.jobs.tools import Tools
from nettools.language import active, text
from nettools.letters.blocks import as_html, read_markdown
from nettools.letters.filling import fill
from nettools.letters.placeholders import and_list
from nettools.settings import read_template

LONGEST_QUOTE = 120
MOST_NAMED = 8  # rows or words that are named in one question
_DATED_LAW = re.compile(r"(.+?)(?:, | \()(\d{4}-\d\d-\d\d)[–)]?")
TITLES = {
    FeedbackKind.ANSWER: "Återkoppling på er plan",
    FeedbackKind.PRIVACY: "Ert utkast behöver ändras innan vi läser det",
    FeedbackKind.UNREADABLE: "Vi kunde inte läsa ert utkast",
    FeedbackKind.OTHER: "Är det här rätt fil?",
}
_KINDS = {
    Verdict.BLOCKED_PRIVACY: FeedbackKind.PRIVACY,
    Verdict.UNREADABLE: FeedbackKind.UNREADABLE,
    Verdict.NOT_A_PLAN: FeedbackKind.OTHER,
    Verdict.OTHER_DOCUMENT: FeedbackKind.OTHER,
}


def write_feedback(tools: Tools, term: Term) -> FeedbackRound:
    """Read and answer what has no approved feedback yet: the newest draft of each unit. Running it again is safe.

    Writes a Word document and a page for each unit and a page that lists them, below out/healthplans/TERM/feedback/.
    What is approved or sent is left as it is.

    Raises:
        RefusedError: somebody else writes feedback for the term.
        SettingsError, InputError: the checklist, the support or a template is wrong; with every problem.
    """
    with tools.store.lock(f"healthplans-feedback-{term}"):
        readings = open_readings(tools, term)
        held = {(one.unit_key, one.version): one for one in tools.store.feedback.of(term)}
        drafts = tools.store.drafts.of(term)
        newest = newest_drafts(drafts)
        to_write = [one for one in newest if _open(held.get((one.unit_key, one.version)))]
        before = _before(readings, drafts, to_write, held)
        run = tools.store.journal.open_run("healthplans feedback", term, tools.who, tools.clock())
        written = []
        for read in readings.read(to_write):
            feedback = _written(tools, readings, read, before.get(read.draft.unit_key))
            written.append(_kept(tools, feedback, read, held.get((read.draft.unit_key, read.draft.version))))
            tools.store.journal.note(run, "files", "feedback", feedback.key, tools.clock(), feedback.kind.value)
        kept = [held[one.unit_key, one.version] for one in newest if one not in to_write]
        found = FeedbackRound(
            term=term, written=tuple(written), kept=tuple(kept), page=_folder(tools, term) / "index.html"
        )
        _write_index(tools, found)
        tools.store.journal.close_run(run, tools.clock(), 0, found.counts)
    return found


def approve(tools: Tools, term: Term, units: Sequence[str] | None, edited: Path | None = None) -> Approved:
    """Approve what waits: the feedback of these units, or with None all of it.

    Args:
        tools: the opened hands; `who` is noted as the one who approved.
        term: the term.
        units: keys of units.
        edited: a file with the feedback as the course leader has rewritten it (Markdown), for one unit.

    Raises InputError for a unit that has nothing waiting, and for an edited text that is empty or not UTF-8.
    """
    with tools.store.lock(f"healthplans-feedback-{term}"):
        newest = {(one.unit_key, one.version) for one in newest_drafts(tools.store.drafts.of(term))}
        waiting = {
            one.unit_key: one
            for one in tools.store.feedback.of(term)
            if one.state is FeedbackState.WAITING and (one.unit_key, one.version) in newest
        }
        chosen = list(waiting) if units is None else list(dict.fromkeys(units))
        problems = [_nothing_waits(unit, term) for unit in chosen if unit not in waiting]
        if edited is not None and len(chosen) != 1:
            problems.append(Problem(code="one-unit", message=text("A text of your own is for one unit; name it.")))
        if problems:
            raise InputError(problems)
        rewritten = {"markdown": _edited(edited)} if edited is not None else {}
        approved = [
            replace(
                waiting[unit],
                state=FeedbackState.APPROVED,
                approved_by=tools.who,
                approved=tools.clock(),
                **rewritten,  # type: ignore[arg-type]  # the one key is a text
            )
            for unit in chosen
        ]
        tools.store.feedback.save(approved)
        for one in approved:
            _write_documents(tools, one)
        _note(tools, term, approved)
    return Approved(term=term, feedback=tuple(approved))


def approved_feedback(tools: Tools, term: Term) -> tuple[PlanFeedback, ...]:
    """What may be sent: approved feedback on the newest version of each unit, by unit. `markdown` is trusted."""
    newest = {(one.unit_key, one.version) for one in newest_drafts(tools.store.drafts.of(term))}
    return tuple(
        one
        for one in tools.store.feedback.of(term)
        if one.state is not FeedbackState.WAITING and (one.unit_key, one.version) in newest
    )


def feedback_for_letters(tools: Tools, term: Term) -> tuple[PlanFeedback, ...]:
    """The answers among the approved feedback, each without title and small print: for a letter with its own.

    What is no answer (personal data, another file) is said on Canvas, or by hand with the Word document.
    """
    answers = (one for one in approved_feedback(tools, term) if one.kind is FeedbackKind.ANSWER)
    return tuple(replace(one, markdown=without_frame(one.markdown)) for one in answers)


def without_frame(markdown: str) -> str:
    """The text between its title and its small print."""
    body = re.sub(r"\A\s*# .*\n", "", markdown)
    return re.split(r"^---[ \t]*$", body, maxsplit=1, flags=re.MULTILINE)[0].strip() + "\n"


def _open(feedback: PlanFeedback | None) -> bool:
    return feedback is None or feedback.state is FeedbackState.WAITING


def _before(
    readings: Readings,
    drafts: Sequence[HealthPlanDraft],
    to_write: Sequence[HealthPlanDraft],
    held: Mapping[tuple[str, int], PlanFeedback],
) -> dict[str, PlanCheck]:
    """For each unit what was found in the version that was answered last before this one, where there is one."""
    now = {one.unit_key: one.version for one in to_write}
    answered = {
        one.unit_key: one.version  # by unit and version: the last of them stays
        for one in held.values()
        if one.kind is FeedbackKind.ANSWER and not _open(one) and now.get(one.unit_key, one.version) != one.version
    }
    earlier = [one for one in drafts if answered.get(one.unit_key) == one.version]
    return {read.draft.unit_key: read.check for read in readings.read(earlier)}


# -- think: the words ------------------------------------------------------------------------------


def _written(tools: Tools, readings: Readings, read: ReadDraft, before: PlanCheck | None) -> PlanFeedback:
    kind = _KINDS.get(read.check.verdict, FeedbackKind.ANSWER)
    facts = {**_facts_of_all(tools, readings, read.draft), **_FACTS[kind](readings, read, before)}
    name = f"healthplans/{kind.value}.md"
    return PlanFeedback(
        term=read.draft.term,
        unit_key=read.draft.unit_key,
        version=read.draft.version,
        kind=kind,
        state=FeedbackState.WAITING,
        markdown=fill(read_template(tools.home, name), facts, f"templates/{name}"),
        draft_digest=read.draft.digest,
        made=tools.clock(),
    )


def _facts_of_all(tools: Tools, readings: Readings, draft: HealthPlanDraft) -> dict[str, object]:
    organiser = tools.settings.organiser
    return {
        "unit": readings.names.get(draft.unit_key, draft.unit_key),
        "version": draft.version,
        "handed_in": date_in_words(local(draft.submitted).date()),
        "checklist": readings.checklist.version,
        "organiser": organiser.name,
        "contact": organiser.contact,
    }


def _answer_facts(readings: Readings, read: ReadDraft, before: PlanCheck | None) -> dict[str, object]:
    since = settle(before, read.check) if before else None
    answer = compose(read.check, readings.checklist, readings.support, since)
    return {
        "strengths": [_strength(one) for one in answer.strengths],
        "questions": [_question(one) for one in answer.questions],
        **_progress(answer, since),
    }


def _progress(answer: PlanAnswer, since: Settled | None) -> dict[str, object]:
    settled, whole = answer.settled if since else 0, answer.whole_goals
    return {
        "settled": f"{settled} {'fråga är besvarad' if settled == 1 else 'frågor är besvarade'}" if settled else "",
        "parts_come": ", ".join(answer.parts_come),
        "whole_goals": (
            f"{whole} mål är helt genomarbetat, från nuläge till uppföljning."
            if whole == 1
            else f"{whole} mål är helt genomarbetade, från nuläge till uppföljning."
            if whole
            else ""
        ),
    }


def _strength(one: Strength) -> dict[str, object]:
    return {"said": one.said, "place": place_in_words(one.where)}


def _question(one: PlanQuestion) -> dict[str, object]:
    return {
        "ask": one.ask,
        "why": one.why,
        "next_step": one.next_step,
        "place": place_in_words(one.places[0]) if one.places else "",
        "more": more_places(one.places),
        "quote": shortened(one.quote, LONGEST_QUOTE),
        "about": and_list([f"”{shortened(each.rstrip(' :'))}”" for each in one.about[:MOST_NAMED]]),
        "laws": "; ".join(map(_law, one.laws)),
    }


def _law(law: str) -> str:
    """The day of a provision in words: `6 kap. 8 § skollagen (2010:800), lydelse från 1 juli 2011`."""
    dated = _DATED_LAW.fullmatch(law)
    return f"{dated[1]}, lydelse från {date_in_words(date.fromisoformat(dated[2]))}" if dated else law


def _privacy_facts(_: Readings, read: ReadDraft, __: PlanCheck | None) -> dict[str, object]:
    return {"hits": hits_in_words(read.check)}


def _unreadable_facts(_: Readings, read: ReadDraft, __: PlanCheck | None) -> dict[str, object]:
    return {"reason": read.reason}


def _other_facts(readings: Readings, read: ReadDraft, _: PlanCheck | None) -> dict[str, object]:
    names = {each.id: each.name for each in readings.checklist.types}
    answer = compose(read.check, readings.checklist, readings.support)
    type_name = names.get(read.check.facts.type, "") if read.check.verdict is Verdict.OTHER_DOCUMENT else ""
    return {"strengths": [_strength(one) for one in answer.strengths], "type": type_name}


_FACTS = {
    FeedbackKind.ANSWER: _answer_facts,
    FeedbackKind.PRIVACY: _privacy_facts,
    FeedbackKind.UNREADABLE: _unreadable_facts,
    FeedbackKind.OTHER: _other_facts,
}


# -- act and remember ------------------------------------------------------------------------------


def _folder(tools: Tools, term: Term) -> Path:
    return tools.home / "out" / "healthplans" / str(term) / "feedback"


def _kept(tools: Tools, feedback: PlanFeedback, read: ReadDraft, before: PlanFeedback | None) -> WrittenFeedback:
    """Written and remembered, in this order: so nothing that is remembered is not there. The same words stay."""
    files = _files(tools, feedback)
    same = before is not None and before.markdown == feedback.markdown
    if not (same and all(path.is_file() for path in files)):
        _write_documents(tools, feedback, before)
    if not same:
        tools.store.feedback.save([feedback])
    return WrittenFeedback(
        feedback=feedback,
        verdict=read.check.verdict,
        questions=len(read.check.findings) if feedback.kind is FeedbackKind.ANSWER else 0,
        files=files,
    )


def _files(tools: Tools, feedback: PlanFeedback) -> tuple[Path, ...]:
    """Page, Word document and text."""
    stem = _folder(tools, feedback.term) / feedback.unit_key / f"{feedback.version:03d}-aterkoppling"
    return tuple(stem.with_suffix(ending) for ending in (".html", ".docx", ".md"))


def _write_documents(tools: Tools, feedback: PlanFeedback, before: PlanFeedback | None = None) -> None:
    """The same words three times: a page to look at, Word to read and send on, Markdown to change them in.

    A text that a course leader has begun to change is not written over.
    """
    organiser, title = tools.settings.organiser, TITLES[feedback.kind]
    look = {"colour": organiser.colour, "accent": organiser.accent}
    page, word, source = _files(tools, feedback)
    facts = {"title": title, "html": Markup(as_html(feedback.markdown)), **look}  # noqa: S704 - made harmless before
    write_page(page, read_template(tools.home, "healthplans/page.html"), facts)
    write_word_letter(
        word,
        read_markdown(feedback.markdown),
        title=title,
        organiser=organiser.name,
        colour=organiser.colour,
        made=feedback.made,
    )
    ours = {one.markdown.encode() for one in (feedback, before) if one}
    if feedback.state is not FeedbackState.WAITING or not source.is_file() or source.read_bytes() in ours:
        write_whole(source, feedback.markdown.encode())


def _write_index(tools: Tools, found: FeedbackRound) -> None:
    names = {one.unit.key: one.unit.name for one in tools.store.registrations.of(found.term)}
    facts = {"language": active(), "term": str(found.term), **found.page_facts(names)}
    write_page(found.page, read_template(tools.home, "pages/feedback.html"), facts)


def _note(tools: Tools, term: Term, approved: Sequence[PlanFeedback]) -> None:
    run = tools.store.journal.open_run("healthplans approve", term, tools.who, tools.clock())
    for one in approved:
        tools.store.journal.note(run, "files", "approve", one.key, tools.clock(), "done")
    tools.store.journal.close_run(run, tools.clock(), 0, {"approved": len(approved)})


def _nothing_waits(unit: str, term: Term) -> Problem:
    said = text("No feedback waits here. See: nettools healthplans feedback {term}", term=term)
    return Problem(code="nothing-waits", message=said, place=Place(key=unit))


def _edited(file: Path) -> str:
    try:
        written = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        said = text("It cannot be read ({why}).", why=error.strerror)
        raise InputError([Problem(code="unreadable", message=said, place=Place(file=file.name))]) from None
    except UnicodeDecodeError:
        said = text("It is not written in UTF-8.")
        raise InputError([Problem(code="encoding", message=said, place=Place(file=file.name))]) from None
    if not written.strip():
        raise InputError([Problem(code="empty", message=text("There is no text in it."), place=Place(file=file.name))])
    return written
