"""What each kind of letter says to one person: the values behind its placeholders.

A value that is not known is None or empty; it is refused where the text needs it. Times are said as Swedish letters
say them.
"""

from nettools.domain import swedish
from nettools.domain.occasions import NetworkMeeting
from nettools.domain.people import CourseLeader, EmailAddress, Participant
from nettools.domain.termplan import NetworkDescription, TermDescription
from nettools.domain.terms import Season, Term
from nettools.letters.choosing import Addressee
from nettools.letters.matters import Appointment, AppointmentNews, Attended, Feedback
from nettools.letters.placeholders import Facts, Trusted, and_list
from nettools.letters.termfacts import Sender, TermFacts


def everyones_facts(addressee: Addressee, facts: TermFacts) -> Facts:
    """What every kind of letter may say: to whom, for which units and terms, the term's days, who we are."""
    terms = sorted({term for registration in addressee.registrations for term in registration.terms})
    return {
        "recipient_name": addressee.recipient.name,
        "recipient_given_name": _given_name(addressee.recipient),
        "unit_names": and_list([registration.unit.name for registration in addressee.registrations]),
        "unit_count": len(addressee.registrations),
        "rektor_name": and_list([*dict.fromkeys(one.principal.name for one in addressee.registrations)]),
        "terms_in_words": and_list([term_in_words(term) for term in terms]),
        "term_count": len(terms),
        "unit_pages": _unit_pages(addressee, facts) or None,
        "calendar_link": facts.calendars.get(addressee.to.key),
        **_of_the_term(facts.description),
        **_of_the_sender(facts.sender),
    }


def meetings_facts(addressee: Addressee, facts: TermFacts) -> Facts:
    """For a letter that tells of the whole term: the networks with their meetings."""
    networks = facts.networks_of(addressee.registrations)
    shown = [_network(network, units, facts, addressee.to) for network, units in networks.items()]
    meetings = sorted((m for network in networks for m in network.meetings), key=lambda meeting: meeting.starts)
    return {
        "networks": shown if shown and _all_placed(addressee, facts) else None,
        "first_meeting": swedish.moment_in_words(meetings[0].starts, meetings[0].ends) if meetings else None,
        "links_known": not facts.without_link(addressee.registrations, addressee.to),
    }


def appointment_facts(addressee: Addressee, _: TermFacts) -> Facts:
    """For a letter about one occasion that is coming, has moved or is cancelled. Its matter is AppointmentNews."""
    news = addressee.matter if isinstance(addressee.matter, AppointmentNews) else None
    if news is None:
        return {}
    now, before = news.occasion, news.earlier
    return {
        "whose": news.whose,
        "occasion": _appointment(now),
        "earlier": _appointment(before) if before else None,
        "moved": before is not None and (before.starts, before.ends) != (now.starts, now.ends),
        "new_link": before is not None and before.link != now.link,
        "new_leader": before is not None and before.leader != now.leader,
        "why": news.why,
        "cancelled": news.cancelled,
        "called_off": news.called_off,
    }


def event_facts(whose: str, told: Appointment) -> Facts:
    """What the title and text of an occasion in the calendar may say; `meeting` and `network` are older names."""
    occasion = _appointment(told)
    return {"occasion": occasion, "whose": whose, "meeting": occasion, "network": {"name": whose}}


def feedback_facts(addressee: Addressee, _: TermFacts) -> Facts:
    """For the answer on a draft. Its matter is Feedback."""
    feedback = addressee.matter if isinstance(addressee.matter, Feedback) else None
    if feedback is None:
        return {}
    return {
        "feedback": Trusted(feedback.markdown),
        "version": feedback.version,
        "leader": _leader(feedback.leader) if feedback.leader else None,
    }


