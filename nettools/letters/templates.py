"""A letter's template: a head that says what it is, then Markdown with Jinja2's holes in it.

The head stands between two lines of `---`; each of its lines is `name: value`, a line that begins with a space goes on
with the value before. The text may use only the placeholders that its head names; so whoever reads the head knows
what about a person can end up in the letter.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

from nettools.domain.letters import LetterKind
from nettools.errors import InputError, Place, Problem
from nettools.language import text
from nettools.letters.blocks import read_markdown
from nettools.letters.placeholders import PLACEHOLDERS, Trusted, gap, harmless, one_line
from nettools.letters.showing import as_text

PARTS = ("subject", "from", "reply_to", "event_title", "event_text")
HEAD_NAMES = (*PARTS, "attachments", "placeholders", "layout")
LAYOUTS = ("letter", "certificate")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(?:pdf|ics)")
_OF_AN_EVENT = {part: frozenset({"occasion", "whose", "meeting", "network"}) for part in ("event_title", "event_text")}
_HEAD = re.compile(r"\A---[ \t]*\n(?P<head>.*?)^---[ \t]*\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)


class _Missing(StrictUndefined):
    """A value that is not known. `{% if it %}` is false; printing it, or anything of it, leaves a gap.

    A gap refuses the letter, but the rest is written all the same: so that all that is missing is told at once.
    """

    def __bool__(self) -> bool:  # type: ignore[override]  # StrictUndefined refuses even the question
        return False

    def __len__(self) -> int:  # type: ignore[override]
        return 0

    def __iter__(self) -> Iterator["_Missing"]:  # type: ignore[override]
        yield self

    def __getattr__(self, name: str) -> "_Missing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    @property
    def missing_name(self) -> str:
        return self._undefined_name or "?"


def _print_harmless(value: object) -> str:
    if isinstance(value, Trusted):
        return value.markdown
    return gap(value.missing_name) if isinstance(value, _Missing) else harmless(value)


def _print_plain(value: object) -> str:
    return gap(value.missing_name) if isinstance(value, _Missing) else one_line(value)


# What is printed is made harmless for Markdown here; HTML comes later, with escaping of its own.
_MARKDOWN = SandboxedEnvironment(undefined=_Missing, finalize=_print_harmless, trim_blocks=True, lstrip_blocks=True)
_PLAIN = SandboxedEnvironment(undefined=_Missing, finalize=_print_plain)


def word_environment(missing: dict[str, None]) -> SandboxedEnvironment:
    """A sandbox for one Word letter: what is printed is escaped for XML, what is not known is noted in `missing`."""

    def print_plain(value: object) -> str:
        if isinstance(value, _Missing):
            missing[value.missing_name] = None
            return ""
        return as_text(read_markdown(value.markdown)) if isinstance(value, Trusted) else one_line(value)

    return SandboxedEnvironment(undefined=_Missing, finalize=print_plain, autoescape=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTemplate:
    """A template, read and found right.

    `head` holds the parts of the head that have holes: `subject`, `from`, `reply_to`, and for the calendar
    `event_title` and `event_text`. `attachments` are file names: one ending in .pdf is the printed letter, in .ics the
    meetings. `placeholders` are the names that it may use, `layout` is how the printed letter is laid out.
    """

    kind: LetterKind
    file: str
    head: Mapping[str, Template]
    body: Template
    attachments: tuple[str, ...]
    placeholders: frozenset[str]
    layout: str = LAYOUTS[0]

    @property
    def files_meetings(self) -> bool:
        """Whether the meetings are attached as a calendar file."""
        return any(name.endswith(".ics") for name in self.attachments)

    @property
    def printed(self) -> bool:
        """Whether the letter leaves on paper, too."""
        return any(name.endswith(".pdf") for name in self.attachments)


def read_template(source: str, kind: LetterKind, file: str) -> LetterTemplate:
    """Read a template's text; `file` is its name for people. Raises InputError with every problem in it."""
    head, body, first_line = _split(source.replace("\r\n", "\n"), file)
    allowed = frozenset(_names(head.get("placeholders", "")))
    attachments = _names(head.get("attachments", ""))
    layout = head.get("layout") or LAYOUTS[0]
    problems = [
        *_head_problems(head, kind, file),
        *_unknown("bad-attachment", {name for name in attachments if not _FILE_NAME.fullmatch(name)}, file),
        *_unknown("unknown-layout", {layout} - set(LAYOUTS), file),
        *_unknown("unknown-placeholder", allowed - PLACEHOLDERS[kind], file),
    ]
    for part in PARTS:
        problems += _template_problems(head.get(part, ""), 1, allowed | _OF_AN_EVENT.get(part, frozenset()), file)
    problems += _template_problems(body, first_line, allowed, file)
    if problems:
        raise InputError(problems)
    return LetterTemplate(
        kind=kind,
        file=file,
        head={part: _PLAIN.from_string(head.get(part, "")) for part in PARTS},
        body=_MARKDOWN.from_string(body),
        attachments=attachments,
        placeholders=allowed,
        layout=layout,
    )


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[\s,]+", listed) if name)


def _split(source: str, file: str) -> tuple[dict[str, str], str, int]:
    """The head's values, the body, and the line on which the body begins."""
    found = _HEAD.match(source.lstrip("\ufeff"))
    if found is None:
        message = text("The template begins with no head: its values between two lines of ---.")
        raise InputError([Problem(code="no-head", message=message, place=Place(file=file, row=1))])
    head: dict[str, str] = {}
    name = ""
    for line in found["head"].splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith((" ", "\t")):
            name, _, line = line.partition(":")  # noqa: PLW2901 - what follows the colon is the value's first line
            name = name.strip()
        head[name] = f"{head.get(name, '')} {line.strip()}".strip()
    return head, found["body"], found["head"].count("\n") + 3


def _head_problems(head: dict[str, str], kind: LetterKind, file: str) -> Iterator[Problem]:
    yield from _unknown("unknown-head", frozenset(head) - set(HEAD_NAMES), file)
    if not head.get("subject"):
        message = text("The head of the letter {kind} has no subject.", kind=kind.value)
        yield Problem(code="no-subject", message=message, place=Place(file=file, key="subject"))


def _unknown(code: str, names: AbstractSet[str], file: str) -> Iterator[Problem]:
    for name in sorted(names):
        message = text("The head of the template names {name}, which cannot be.", name=name)
        yield Problem(code=code, message=message, place=Place(file=file, key=name))


def _template_problems(part: str, line: int, allowed: frozenset[str], file: str) -> Iterator[Problem]:
    """What is wrong with a piece of template: its syntax, or names that the head does not allow."""
    try:
        used = meta.find_undeclared_variables(_PLAIN.parse(part))
    except TemplateSyntaxError as error:
        message = text("The template cannot be read here: {reason}", reason=error.message or "")
        yield Problem(code="template-syntax", message=message, place=Place(file=file, row=line + error.lineno - 1))
        return
    for name in sorted(used - allowed - set(_PLAIN.globals)):
        message = text("The text uses {name}, which its head does not name under placeholders.", name=name)
        yield Problem(code="unknown-placeholder", message=message, place=Place(file=file, key=name))
