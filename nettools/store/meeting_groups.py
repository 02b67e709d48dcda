"""Groups at network meetings: who sits with whom, and who will not be there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from nettools.domain.groups import MeetingGroup, MeetingGroups
from nettools.domain.people import EmailAddress
from nettools.domain.terms import Term
from nettools.store import models
from nettools.store.columns import portions
from nettools.store.connection import Database
from nettools.store.failures import said_plainly

_ABSENT = 0


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of each meeting that they have been made for."""

    _database: Database

    @said_plainly()
    def of(self, term: Term) -> tuple[MeetingGroups, ...]:
        """The groups of a term, by network and meeting; members by their keys."""
        people: dict[int, dict[int, list[EmailAddress]]] = defaultdict(lambda: defaultdict(list))
        rows = self._database.rows(models.GroupMember).filter(grouped__term=str(term))
        for member in sorted(rows, key=lambda row: row.email_key):
            people[member.grouped_id][member.number].append(EmailAddress(member.email))
        meetings = self._database.rows(models.GroupedMeeting).filter(term=str(term))
        return tuple(_groups(row, people[row.id]) for row in sorted(meetings, key=lambda r: (r.network_key, r.meeting)))

    def save(self, term: Term, made: Iterable[MeetingGroups]) -> None:
        """Keep these groups; those that a meeting had before are forgotten. Other meetings stay as they are."""
        with self._database.transaction():
            for one in made:
                same = {"term": str(term), "network_key": one.network, "meeting": one.meeting}
                before = self._database.rows(models.GroupedMeeting).filter(**same)
                self._database.rows(models.GroupMember).filter(grouped__in=before).delete()
                before.delete()
                row = models.GroupedMeeting(**same, seed=one.seed)
                self._database.rows(models.GroupedMeeting).bulk_create([row])
                self._database.rows(models.GroupMember).bulk_create(_members(row.id, one), batch_size=1000)

    def forget_people(self, term: Term, keys: Iterable[str]) -> None:
        """Take people, by the keys of their addresses, out of all groups and absences of a term."""
        with self._database.transaction():
            for portion in portions([*keys]):
                rows = self._database.rows(models.GroupMember)
                rows.filter(grouped__term=str(term), email_key__in=portion).delete()


def _groups(row: models.GroupedMeeting, people: dict[int, list[EmailAddress]]) -> MeetingGroups:
    return MeetingGroups(
        network=row.network_key,
        meeting=row.meeting,
        groups=tuple(
            MeetingGroup(number=number, members=tuple(members))
            for number, members in sorted(people.items())
            if number != _ABSENT
        ),
        absent=tuple(people.get(_ABSENT, ())),
        seed=row.seed,
    )


def _members(grouped: int, made: MeetingGroups) -> list[models.GroupMember]:
    seated = [(group.number, person) for group in made.groups for person in group.members]
    return [
        models.GroupMember(grouped_id=grouped, number=number, email=person.address, email_key=person.key)
        for number, person in (*seated, *((_ABSENT, person) for person in made.absent))
    ]
