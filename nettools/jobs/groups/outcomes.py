"""What comes of making and showing groups: values, and the JSON that other programs read."""

from collections.abc import Sequence
from dataclasses import dataclass

from nettools.domain import swedish
from nettools.domain.groups import MeetingGroup, MeetingGroups
from nettools.domain.occasions import NetworkMeeting, Question
from nettools.domain.people import EmailAddress, Participant
from nettools.domain.registrations import Registration
from nettools.domain.termplan import Network
from nettools.domain.terms import Term
from nettools.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One who sits in a group, as people know them."""

    person: Participant
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupList:
    """One group as it is shown: its name, who is in it, in Swedish order, and what it talks about."""

    group: MeetingGroup
    name: str
    seats: tuple[Seat, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingList:
    """A meeting's groups. `moved` are those who had another group before."""

    network: Network
    meeting: NetworkMeeting
    groups: tuple[GroupList, ...]
    absent: tuple[EmailAddress, ...]
    seed: int
    moved: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, object]:
        """One of the `meetings`."""
        return {
            "network": self.network.key,
            "number": self.meeting.number,
            "theme": self.meeting.theme,
            "starts": swedish.local(self.meeting.starts).isoformat(),
            "questions": [question.key for question in self.meeting.questions],
            "groups": [
                {
                    "name": one.name,
                    "number": one.group.number,
                    "members": [seat.person.email.address for seat in one.seats],
                    "questions": [question.key for question in one.questions],
                }
                for one in self.groups
            ],
            "absent": [person.address for person in self.absent],
            "moved": sorted(self.moved),
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkCount:
    """How often people of a network meet again over the term, and how few times it must be."""

    network: str
    name: str
    repeated_pairs: int
    lower_bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsShown:
    """The groups of a term's meetings; `counts` where they were made now."""

    term: Term
    meetings: tuple[MeetingList, ...]
    counts: tuple[NetworkCount, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def repeated_pairs(self) -> int:
        """Over all networks."""
        return sum(count.repeated_pairs for count in self.counts)

    @property
    def lower_bound(self) -> int:
        """Over all networks."""
        return sum(count.lower_bound for count in self.counts)

    def as_json(self) -> dict[str, object]:
        """As `nettools groups make|show --json` prints it."""
        seeds = {one.seed for one in self.meetings}
        counted: dict[str, object] = {
            "repeated_pairs": self.repeated_pairs,
            "lower_bound": self.lower_bound,
            "networks": [
                {"network": one.network, "repeated_pairs": one.repeated_pairs, "lower_bound": one.lower_bound}
                for one in self.counts
            ],
        }
        return {
            "term": str(self.term),
            "meetings": [one.as_json() for one in self.meetings],
            **(counted if self.counts else {}),
            "seed": seeds.pop() if len(seeds) == 1 else None,
            "warnings": [
                {"code": one.code, "key": one.place.key, "message": str(one.message)} for one in self.warnings
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFiles:
    """The files that were written, by what they are for."""

    term: Term
    files: tuple[tuple[str, str], ...]
    warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As `nettools groups export --json` prints it."""
        return {
            "term": str(self.term),
            "files": [{"kind": kind, "file": file} for kind, file in self.files],
            "warnings": [
                {"code": one.code, "key": one.place.key, "message": str(one.message)} for one in self.warnings
            ],
        }


def listed(
    network: Network,
    meeting: NetworkMeeting,
    made: MeetingGroups,
    names: Sequence[str],
    moved: frozenset[str] = frozenset(),
) -> MeetingList:
    """A meeting's groups with what people are called; `names` are the groups' own, in order."""
    seats = {
        person.email.key: Seat(person=person, registration=registration)
        for registration in reversed(network.registrations)  # whoever is in several units: the first counts
        for person in registration.participants
    }
    lists = tuple(
        GroupList(
            group=group,
            name=name,
            seats=tuple(sorted((seats[person.key] for person in group.members), key=_by_name)),
            questions=_questions_of(network, meeting, place, len(names)),
        )
        for place, (group, name) in enumerate(zip(made.groups, names, strict=True))
    )
    return MeetingList(network=network, meeting=meeting, groups=lists, absent=made.absent, seed=made.seed, moved=moved)


def _questions_of(network: Network, meeting: NetworkMeeting, place: int, groups: int) -> tuple[Question, ...]:
    """All of the meeting's questions, or every so many of them where they are dealt out; nobody is without one."""
    questions = meeting.questions
    if not network.description.groups.share_questions or not questions:
        return questions
    return questions[place::groups] or (questions[place % len(questions)],)


def _by_name(seat: Seat) -> tuple[str, str, str]:
    person = seat.person
    return swedish.order(person.family_name), swedish.order(person.given_name), person.email.key
