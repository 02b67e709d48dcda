"""A term's file, checked against itself and the question bank, becomes a TermDescription."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from nettools.domain.occasions import NetworkMeeting, Question
from nettools.domain.people import CourseLeader
from nettools.domain.termplan import HandInDescription, NetworkDescription, TermDescription, Window, ZoomHost, ZoomRules
from nettools.domain.terms import Term
from nettools.errors import Place, Problem
from nettools.language import text
from nettools.settings.checking import check
from nettools.settings.groupfaults import group_faults, group_rules
from nettools.settings.hours import Fault, moment, not_among, time_faults
from nettools.settings.sources import Raw
from nettools.settings.supervisions import read_supervisions, supervision_faults
from nettools.settings.termfile import MeetingEntry, NetworkEntry, TermFile, ThemeEntry, ZoomEntry
from nettools.settings.zoomfaults import zoom_faults

Bank = Mapping[str, Question]  # by key
_RESERVED = frozenset({"term"})  # in keys of the term's own things it stands where a network's key does


def read_term_description(raw: Raw, bank: Bank | None) -> tuple[TermDescription | None, list[Problem]]:
    """The description that a term's file gives, or None with every problem in it.

    `bank` is None when questions.toml cannot be read: then the file is checked as far as it goes without it.
    """
    entry, problems = check(TermFile, raw)
    problems = [*raw.problems, *problems] if not raw.problems else list(raw.problems)
    if entry is None or problems:
        return None, problems
    faults = [*_term_faults(entry, raw.file), *_network_faults(entry, bank), *zoom_faults(entry)]
    faults += [*supervision_faults(entry), *group_faults(entry)]
    if faults or bank is None:
        return None, [
            Problem(code=code, message=said, place=Place(file=raw.file, key=key)) for key, code, said in faults
        ]
    return _description(entry, bank), []


def _term_faults(entry: TermFile, file: str) -> Iterator[Fault]:
    if not file.endswith(f"/{entry.term}.toml"):
        yield "term", "file-name", text("is {term}, but the file has another name", term=entry.term)
    if entry.last_day <= entry.first_day:
        yield "last_day", "order", text("is not after first_day")
    for key, window in (("sign_up", entry.sign_up), ("companions", entry.companions)):
        if window.closes < window.opens:
            yield f"{key}.closes", "order", text("is before opens")
    if entry.companions.opens < entry.sign_up.closes:
        said = text("is before the last sign-up day, after which the welcome letter tells how companions register")
        yield "companions.opens", "order", said
    for key, day in (("sign_up.closes", entry.sign_up.closes), ("companions.closes", entry.companions.closes)):
        if day > entry.last_day:
            yield key, "outside-term", text("is after the term's last day")
    if entry.hand_in.due is not None and not entry.first_day <= entry.hand_in.due <= entry.last_day:
        yield "hand_in.due", "outside-term", text("is outside the term")
    yield from _capacity_faults(entry)


def _capacity_faults(entry: TermFile) -> Iterator[Fault]:
    places = sum(network.at_most for network in entry.networks)
    if not entry.networks:
        yield "networks", "missing", text("is empty; describe at least one network")
    elif entry.capacity > places:
        said = text(
            "is {capacity}, but the networks have places for {places} (the sum of at_most)",
            capacity=entry.capacity,
            places=places,
        )
        yield "capacity", "capacity", said


def _network_faults(entry: TermFile, bank: Bank | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, theme in enumerate(entry.meetings, 1):
        if theme.number in {other.number for other in entry.meetings[: number - 1]}:
            yield f"meetings.{theme.number}.number", "twice", text("is used twice")
        yield from _question_faults(f"meetings.{theme.number}.questions", theme.questions, bank)
    for network in entry.networks:
        where = f"networks.{network.key}"
        if network.key in seen:
            yield f"{where}.key", "twice", text("is used twice; every network needs a key of its own")
        seen.add(network.key)
        if network.key in _RESERVED:
            yield f"{where}.key", "reserved", text("is a word of nettools' own; choose another")
        if network.at_least > network.at_most:
            yield f"{where}.at_least", "order", text("is more than at_most")
        yield from _people_faults(where, network, entry)
        yield from _meeting_faults(where, network, entry, bank)


def _people_faults(where: str, network: NetworkEntry, entry: TermFile) -> Iterator[Fault]:
    if not network.leaders:
        yield f"{where}.leaders", "missing", text("is empty; a network needs a course leader")
    for leader in network.leaders:
        if leader not in entry.leaders:
            yield f"{where}.leaders", "unknown-leader", not_among(leader, "leaders", entry.leaders)
    if not network.zoom_host and not entry.zoom_hosts:
        yield f"{where}.zoom_host", "missing", text("is missing, and there are no [zoom_hosts] to choose from")
    elif network.zoom_host and network.zoom_host not in entry.zoom_hosts:
        said = not_among(network.zoom_host, "zoom_hosts", entry.zoom_hosts)
        yield f"{where}.zoom_host", "unknown-zoom-host", said


def _meeting_faults(where: str, network: NetworkEntry, entry: TermFile, bank: Bank | None) -> Iterator[Fault]:
    if not network.meetings:
        yield f"{where}.meetings", "missing", text("is empty; a network needs its meetings")
    before: datetime | None = None
    numbers: set[int] = set()
    for meeting in network.meetings:
        key = f"{where}.meetings.{meeting.number}"
        if meeting.number in numbers:
            yield f"{key}.number", "twice", text("is used twice")
        numbers.add(meeting.number)
        starts = moment(meeting.date, meeting.starts)
        if before is not None and starts <= before:
            yield f"{key}.date", "order", text("is not after the meeting before it")
        before = starts
        yield from time_faults(key, meeting, entry.first_day, entry.last_day)
        if not _theme(meeting, entry.meetings):
            said = text("is missing, here and under [[meetings]] with this number")
            yield f"{key}.theme", "missing", said
        yield from _question_faults(f"{key}.questions", meeting.questions or (), bank)


def _question_faults(key: str, questions: tuple[str, ...], bank: Bank | None) -> Iterator[Fault]:
    for question in questions:
        if bank is not None and question not in bank:
            yield key, "unknown-question", text("names {question}, which is not in questions.toml", question=question)


def _description(entry: TermFile, bank: Bank) -> TermDescription:
    return TermDescription(
        term=entry.term,
        first_day=entry.first_day,
        last_day=entry.last_day,
        sign_up=Window(opens=entry.sign_up.opens, closes=entry.sign_up.closes),
        sign_up_link=entry.sign_up.link,
        companions=Window(opens=entry.companions.opens, closes=entry.companions.closes),
        companions_link=entry.companions.link,
        companions_at_most=entry.companions.at_most,
        capacity=entry.capacity,
        networks=tuple(_network(network, entry, bank) for network in entry.networks),
        hand_in=_hand_in(entry),
        zoom_hosts=tuple(
            ZoomHost(email=host.email, meetings_at_once=host.meetings_at_once) for host in entry.zoom_hosts.values()
        ),
        questions=tuple(bank.values()),
        supervision_text=entry.supervision,
        supervisions=tuple(read_supervisions(entry)),
        first_task=entry.first_task,
        evaluation_link=entry.evaluation_link,
    )


def _hand_in(entry: TermFile) -> HandInDescription:
    described = entry.hand_in
    hand_in = HandInDescription(
        name=described.name,
        instructions=described.instructions,
        due=described.due,
        largest_megabytes=described.largest_megabytes,
    )
    if not described.file_types:
        return hand_in
    return HandInDescription(
        name=hand_in.name,
        instructions=hand_in.instructions,
        due=hand_in.due,
        largest_megabytes=hand_in.largest_megabytes,
        file_types=tuple(kind.lower().removeprefix(".") for kind in described.file_types),
    )


def _network(network: NetworkEntry, entry: TermFile, bank: Bank) -> NetworkDescription:
    leaders = [entry.leaders[name] for name in network.leaders]
    return NetworkDescription(
        key=network.key,
        name=network.name,
        leaders=tuple(CourseLeader(email=each.email, name=each.name, phone=each.phone) for each in leaders),
        zoom_host=str(entry.zoom_hosts[network.zoom_host].email) if network.zoom_host else "",
        at_most=network.at_most,
        at_least=network.at_least,
        school_forms=network.school_forms,
        meetings=tuple(_meeting(meeting, entry.meetings, bank) for meeting in network.meetings),
        zoom=_zoom_rules(network.zoom or entry.zoom),
        groups=group_rules(network, entry),
    )


def _zoom_rules(entry: ZoomEntry) -> ZoomRules:
    return ZoomRules(
        registration=entry.registration,
        waiting_room=entry.waiting_room,
        join_early=entry.join_early,
        passcode=entry.passcode,
        alternative_hosts=entry.alternative_hosts,
        unit_rooms=entry.unit_rooms,
    )


def _meeting(meeting: MeetingEntry, themes: tuple[ThemeEntry, ...], bank: Bank) -> NetworkMeeting:
    shared = next((theme.questions for theme in themes if theme.number == meeting.number), ())
    questions = shared if meeting.questions is None else meeting.questions
    return NetworkMeeting(
        number=meeting.number,
        theme=_theme(meeting, themes),
        starts=moment(meeting.date, meeting.starts),
        ends=moment(meeting.date, meeting.ends),
        questions=tuple(bank[key] for key in questions),
    )


def _theme(meeting: MeetingEntry, themes: tuple[ThemeEntry, ...]) -> str:
    return meeting.theme or next((theme.theme for theme in themes if theme.number == meeting.number), "")


def term_of_file(name: str) -> Term | None:
    """The term that a file `HT26.toml` describes, or None when its name says none."""
    try:
        term = Term.parse(name.removesuffix(".toml"))
    except ValueError:
        return None
    return term if name == f"{term}.toml" else None
