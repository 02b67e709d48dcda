"""A letter's addressee and key: who gets it, about what, and how it is known that it has left already.

A rektor gets one letter, also with several units: the letter names them all, and so does its key. A unit that gets its
place later makes a letter of its own, since no letter has told about it. In the same way a person is told once of
each meeting: then the key ends in the person's mark instead of units' keys.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nettools.domain.letters import LetterKind
from nettools.domain.people import CourseLeader, EmailAddress, Participant
from nettools.domain.registrations import Registration
from nettools.domain.terms import Term
from nettools.letters.matters import Matter

_BETWEEN = "+"
_MARK_LENGTH = 16
ALREADY_WRITTEN = "already-written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One letter to be written: to this person, about these registrations, and about `matter` where there is one."""

    key: str
    recipient: Participant | CourseLeader
    registrations: tuple[Registration, ...]
    matter: Matter = None

    @property
    def to(self) -> EmailAddress:
        """Where the letter goes."""
        return self.recipient.email


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """How many get no letter now, and why: a short English code."""

    code: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who gets a letter now, in the order of sign-up, and how many do not.

    `left` is how many letters of the kind have left, or may have left, before.
    """

    addressees: tuple[Addressee, ...]
    held_back: tuple[HeldBack, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone who may get a letter.

    `about` is what the letter would tell of: a unit's key, or the person's mark for what each person is told once.
    `occasion` says which time, for a letter that there are several of (`natverk-1/meeting-2`). `held` says why it
    is not to be, as a short English code; empty: it is.
    """

    recipient: Participant
    registration: Registration
    about: str
    occasion: str = ""
    held: str = ""
    matter: Matter = None


def letter_key(term: Term, kind: LetterKind, abouts: Iterable[str], occasion: str = "") -> str:
    """The letter's key, unique for ever: `HT26/welcome/bjorkens-forskola-1780`, several units joined by `+`.

    With an occasion it stands in between: `HT26/meeting-reminder/natverk-1/meeting-2/5f0c1a2b3c4d5e6f`.
    """
    return "/".join(part for part in (str(term), kind.value, occasion, _BETWEEN.join(abouts)) if part)


def person_mark(who: EmailAddress) -> str:
    """What stands for a person in a key: the same for ever, and without a word about who it is."""
    return hashlib.sha256(who.key.encode()).hexdigest()[:_MARK_LENGTH]


def gather(
    candidates: Iterable[Candidate],
    *,
    kind: LetterKind,
    term: Term,
    on_their_way: Collection[str],
    protected: int = 0,
) -> Choice:
    """Make one letter of all that the same person is to be told on the same occasion.

    `on_their_way` are the keys of letters that have left or may have left; `protected` is how many sign-ups are kept
    outside because of protected identity: they are counted, and written to by hand.
    """
    told = set(_told(on_their_way))
    groups: dict[tuple[str, str], list[Candidate]] = {}
    held: dict[tuple[str, str], str] = {}
    for one in candidates:
        stem = letter_key(term, kind, (), one.occasion)
        if one.held:
            held.setdefault((stem, one.about), one.held)
        elif (stem, one.about) in told:
            held[stem, one.about] = ALREADY_WRITTEN
        else:
            groups.setdefault((stem, one.recipient.email.key), []).append(one)
    written = {(stem, one.about) for (stem, _), group in groups.items() for one in group}
    counts = [code for told_of, code in held.items() if told_of not in written]
    counts += ["protected-identity"] * protected
    return Choice(
        addressees=tuple(_addressee(term, kind, group) for group in groups.values()),
        held_back=tuple(HeldBack(code=code, count=counts.count(code)) for code in sorted(set(counts))),
        left=len(on_their_way),
    )


def _told(keys: Iterable[str]) -> Iterable[tuple[str, str]]:
    """What each letter told of: all but the last part of its key, with each thing that the last part names."""
    for key in keys:
        stem, _, abouts = key.rpartition("/")
        for about in abouts.split(_BETWEEN):
            yield stem, about


def _addressee(term: Term, kind: LetterKind, group: list[Candidate]) -> Addressee:
    last = group[-1]
    return Addressee(
        key=letter_key(term, kind, dict.fromkeys(one.about for one in group), last.occasion),
        recipient=last.recipient,  # as they spelt their name last
        registrations=tuple({one.registration.key: one.registration for one in group}.values()),
        matter=last.matter,
    )
