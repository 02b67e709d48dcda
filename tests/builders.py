"""Values for tests, in one line each: every argument has a plain default and can be said by name."""

from datetime import UTC, date, datetime

from nettools.domain.letters import Letter, LetterKind
from nettools.domain.occasions import STOCKHOLM, NetworkMeeting, Question
from nettools.domain.people import Companion, CourseLeader, EmailAddress, Principal, Role, TargetGroup
from nettools.domain.registrations import Registration, RegistrationState
from nettools.domain.schools import SchoolForm, Unit
from nettools.domain.termplan import (
    HandInDescription,
    Network,
    NetworkDescription,
    TermDescription,
    TermPlan,
    Window,
)
from nettools.domain.terms import Season, Term

HT26 = Term(2026, Season.AUTUMN)
VT27 = Term(2027, Season.SPRING)


def an_email(address="rektor@example.se"):
    return EmailAddress(address)


def a_unit(key="bjorkens-forskola-1780", name="Björkens förskola", **others):
    return Unit(
        **{
            "key": key,
            "name": name,
            "authority": "Karlstads kommun",
            "municipality_code": "1780",
            "school_forms": (SchoolForm.FS,),
            **others,
        }
    )


def a_principal(address="rektor@example.se", given_name="Åsa", family_name="Öberg", role=Role.PRINCIPAL, **others):
    return Principal(email=EmailAddress(address), given_name=given_name, family_name=family_name, role=role, **others)


def a_companion(address="kurator@example.se", group=TargetGroup.HEALTH_PROFESSIONS, **others):
    return Companion(
        **{"email": EmailAddress(address), "given_name": "Ali", "family_name": "Ström", "group": group, **others}
    )


def a_registration(unit=None, principal=None, term=HT26, terms=None, state=RegistrationState.ACCEPTED, **others):
    return Registration(
        **{
            "term": term,
            "unit": unit or a_unit(),
            "principal": principal or a_principal(),
            "terms": terms or (term,),
            "submitted": datetime(2026, 5, 12, 8, 30, tzinfo=UTC),
            "state": state,
            **others,
        }
    )


def a_leader(address="ledare@example.se", name="Maja Åkerlund"):
    return CourseLeader(email=EmailAddress(address), name=name)


def a_meeting(number=1, theme="Nuläge och önskat läge", day=date(2026, 9, 22), **others):
    return NetworkMeeting(
        **{
            "number": number,
            "theme": theme,
            "starts": datetime(day.year, day.month, day.day, 13, 0, tzinfo=STOCKHOLM),
            "ends": datetime(day.year, day.month, day.day, 15, 30, tzinfo=STOCKHOLM),
            "questions": (Question(key="q17", text="Vilka är era mål och strategier?"),),
            **others,
        }
    )


def a_network_description(key="natverk-1", name="Nätverk 1", **others):
    return NetworkDescription(
        **{
            "key": key,
            "name": name,
            "leaders": (a_leader(),),
            "zoom_host": "zoom1@example.se",
            "at_most": 12,
            "meetings": (a_meeting(1), a_meeting(2, "Barnets perspektiv", date(2026, 10, 20))),
            **others,
        }
    )


def a_term_description(term=HT26, networks=None, **others):
    return TermDescription(
        **{
            "term": term,
            "first_day": date(2026, 8, 31),
            "last_day": date(2027, 1, 17),
            "sign_up": Window(opens=date(2026, 5, 4), closes=date(2026, 6, 12)),
            "sign_up_link": "https://example.se/anmalan",
            "companions": Window(opens=date(2026, 6, 15), closes=date(2026, 9, 11)),
            "companions_link": "https://example.se/medfoljare",
            "companions_at_most": 6,
            "capacity": 24,
            "networks": networks or (a_network_description(),),
            "hand_in": HandInDescription(
                name="Barn- och elevhälsoplan – utkast", instructions="Lämna in ert utkast.", due=date(2026, 12, 4)
            ),
            **others,
        }
    )


def a_network(registrations=None, **others):
    return Network(
        description=a_network_description(**others),
        registrations=registrations if registrations is not None else (a_registration(),),
    )


def a_term_plan(networks=None, **others):
    networks = networks or (a_network(),)
    return TermPlan(
        description=a_term_description(networks=tuple(n.description for n in networks), **others), networks=networks
    )


def a_letter(
    key="HT26/welcome/bjorkens-forskola-1780", to="rektor@example.se", message=b"Subject: hej\r\n\r\nHej!", **others
):
    return Letter(
        **{
            "key": key,
            "kind": LetterKind.WELCOME,
            "term": HT26,
            "to": EmailAddress(to),
            "subject": "Välkommen",
            "message": message,
            **others,
        }
    )
