"""Registration: one unit's place, or wish for a place, in one term."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nettools.domain.people import Companion, Participant, Principal
from nettools.domain.schools import Unit
from nettools.domain.terms import Term


class RegistrationState(StrEnum):
    """received → accepted, waiting or declined; withdrawn from any of them."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A unit signed up by its principal for `term`; `terms` are all the terms that were asked for, in order.

    `submitted` is when the form was sent, with its time zone; it decides who comes first when places run out.
    """

    term: Term
    unit: Unit
    principal: Principal
    terms: tuple[Term, ...]
    submitted: datetime
    state: RegistrationState = RegistrationState.RECEIVED
    companions: tuple[Companion, ...] = ()

    @property
    def key(self) -> str:
        """Term and unit: `HT26/bjorkens-forskola-1780`."""
        return f"{self.term}/{self.unit.key}"

    @property
    def participants(self) -> tuple[Participant, ...]:
        """The principal, then the companions."""
        return (self.principal, *self.companions)
