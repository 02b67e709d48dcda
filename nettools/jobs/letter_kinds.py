"""The kinds of letters that there are, for people who write templates."""

from dataclasses import dataclass

from nettools.domain.letters import LetterKind
from nettools.language import Text, text
from nettools.letters import KINDS, PLACEHOLDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """One kind: to whom it goes, what makes it leave, and the names that its template may use."""

    kind: LetterKind
    to: Text
    by: Text
    by_hand: bool
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
                    "by_hand": one.by_hand,
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
    by_hand = row.choose is not None
    return KindLine(
        kind=kind,
        to=row.to,
        by=text("nettools letters send") if by_hand else text("when the calendar changes"),
        by_hand=by_hand,
        placeholders=tuple(sorted(PLACEHOLDERS[kind])),
    )
