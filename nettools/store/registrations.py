"""Registrations with their units, principals and companions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from nettools.domain.people import Companion, EmailAddress, Principal, Role, TargetGroup
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import joined, portions, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly
from nettools.store.units import Units, unit_of


@dataclass(frozen=True, slots=True)
class Registrations:
    """What each unit has signed up for; one registration per unit and term."""

    _database: Database

    @said_plainly()
    def of(self, term: Term) -> tuple[Registration, ...]:
        """The registrations of a term in order of submission, then by key; companions are included."""
        rows = self._database.rows(models.Registration).filter(term=str(term)).select_related("unit")
        companions = self._companions(term)
        found = [_registration(row, companions[row.id]) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.submitted, one.key)))

    @said_plainly()
    def of_person(self, term: Term, who: EmailAddress) -> tuple[Registration, ...]:
        """The registrations of a term that this person is the principal or a companion of."""
        companions = self._database.rows(models.Companion).filter(registration__term=str(term))
        with_them = companions.filter(email_key=who.key).values("registration_id")
        rows = self._database.rows(models.Registration).filter(term=str(term)).select_related("unit")
        found = rows.filter(Q(email_key=who.key) | Q(id__in=with_them))
        return tuple(
            _registration(row, [*map(_companion, companions.filter(registration_id=row.id).order_by("position"))])
            for row in found.order_by("submitted", "unit_id")
        )

    @said_plainly()
    def terms(self) -> tuple[Term, ...]:
        """The terms that have registrations, in order of time."""
        found = self._database.rows(models.Registration).values_list("term", flat=True).distinct()
        return tuple(sorted(map(Term.parse, found)))

    def save(self, registrations: Iterable[Registration]) -> None:
        """Keep these registrations and their units; one of the same unit and term takes the new values.

        Its companions become those of the value.
        """
        wanted = [*{(one.term, one.unit.key): one for one in registrations}.values()]
        rows = [_row(one) for one in wanted]
        with self._database.transaction():
            Units(self._database).save(one.unit for one in wanted)
            self._database.upsert(rows, ("term", "unit"))
            self._replace_companions([row.id for row in rows], wanted)

    def set_state(self, term: Term, unit_key: str, state: RegistrationState) -> None:
        """Move one registration to a state. Raises KeyError when there is no such registration."""
        with self._database.transaction():
            rows = self._database.rows(models.Registration).filter(term=str(term), unit_id=unit_key)
            if not rows.update(state=state.value):
                raise KeyError(f"{term}/{unit_key}")

    def remove(self, term: Term, unit_keys: Iterable[str]) -> None:
        """Forget these units' registrations of a term, with principals and companions; the units stay."""
        with self._database.transaction():
            for portion in portions(list(unit_keys)):
                rows = self._database.rows(models.Registration).filter(term=str(term), unit_id__in=portion)
                ids = list(rows.values_list("id", flat=True))
                self._database.rows(models.Companion).filter(registration_id__in=ids).delete()
                rows.delete()

    def _companions(self, term: Term) -> dict[int, list[Companion]]:
        """The companions of a whole term in one question, by their registration."""
        found: dict[int, list[Companion]] = defaultdict(list)
        rows = self._database.rows(models.Companion).filter(registration__term=str(term))
        for row in rows.order_by("registration_id", "position"):
            found[row.registration_id].append(_companion(row))
        return found

    def _replace_companions(self, ids: Sequence[int], registrations: Sequence[Registration]) -> None:
        table = self._database.rows(models.Companion)
        for portion in portions(ids):
            table.filter(registration_id__in=portion).delete()
        rows = [
            _companion_row(registration_id, position, companion)
            for registration_id, registration in zip(ids, registrations, strict=True)
            for position, companion in enumerate(registration.companions)
        ]
        table.bulk_create(rows, batch_size=1000)


def _registration(row: models.Registration, companions: Sequence[Companion]) -> Registration:
    return Registration(
        term=Term.parse(row.term),
        unit=unit_of(row.unit),
        principal=Principal(
            email=EmailAddress(row.email),
            given_name=row.given_name,
            family_name=row.family_name,
            role=Role(row.role),
            phone=row.phone,
        ),
        terms=tuple(map(Term.parse, row.terms.split())),
        submitted=row.submitted,
        state=RegistrationState(row.state),
        companions=tuple(companions),
    )


def _row(registration: Registration) -> models.Registration:
    principal = registration.principal
    return models.Registration(
        term=str(registration.term),
        unit_id=registration.unit.key,
        email=principal.email.address,
        email_key=principal.email.key,
        given_name=principal.given_name,
        family_name=principal.family_name,
        role=principal.role.value,
        phone=principal.phone,
        terms=joined(registration.terms),
        submitted=utc(registration.submitted),
        state=registration.state.value,
    )


def _companion(row: models.Companion) -> Companion:
    return Companion(
        email=EmailAddress(row.email),
        given_name=row.given_name,
        family_name=row.family_name,
        group=TargetGroup(row.group),
        profession=row.profession,
    )


def _companion_row(registration_id: int, position: int, companion: Companion) -> models.Companion:
    return models.Companion(
        registration_id=registration_id,
        position=position,
        email=companion.email.address,
        email_key=companion.email.key,
        given_name=companion.given_name,
        family_name=companion.family_name,
        group=companion.group.value,
        profession=companion.profession,
    )
