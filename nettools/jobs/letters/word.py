"""Letters by way of Word: a home's own `templates/letters/KIND.docx` takes the place of the printed letter."""

from dataclasses import dataclass
from pathlib import Path

from nettools.domain.letters import LetterKind
from nettools.errors import InputError, Place, Problem
from nettools.language import text
from nettools.letters import Facts, LetterTemplate, fill_problems, known_only, word_environment
from nettools.mail import WORD, Attachment, WordTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLetter:
    """A kind's Word template, and what the attachment that it makes is called."""

    template: WordTemplate
    allowed: frozenset[str]
    file_name: str

    def attachment(self, facts: Facts, key: str) -> Attachment:
        """The letter `key` in Word. Raises InputError with every value that is missing."""
        content, problems = self.filled(facts, key)
        if problems:
            raise InputError(problems)
        return Attachment(file_name=self.file_name, content_type=WORD, content=content)

    def filled(self, facts: Facts, key: str) -> tuple[bytes, tuple[Problem, ...]]:
        """The document, and what is missing or wrong in it; with problems it must not leave."""
        missing: dict[str, None] = {}
        found: list[bytes] = []
        known = {name: value for name, value in known_only(facts).items() if name in self.allowed}
        problems = fill_problems(
            lambda: found.append(self.template.fill(known, word_environment(missing))), missing, key
        )
        return (found[0] if found else b""), problems


def word_letter(home: Path, kind: LetterKind, template: LetterTemplate) -> WordLetter | None:
    """The home's Word template for this kind, or None when it has none.

    It may use the names that the head of the kind's Markdown template lists, no others.

    Raises InputError when it is no Word document or uses other names.
    """
    name = f"templates/letters/{kind.value}.docx"
    path = home / name
    if not path.is_file():
        return None
    word = WordTemplate(path.read_bytes(), name, word_environment({}))
    problems = [
        Problem(
            code="unknown-placeholder",
            message=text(
                "The text uses {name}, which {file} does not name under placeholders.", name=used, file=template.file
            ),
            place=Place(file=name, key=used),
        )
        for used in sorted(word.names - template.placeholders)
    ]
    if problems:
        raise InputError(problems)
    printed = next((each for each in template.attachments if each.endswith(".pdf")), f"{kind.value}.pdf")
    return WordLetter(template=word, allowed=template.placeholders, file_name=f"{printed.removesuffix('.pdf')}.docx")
