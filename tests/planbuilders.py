"""Read drafts, checklists and checks for tests: plain functions, no surprises."""

from nettools.domain.checklists import Applies, Checklist, ChecklistPart, FindingLevel, GoalFieldRule, KindRule
from nettools.domain.documents import (
    DocumentPlace,
    DocumentTable,
    Passage,
    PassageKind,
    ReadDocument,
    TableCell,
    TableRow,
)
from nettools.domain.planchecks import Finding, FindingKind, PlanCheck, PresentPart, Verdict
from nettools.domain.plansupport import PlanArea, PlanSupport, SupportQuestion


def a_document(*pieces):
    """A line that begins with `# ` is a heading, another a paragraph, a list of lists a table."""
    blocks, headings, tables = [], (), 0
    for piece in pieces:
        if isinstance(piece, str) and piece.startswith("# "):
            headings = (piece.removeprefix("# "),)
            place = DocumentPlace(headings=headings)
            blocks.append(Passage(kind=PassageKind.HEADING, text=headings[0], place=place, level=1))
        elif isinstance(piece, str):
            place = DocumentPlace(headings=headings)
            blocks.append(Passage(kind=PassageKind.PARAGRAPH, text=piece, place=place))
        else:
            tables += 1
            blocks.append(_table(piece, headings, tables))
    return ReadDocument(kind="docx", blocks=tuple(blocks))


def _table(rows, headings, number):
    def place(row, column=0):
        return DocumentPlace(headings=headings, table=number, row=row, column=column)

    made = [
        TableRow(
            cells=tuple(TableCell(text=cell, place=place(n, column)) for column, cell in enumerate(row, 1)),
            place=place(n),
        )
        for n, row in enumerate(rows, 1)
    ]
    return DocumentTable(rows=tuple(made), place=place(0))


def a_finding(kind=FindingKind.VAGUE_TIME, heading="Mål 1", subject="tidplan", **others):
    fields = {"level": FindingLevel.SHOULD, "where": DocumentPlace(headings=(heading,)), "message": "?", **others}
    return Finding(kind=kind, subject=subject, **fields)


def a_missing(part, level=FindingLevel.MUST):
    return Finding(
        kind=FindingKind.MISSING_SECTION, level=level, where=DocumentPlace(), message="?", subject=part, law="2 kap."
    )


def a_check(*findings, present=(), missing=(), verdict=Verdict.NEEDS_WORK, **others):
    there = tuple(PresentPart(part=part, where=DocumentPlace(headings=(part.title(),))) for part in present)
    return PlanCheck(verdict=verdict, present=there, missing=tuple(missing), findings=findings, **others)


def a_part(key, level=FindingLevel.MUST, **others):
    return ChecklistPart(id=key, name=key.title(), level=level, question=f"Skriv om {key}.", **others)


def a_checklist(*parts, **others):
    made = parts or (
        a_part("meta_enhet"),
        a_part("framjande"),
        a_part("nivaer", applies=Applies.SCHOOL),
        a_part("nulage", goal_field="nulage"),
        a_part("krankning", only_if_title=("kränkande",)),
        a_part("narvaro", level=FindingLevel.TIP),
    )
    fields = {
        "goal_fields": (GoalFieldRule(id="mal", name="Mål", labels=("mål",), question="Vad?"),),
        "kinds": {"vague-time": KindRule(level=FindingLevel.SHOULD, question="När?")},
        "types": (),
        **others,
    }
    return Checklist(version="1", parts=made, **fields)


def a_support(**others):
    fields = {
        "areas": (
            PlanArea(key="ramar", name="Ramar", parts=("meta_enhet",), questions=("q01",)),
            PlanArea(key="arbete", name="Arbete", parts=("framjande", "nivaer", "krankning"), kinds=("empty-row",)),
            PlanArea(key="mal", name="Mål", parts=("nulage",), goals=True, questions=("q02",)),
        ),
        "strengths": {"framjande": "Främjande syns.", "nulage": "Nuläget syns."},
        "questions": {
            "framjande": an_ask("framjande", 80),
            "nulage": an_ask("nulage", 83),
            "vague-time": an_ask("tid", 50),
            "missing-field/uppfoljning": an_ask("uppföljning", 90),
        },
        "title": "Plan",
        "most_questions": 3,
        "most_strengths": 2,
        **others,
    }
    return PlanSupport(**fields)


def an_ask(name, weight):
    return SupportQuestion(ask=f"Hur {name}?", why=f"För {name}.", next_step=f"Gör {name}.", weight=weight)
