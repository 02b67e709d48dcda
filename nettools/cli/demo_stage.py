"""What every step of the demo has at hand, and what a step says of itself."""

from dataclasses import dataclass
from pathlib import Path

from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.termplan import Window
from nettools.domain.terms import Term
from nettools.jobs.tools import Tools
from nettools.language import Text
from nettools.sandbox import Sandbox
from nettools.sandbox.invented.people import InventedUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step did: `said` for people, `by_hand` the command that does the same, `changed` how much it changed."""

    said: Text
    by_hand: str
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every step has at hand."""

    folder: Path
    sandbox: Sandbox
    tools: Tools
    term: Term
    window: Window
    invented: tuple[InventedUnit, ...]

    @property
    def page(self) -> Path:
        """The page that the demo ends with."""
        return self.folder / "out" / "index.html"

    def accepted(self) -> tuple[Registration, ...]:
        """The units that have a place."""
        found = self.tools.store.registrations.of(self.term)
        return tuple(one for one in found if one.state is RegistrationState.ACCEPTED)
