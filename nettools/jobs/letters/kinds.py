"""The kinds of letters that there are, for people who write templates."""

from dataclasses import dataclass

from nettools.domain.letters import LetterKind
from nettools.language import Text
from nettools.letters import KINDS, PLACEHOLDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """One kind: to whom it goes, whether changes in the calendar choose them, and which names its template may use."""

    kind: LetterKind
    to: Text
    by_calendar: bool
    placeholders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindList:
    """Every kind, in the order of a term."""

    kinds: tuple[KindLine, ...]

    def as_json(self) -> dict[str, object]:
        """As `nettools letters kinds --json` prints it."""
        return {
            "kinds": [
                {
                    "kind": one.kind.value,
                    "template": f"templates/letters/{one.kind.value}.md",
                    "to": str(one.to),
                    "by_calendar": one.by_calendar,
                    "placeholders": list(one.placeholders),
                }
                for one in self.kinds
            ]
        }


def kinds() -> KindList:
    """The kinds of letters."""
    return KindList(kinds=tuple(_line(kind) for kind in LetterKind))


def _line(kind: LetterKind) -> KindLine:
    row = KINDS[kind]
    return KindLine(
        kind=kind,
        to=row.to,
        by_calendar=row.choose is None,
        placeholders=tuple(sorted(PLACEHOLDERS[kind])),
    )
