"""Who should get which letter, and who already has.

A rektor gets one letter, also with several units: the letter names them all, and so does its key. A unit that gets its
place later makes a letter of its own, since no letter has told about it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nettools.domain.letters import LetterKind
from nettools.domain.people import EmailAddress, Principal
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.terms import Term

_BETWEEN_UNITS = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One letter to be written: to this rektor, about these registrations."""

    key: str
    principal: Principal
    registrations: tuple[Registration, ...]

    @property
    def to(self) -> EmailAddress:
        """Where the letter goes."""
        return self.principal.email


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """How many get no letter now, and why: a short English code."""

    code: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who gets a letter now, in the order of sign-up, and how many do not."""

    addressees: tuple[Addressee, ...]
    held_back: tuple[HeldBack, ...]


def letter_key(term: Term, kind: LetterKind, unit_keys: Iterable[str]) -> str:
    """The letter's key, unique for ever: `HT26/welcome/bjorkens-forskola-1780`, several units joined by `+`."""
    return f"{term}/{kind.value}/{_BETWEEN_UNITS.join(unit_keys)}"


def choose(
    registrations: Iterable[Registration],
    kind: LetterKind,
    on_their_way: Collection[str],
    *,
    protected: int = 0,
) -> Choice:
    """Choose who gets a letter of `kind`.

    `on_their_way` are the keys of letters that have left or may have left; `protected` is how many sign-ups are kept
    outside because of protected identity: they are counted, and written to by hand.
    """
    told = {unit for key in on_their_way for unit in key.rsplit("/", 1)[-1].split(_BETWEEN_UNITS)}
    groups: dict[str, list[Registration]] = {}
    counts: dict[str, int] = {}
    for registration in registrations:
        if registration.state is not RegistrationState.ACCEPTED:
            _count(counts, registration.state.value)
        elif registration.unit.key in told:
            _count(counts, "already-written")
        else:
            groups.setdefault(registration.principal.email.key, []).append(registration)
    if protected:
        counts["protected-identity"] = protected
    return Choice(
        addressees=tuple(_addressee(kind, group) for group in groups.values()),
        held_back=tuple(HeldBack(code=code, count=count) for code, count in sorted(counts.items())),
    )


def _addressee(kind: LetterKind, group: list[Registration]) -> Addressee:
    unit_keys = [registration.unit.key for registration in group]
    return Addressee(
        key=letter_key(group[0].term, kind, unit_keys),
        principal=group[-1].principal,  # as they spelt their name last
        registrations=tuple(group),
    )


def _count(counts: dict[str, int], code: str) -> None:
    counts[code] = counts.get(code, 0) + 1
