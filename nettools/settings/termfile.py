"""A term's file, `config/terms/HT26.toml`: what may stand in it, before the parts are put together."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from nettools.domain.groups import Trait
from nettools.settings.kinds import (
    ClockTime,
    Count,
    FilledWords,
    Key,
    Mailbox,
    OptionalWebAddress,
    Read,
    SchoolFormCode,
    TermName,
    TraitName,
    WebAddress,
    Words,
    whole,
)
from nettools.settings.model import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpEntry(Table):
    """`[sign_up]`: first and last day, and where the form is."""

    opens: date
    closes: date
    link: WebAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsEntry(Table):
    """`[companions]`: first and last day, where the form is, and how many a unit may take along."""

    opens: date
    closes: date
    link: WebAddress
    at_most: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInEntry(Table):
    """`[hand_in]`: the hand-in for drafts of the health plan."""

    name: FilledWords
    instructions: FilledWords
    due: date | None = None
    file_types: tuple[FilledWords, ...] = ()
    largest_megabytes: Annotated[int, Read(whole(1, 500))] = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderEntry(Table):
    """`[leaders.maja]`: a course leader, whom networks name by the last word."""

    name: FilledWords
    email: Mailbox
    phone: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomHostEntry(Table):
    """`[zoom_hosts.sal-1]`: a Zoom account that meetings are held with."""

    email: Mailbox
    meetings_at_once: Annotated[int, Read(whole(1, 2))] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomEntry(Table):
    """`[zoom]`: how meetings are set up, for all networks; `[networks.zoom]` says all of it anew for one."""

    registration: bool = False
    waiting_room: bool = True
    join_early: Annotated[int, Read(whole(0, 15))] | None = None
    passcode: Words = ""
    alternative_hosts: tuple[Mailbox, ...] = ()
    unit_rooms: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsEntry(Table):
    """`[groups]`: how groups are made, for all networks; `[networks.groups]` says all of it anew for one."""

    at_least: Annotated[int, Read(whole(2, 100))] = 4
    at_most: Annotated[int, Read(whole(2, 100))] = 6
    mix: tuple[TraitName, ...] = (Trait.UNIT, Trait.PROFESSION)
    keep: tuple[TraitName, ...] = ()
    together: tuple[tuple[Mailbox, ...], ...] = ()
    apart: tuple[tuple[Mailbox, ...], ...] = ()
    share_questions: bool = False
    seed: Annotated[int, Read(whole(0, 2**31 - 1))] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionEntry(Table):
    """`[[supervisions]]`: a supervision session of one unit with a course leader; on Zoom where a host is named."""

    unit: Words
    date: date
    starts: ClockTime
    ends: ClockTime
    leader: Words
    zoom_host: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEntry(Table):
    """`[[meetings]]`: what every network's meeting with this number is about."""

    number: Count
    theme: FilledWords
    questions: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEntry(Table):
    """`[[networks.meetings]]`: when one network meets; theme and questions only where they differ."""

    number: Count
    date: date
    starts: ClockTime
    ends: ClockTime
    theme: Words = ""
    questions: tuple[Words, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEntry(Table):
    """`[[networks]]`: one network (cohort)."""

    key: Key
    name: FilledWords
    leaders: tuple[Words, ...]
    zoom_host: Words = ""
    at_most: Count
    at_least: Count = 1
    school_forms: tuple[SchoolFormCode, ...] = ()
    meetings: tuple[MeetingEntry, ...] = ()
    zoom: ZoomEntry | None = None
    groups: GroupsEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFile(Table):
    """All of a term's file."""

    term: TermName
    first_day: date
    last_day: date
    capacity: Count
    sign_up: SignUpEntry
    companions: CompanionsEntry
    hand_in: HandInEntry
    supervision: Words = ""
    supervisions: tuple[SupervisionEntry, ...] = ()
    first_task: Words = ""
    evaluation_link: OptionalWebAddress = ""
    zoom: ZoomEntry = ZoomEntry()
    groups: GroupsEntry = GroupsEntry()
    leaders: dict[str, LeaderEntry] = field(default_factory=dict)
    zoom_hosts: dict[str, ZoomHostEntry] = field(default_factory=dict)
    meetings: tuple[ThemeEntry, ...] = ()
    networks: tuple[NetworkEntry, ...]
