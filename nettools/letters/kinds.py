"""Every kind of letter in one table: who gets it, what it says, and when it may leave.

A new kind is a member of LetterKind, a row here, a chooser and a facts function where none fits, and a template.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from nettools.domain.letters import LetterKind
from nettools.domain.occasions import STOCKHOLM
from nettools.domain.registrations import RegistrationState
from nettools.domain.termplan import TermDescription
from nettools.language import Text, text
from nettools.letters import choosers, facts
from nettools.letters.choosers import Chooser, Circle
from nettools.letters.choosing import Addressee, Choice, gather
from nettools.letters.placeholders import Facts
from nettools.letters.termfacts import TermFacts

Day = Callable[[TermDescription], date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """How letters of one kind come about.

    `choose` is None for letters that follow from changes in the calendar: what changed tells who gets them.
    `tells_meetings`: it holds the term's meetings with their links, so the units must be placed and the links known.
    `after` and `until` give the days, both included, between which it may leave; None: no bound.
    """

    to: Text
    choose: Chooser | None
    facts: Callable[[Addressee, TermFacts], Facts] = facts.no_more
    tells_meetings: bool = False
    per_meeting: bool = False
    repeatable: bool = False
    after: Day = lambda _: None
    until: Day = lambda _: None

    def facts_for(self, addressee: Addressee, term_facts: TermFacts) -> Facts:
        """The values of all placeholders for one letter."""
        return {**facts.everyones_facts(addressee, term_facts), **self.facts(addressee, term_facts)}


def _last_meeting(description: TermDescription) -> date | None:
    """The day of the term's last meeting in any network."""
    ends = [meeting.ends for network in description.networks for meeting in network.meetings]
    return max(ends).astimezone(STOCKHOLM).date() if ends else None


_STATE = RegistrationState
_UNIT = text("the rektor")
_ALL = text("the rektor and the companions")
KINDS: Mapping[LetterKind, LetterRow] = {
    LetterKind.SIGN_UP_RECEIVED: LetterRow(to=_UNIT, choose=choosers.rektor_when(_STATE.RECEIVED)),
    LetterKind.PLACE_OFFERED: LetterRow(to=_UNIT, choose=choosers.rektor_when(_STATE.ACCEPTED)),
    LetterKind.WAITING_LIST: LetterRow(to=_UNIT, choose=choosers.rektor_when(_STATE.WAITING)),
    LetterKind.REGRET: LetterRow(to=_UNIT, choose=choosers.rektor_when(_STATE.DECLINED)),
    LetterKind.WELCOME: LetterRow(
        to=_UNIT,
        choose=choosers.rektor_when(_STATE.ACCEPTED),
        facts=facts.meetings_facts,
        tells_meetings=True,
        after=lambda term: term.sign_up.closes,
    ),
    LetterKind.COMPANION_JOINING: LetterRow(
        to=text("each companion"), choose=choosers.companions, facts=facts.meetings_facts, tells_meetings=True
    ),
    LetterKind.COMPANIONS_REMINDER: LetterRow(
        to=text("the rektor of a unit without companions"),
        choose=choosers.rektor_without_companions,
        repeatable=True,
        until=lambda term: term.companions.closes,
    ),
    LetterKind.SUPERVISION_INVITATION: LetterRow(to=_ALL, choose=None, facts=facts.appointment_facts),
    LetterKind.SUPERVISION_CHANGE: LetterRow(to=_ALL, choose=None, facts=facts.appointment_facts),
    LetterKind.SUPERVISION_CANCELLATION: LetterRow(to=_ALL, choose=None, facts=facts.appointment_facts),
    LetterKind.MEETING_REMINDER: LetterRow(
        to=_ALL, choose=choosers.participants_of_meeting, facts=facts.appointment_facts, per_meeting=True
    ),
    LetterKind.MEETING_CHANGE: LetterRow(to=_ALL, choose=None, facts=facts.appointment_facts),
    LetterKind.DRAFT_REMINDER: LetterRow(
        to=text("the rektor of a unit without a draft"),
        choose=choosers.rektor_without_draft,
        repeatable=True,
        until=lambda term: term.hand_in.due,
    ),
    LetterKind.DRAFT_FEEDBACK: LetterRow(
        to=text("the rektor of a unit whose draft has been answered"),
        choose=choosers.rektor_with_feedback,
        facts=facts.feedback_facts,
    ),
    LetterKind.CERTIFICATE: LetterRow(
        to=text("each participant who took part in enough of the meetings"),
        choose=choosers.participants_who_attended,
        facts=facts.certificate_facts,
        after=_last_meeting,
    ),
    LetterKind.THANK_YOU: LetterRow(to=_ALL, choose=choosers.participants, after=_last_meeting),
}


def choose(kind: LetterKind, circle: Circle, on_their_way: Collection[str], *, protected: int = 0) -> Choice:
    """Choose who gets a letter of the kind (see `gather`). Raises ValueError for one that the calendar chooses for."""
    chooser = KINDS[kind].choose
    if chooser is None:
        raise ValueError(kind)
    term = circle.facts.description.term
    return gather(chooser(circle), kind=kind, term=term, on_their_way=on_their_way, protected=protected)
