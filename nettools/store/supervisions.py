"""Supervision: the times that people gave, and the sessions, none of which ever holds anyone twice at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.utils import IntegrityError

from nettools.domain import swedish
from nettools.domain.people import CourseLeader, EmailAddress
from nettools.domain.supervision import (
    GivenTime,
    PlannedSupervision,
    SupervisionPage,
    SupervisionState,
    SupervisionTimes,
    TimesOf,
)
from nettools.domain.terms import Term
from nettools.errors import RefusedError
from nettools.language import text
from nettools.store import models
from nettools.store.bounds import Bounds
from nettools.store.columns import joined, utc
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_TICK = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_A_DAY = 100


@dataclass(frozen=True, slots=True)
class Supervisions:
    """Times, pages and sessions of a term."""

    _database: Database

    # --- times

    @said_plainly()
    def times_of(self, term: Term) -> tuple[SupervisionTimes, ...]:
        """Everyone's times, by kind and key."""
        rows = (
            self._database.rows(models.SupervisionTime)
            .filter(party__term=str(term))
            .order_by("starts", "ends", "weight")
        )
        times: dict[int, list[GivenTime]] = {}
        for row in rows:
            given = GivenTime(starts=row.starts, ends=row.ends, weight=row.weight, busy=row.busy)
            times.setdefault(row.party_id, []).append(given)
        parties = self._database.rows(models.SupervisionParty).filter(term=str(term))
        return tuple(_times(one, times.get(one.id, [])) for one in sorted(parties, key=lambda one: (one.kind, one.key)))

    def save_times(self, term: Term, given: Iterable[SupervisionTimes]) -> None:
        """Replace the times of those who are named; all others' stay."""
        with self._database.transaction():
            for one in given:
                party, _ = self._database.rows(models.SupervisionParty).update_or_create(
                    term=str(term),
                    kind=one.kind.value,
                    key=one.key,
                    defaults={
                        "leaders": joined(one.leaders),
                        "days_off": joined(sorted(day.isoformat() for day in one.days_off)),
                        "most_a_day": one.most_a_day,
                    },
                )
                self._database.rows(models.SupervisionTime).filter(party_id=party.id).delete()
                self._database.rows(models.SupervisionTime).bulk_create(
                    models.SupervisionTime(
                        party_id=party.id,
                        starts=utc(time.starts),
                        ends=utc(time.ends),
                        weight=time.weight,
                        busy=time.busy,
                    )
                    for time in one.times
                )

    # --- pages

    @said_plainly()
    def page_of(self, digest: str) -> SupervisionPage | None:
        """Whose page has this digest for its address; None when there is none."""
        row = self._database.rows(models.SupervisionPage).filter(digest=digest).first()
        if row is None:
            return None
        return SupervisionPage(term=Term.parse(row.term), kind=TimesOf(row.kind), key=row.key, number=row.number)

    @said_plainly()
    def pages_of(self, term: Term) -> Mapping[tuple[TimesOf, str], tuple[int, str]]:
        """The pages of the term that were ever opened, by whose they are: how many addresses, and the last's digest."""
        rows = self._database.rows(models.SupervisionPage).filter(term=str(term))
        return {(TimesOf(row.kind), row.key): (row.number, row.digest) for row in rows}

    def keep_pages(self, pages: Iterable[tuple[SupervisionPage, str]]) -> None:
        """Keep the pages' newest addresses by their digests; the ones before them lead nowhere."""
        rows = [
            models.SupervisionPage(
                term=str(page.term), kind=page.kind.value, key=page.key, number=page.number, digest=digest
            )
            for page, digest in pages
        ]
        with self._database.transaction():
            self._database.upsert(rows, ("term", "kind", "key"))

    # --- sessions

    @said_plainly()
    def of(self, term: Term) -> tuple[PlannedSupervision, ...]:
        """All sessions of the term, cancelled ones too, in order of time."""
        rows = self._database.rows(models.PlannedSupervision).filter(term=str(term))
        return tuple(sorted(map(_session, rows), key=lambda one: (one.starts, one.unit_key, one.number)))

    def propose(self, term: Term, proposed: Iterable[PlannedSupervision]) -> None:
        """Replace what was proposed before; what people know of stays."""
        with self._database.transaction():
            self._database.rows(models.PlannedSupervision).filter(
                term=str(term), state=SupervisionState.PROPOSAL.value
            ).delete()
            self._database.rows(models.PlannedSupervision).bulk_create(_row(term, one) for one in proposed)

    def put(
        self,
        term: Term,
        sessions: Iterable[PlannedSupervision],
        bounds: Bounds,
        *,
        seen: Iterable[PlannedSupervision] = (),
    ) -> None:
        """Remember these sessions as they are now, all or none; a new one among them is added.

        Those that stand hold their leader, unit and host. Raises RefusedError (code `taken`) when anyone is held
        already: whoever asked first has the time; and (code `changed`) when any of `seen` is not as it was.
        """
        changed, expected = [*sessions], {*seen}
        with self._database.transaction():
            self._hold_units(one.unit_key for one in expected)
            if expected and not expected <= {*self.of(term)}:
                raise _changed()
            self._put_bounded(term, changed, bounds)

    def book(
        self, term: Term, session: PlannedSupervision, bounds: Bounds, *, seen: Iterable[PlannedSupervision]
    ) -> None:
        """Remember a session that the unit chose itself, in place of all that is proposed for it.

        `seen` are the unit's other sessions, cancelled ones too, as they were when it chose. Raises as `put` does.
        """
        with self._database.transaction():
            self._hold_units([session.unit_key])
            mine = self._database.rows(models.PlannedSupervision).filter(term=str(term), unit_key=session.unit_key)
            mine.filter(state=SupervisionState.PROPOSAL.value).delete()
            if {*map(_session, mine.all())} != {*seen}:
                raise _changed()
            self._put_bounded(term, [session], bounds)

    def _hold_units(self, keys: Iterable[str]) -> None:
        """Let nobody else change these units' sessions before this transaction is over (SQLite lets nobody anyway)."""
        rows = self._database.rows(models.Unit).select_for_update().filter(key__in=sorted({*keys}))
        [*rows.order_by("key")]

    def _put_bounded(self, term: Term, changed: Sequence[PlannedSupervision], bounds: Bounds) -> None:
        try:
            self._put(term, changed, bounds)
        except IntegrityError:
            raise _taken() from None

    def _put(self, term: Term, changed: Sequence[PlannedSupervision], bounds: Bounds) -> None:
        rows = [self._written(term, one) for one in changed]
        holds = self._database.rows(models.SupervisionHold)
        holds.filter(supervision_id__in=[row.id for row in rows]).delete()
        for row, one in zip(rows, changed, strict=True):
            if one.stands:
                holds.bulk_create(
                    models.SupervisionHold(supervision_id=row.id, resource=resource, tick=tick)
                    for resource, tick in self._holds(one, bounds)
                )

    def _written(self, term: Term, one: PlannedSupervision) -> models.PlannedSupervision:
        row = _row(term, one)
        self._database.upsert([row], ("term", "unit_key", "number"))
        return self._database.rows(models.PlannedSupervision).get(
            term=str(term), unit_key=one.unit_key, number=one.number
        )

    def _holds(self, one: PlannedSupervision, bounds: Bounds) -> Iterator[tuple[str, int]]:
        ticks = [*_ticks(one.starts, one.ends)]
        with_pause = [*_ticks(one.starts, one.ends + timedelta(minutes=bounds.pause))]
        yield from ((f"unit:{one.unit_key}", tick) for tick in ticks)
        yield from ((f"leader:{one.leader.email.key}", tick) for tick in with_pause)
        if most := bounds.a_day.get(one.leader.email.key):
            day = swedish.local(one.starts).date()
            yield f"day:{one.leader.email.key}", day.toordinal() * _MOST_A_DAY + self._free_number(one, day, most)
        if one.zoom_host:
            lane = self._free_lane(one.zoom_host.casefold(), ticks, bounds)
            yield from ((f"host:{one.zoom_host.casefold()}#{lane}", tick) for tick in ticks)

    def _free_lane(self, host: str, ticks: list[int], bounds: Bounds) -> int:
        """The first of the host's lanes that is free; the last one when none is, which the bound then refuses."""
        most = bounds.at_once.get(host, 1)
        for lane in range(1, most):
            if (
                not self._database.rows(models.SupervisionHold)
                .filter(resource=f"host:{host}#{lane}", tick__in=ticks)
                .exists()
            ):
                return lane
        return most

    def _free_number(self, one: PlannedSupervision, day: date, most: int) -> int:
        """The leader's first free number that day, counted from 0; the last one when none is."""
        first = day.toordinal() * _MOST_A_DAY
        rows = self._database.rows(models.SupervisionHold).filter(
            resource=f"day:{one.leader.email.key}", tick__gte=first, tick__lt=first + _MOST_A_DAY
        )
        taken = {tick - first for tick in rows.values_list("tick", flat=True)}
        return next((number for number in range(most) if number not in taken), most - 1)


