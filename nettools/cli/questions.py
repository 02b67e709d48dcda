"""What to type next for a row that was asked about."""

from collections.abc import Iterable, Mapping

from nettools.jobs.signups import QuestionRow
from nettools.language import Text, text


def show_answer(question: QuestionRow) -> str:
    """What settles the question: options to add to the same command, another command, or a cell to mend."""
    if question.note.code in _LET_IN:
        return f"--let-in {question.row}"
    if question.note.code in _WHICH_UNIT:
        ways = [_same_as(question), *([f"--new-unit {question.row}"] if question.note.code in _OR_NEW else [])]
        return _either(ways)
    if question.note.code == "unit-waiting":
        command = f"nettools signups accept {question.candidates[0]}"
        return str(text("Give it a place first: {command}", command=command))
    return str(_BY_HAND.get(question.note.code, _MEND))


def _same_as(question: QuestionRow) -> str:
    keys = [*question.candidates] or [str(text("KEY"))]
    return _either(f"--same-as {question.row}={key}" for key in keys)


def _either(ways: Iterable[str]) -> str:
    return f" {text('or')} ".join(ways)


_LET_IN = frozenset(
    {
        *("late", "early", "submitted-unclear", "role-unclear", "role-missing"),
        *("other-principal", "withdrawn-before"),
    }
)
_OR_NEW = frozenset({"unit-alike", "unit-name-differs", "unit-code-differs"})
_WHICH_UNIT = _OR_NEW | {
    *(
        "no-such-unit",
        "unit-not-quite",
        "which-unit",
        "unit-differs",
        "principal-differs",
        "principal-unknown",
        "orphan",
    ),
}
_MEND = text("Mend the cell and add the file again.")
_BY_HAND: Mapping[str, Text] = {
    "too-many": text("Take a row out, or raise at_most in the term's file."),
    "unit-gone": text("Nothing, unless the unit signs up again."),
}