def certificate_facts(addressee: Addressee, _: TermFacts) -> Facts:
    """For a certificate. Its matter is Attended."""
    attended = addressee.matter if isinstance(addressee.matter, Attended) else None
    if attended is None:
        return {}
    hours = attended.minutes / 60
    return {
        "attended": [_appointment(meeting) for meeting in attended.meetings],
        "attended_count": len(attended.meetings),
        "meeting_count": attended.out_of,
        "hours": f"{hours:.1f}".replace(".", ",").removesuffix(",0") if attended.minutes else None,
    }


def _given_name(recipient: Participant | CourseLeader) -> str:
    return recipient.name.partition(" ")[0] if isinstance(recipient, CourseLeader) else recipient.given_name


def no_more(_: Addressee, __: TermFacts) -> Facts:
    """For a letter that says nothing beyond what every kind may say."""
    return {}


def term_in_words(term: Term) -> str:
    """The term as a sentence says it: höstterminen 2026."""
    return f"{'vårterminen' if term.season is Season.SPRING else 'höstterminen'} {term.year}"


def _unit_pages(addressee: Addressee, facts: TermFacts) -> list[dict[str, object]]:
    """The web pages of the units that the letter is about: only to those who take part in them."""
    return [
        {"unit": one.unit.name, "link": facts.unit_pages[one.unit.key]}
        for one in addressee.registrations
        if one.unit.key in facts.unit_pages and any(each.email == addressee.to for each in one.participants)
    ]


def _all_placed(addressee: Addressee, facts: TermFacts) -> bool:
    return all(registration.unit.key in facts.placements for registration in addressee.registrations)


def _appointment(told: Appointment) -> dict[str, object]:
    day = swedish.local(told.starts).date()
    return {
        "number": told.number,
        "theme": told.theme,
        "moment": swedish.moment_in_words(told.starts, told.ends),
        "day": swedish.weekday_and_date(day),
        "date": swedish.date_in_table(day),
        "weekday": swedish.weekday(day),
        "week": swedish.week(day),
        "time": swedish.clock(told.starts, told.ends),
        "minutes": int((told.ends - told.starts).total_seconds() // 60),
        "link": told.link or None,
        "leader": _leader(told.leader) if told.leader else None,
    }


def _leader(leader: CourseLeader) -> dict[str, object]:
    return {"name": leader.name, "email": leader.email.address, "phone": leader.phone}


def _of_the_term(description: TermDescription) -> dict[str, object]:
    due = description.hand_in.due
    return {
        "term": str(description.term),
        "term_in_words": term_in_words(description.term),
        "sign_up_last_day": swedish.date_in_words(description.sign_up.closes),
        "companions_link": description.companions_link,
        "companions_last_day": swedish.date_in_words(description.companions.closes),
        "companions_at_most": description.companions_at_most,
        "first_task": description.first_task,
        "supervision": description.supervision_text,
        "hand_in_name": description.hand_in.name,
        "hand_in_last_day": swedish.date_in_words(due) if due else None,
        "canvas_opens": swedish.date_in_words(description.first_day),
        "evaluation_link": description.evaluation_link,
    }


def _of_the_sender(sender: Sender) -> dict[str, object]:
    return {
        "sender_name": sender.mail_name,
        "sender_address": sender.mail_address,
        "organiser_name": sender.name,
        "organiser_web": sender.web,
        "network_title": sender.network,
        "contact": sender.contact,
        "contact_phone": sender.phone,
        "privacy_link": sender.privacy_link,
        "canvas_link": sender.canvas_link,
    }


def _network(network: NetworkDescription, units: list[str], facts: TermFacts, who: EmailAddress) -> dict[str, object]:
    return {
        "key": network.key,
        "name": network.name,
        "units": and_list(units),
        "leaders": [_leader(each) for each in network.leaders],
        "meetings": [meeting_facts(network, meeting, facts, who) for meeting in network.meetings],
    }


def meeting_facts(
    network: NetworkDescription, meeting: NetworkMeeting, facts: TermFacts, who: EmailAddress
) -> dict[str, object]:
    """What a letter to `who` says of one meeting of the network."""
    return _appointment(Appointment.of(meeting, facts.join_link(network, meeting, who)))