def _ticks(starts: datetime, ends: datetime) -> range:
    """The five minutes that are touched, counted from 1970."""
    return range((utc(starts) - _EPOCH) // _TICK, -((_EPOCH - utc(ends)) // _TICK))


def _taken() -> RefusedError:
    return RefusedError(
        text("Somebody else has just taken that time, or the leader, unit or Zoom host is busy then. Choose another."),
        code="taken",
    )


def _changed() -> RefusedError:
    return RefusedError(
        text("The session has been changed meanwhile. Look again, and do what is still right."), code="changed"
    )


def _times(row: models.SupervisionParty, times: list[GivenTime]) -> SupervisionTimes:
    return SupervisionTimes(
        kind=TimesOf(row.kind),
        key=row.key,
        times=tuple(times),
        leaders=tuple(row.leaders.split()),
        days_off=frozenset(map(date.fromisoformat, row.days_off.split())),
        most_a_day=row.most_a_day,
    )


def _session(row: models.PlannedSupervision) -> PlannedSupervision:
    return PlannedSupervision(
        unit_key=row.unit_key,
        number=row.number,
        starts=row.starts,
        ends=row.ends,
        leader=CourseLeader(email=EmailAddress(row.leader_email), name=row.leader_name, phone=row.leader_phone),
        zoom_host=row.zoom_host,
        state=SupervisionState(row.state),
        preference=row.preference,
        locked=row.locked,
    )


def _row(term: Term, one: PlannedSupervision) -> models.PlannedSupervision:
    return models.PlannedSupervision(
        term=str(term),
        unit_key=one.unit_key,
        number=one.number,
        starts=utc(one.starts),
        ends=utc(one.ends),
        leader_email=one.leader.email.address,
        leader_key=one.leader.email.key,
        leader_name=one.leader.name,
        leader_phone=one.leader.phone,
        zoom_host=one.zoom_host,
        state=one.state.value,
        preference=one.preference,
        locked=one.locked,
    )
