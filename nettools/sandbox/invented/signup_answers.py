"""Answers to the sign-up form as people give them, and what goes wrong when they do."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from nettools.domain.people import EmailAddress, Role
from nettools.domain.schools import SchoolForm
from nettools.domain.termplan import Window
from nettools.sandbox.invented.people import InventedUnit, Municipality, invent
from nettools.sandbox.invented.signup_writing import Cell

Answer = dict[str, Cell]

# A number that Skatteverket publishes for tests; it is nobody's.
TEST_NUMBER = "19900602-2397"

_FORMS = {
    SchoolForm.FS: "förskola",
    SchoolForm.FKLASS: "förskoleklass",
    SchoolForm.FTH: "fritidshem",
    SchoolForm.GR: "grundskola",
    SchoolForm.GRAN: "anpassad grundskola",
    SchoolForm.SP: "specialskola",
    SchoolForm.SAM: "sameskola",
    SchoolForm.GY: "gymnasieskola",
    SchoolForm.GYAN: "anpassad gymnasieskola",
    SchoolForm.VUX: "komvux",
}
_OLD_WORDS = {"förskoleklass": "F-klass", "anpassad grundskola": "särskola", "fritidshem": "Fritids"}
_ROLES = {Role.PRINCIPAL: "Rektor", Role.DEPUTY_PRINCIPAL: "Biträdande rektor"}
_HEARD = ("Av en kollega", "Nyhetsbrev", "Vår huvudman", "Webben", None)
_ELSEWHERE = Municipality(name="Storfors", code="1760")


@dataclass(slots=True)
class Planted:
    """Answers in order, and what was planted in which of them (counted from 0)."""

    answers: list[Answer]
    messes: list[tuple[int, str]] = field(default_factory=list)

    def add(self, answer: Answer, mess: str) -> None:
        """One more answer, which has something about it."""
        self.messes.append((len(self.answers), mess))
        self.answers.append({**answer, "id": len(self.answers) + 1})


def clean_answers(invented: Sequence[InventedUnit], window: Window, chance: Random) -> list[Answer]:
    """An answer for each unit, in the order of their times, evenly spread over the window."""
    step = timedelta(days=(window.closes - window.opens).days) / max(1, len(invented))
    begin = _at(window.opens, 7, 30)
    return [
        _answer(number, unit, begin + number * step + timedelta(seconds=chance.randrange(60 * 60)), chance)
        for number, unit in enumerate(invented)
    ]


def messy_answers(invented: Sequence[InventedUnit], window: Window, chance: Random) -> Planted:
    """The same with the harmless messes spread over them, and after them what a person must look at."""
    planted = Planted(clean_answers(invented, window, chance))
    for number, answer in enumerate(planted.answers):
        mess = _HARMLESS[number % len(_HARMLESS)]
        if mess is not None:
            mess(answer)
            planted.messes.append((number, mess.__name__.strip("_").replace("_", "-")))
    _plant_questionable(planted, invented, window, chance)
    return planted


def _answer(number: int, unit: InventedUnit, completed: datetime, chance: Random) -> Answer:
    principal, completed = unit.principal, completed.replace(microsecond=0)
    return {
        "id": number + 1,
        "started": completed - timedelta(seconds=chance.randrange(60, 900)),
        "completed": completed,
        # Who was logged in, not who is signed up: often the same administrator for many.
        "login_email": "kansli@example.se" if number % 4 else "anonymous",
        "login_name": "Kansliet" if number % 4 else None,
        "given": principal.given_name,
        "family": principal.family_name,
        "email": principal.email.address,
        "phone": principal.phone,
        "role": _ROLES[principal.role],
        "unit": unit.name,
        "code": unit.code,
        "municipality": unit.municipality.name if number % 2 else unit.municipality.code,
        "authority": unit.authority,
        "forms": "".join(f"{_FORMS[form]};" for form in unit.school_forms),
        "terms": "Två terminer" if unit.two_terms else "En termin",
        "protected": "Nej",
        "comment": None,
        "heard": chance.choice(_HEARD),
    }


# -- messes that a reader must see through ---------------------------------------------------------


def _trailing_blanks(answer: Answer) -> None:
    answer["unit"], answer["email"] = f"{answer['unit']}  ", f" {answer['email']} "


def _no_break_space(answer: Answer) -> None:
    answer["unit"], answer["family"] = f"{answer['unit']}".replace(" ", "\xa0"), f"{answer['family']}\xa0"


def _decomposed_name(answer: Answer) -> None:
    for key in ("given", "family", "unit"):
        answer[key] = unicodedata.normalize("NFD", str(answer[key]))


def _old_school_form_words(answer: Answer) -> None:
    words = str(answer["forms"]).split(";")
    answer["forms"] = ";".join(_OLD_WORDS.get(word, word) for word in words)


def _code_as_number(answer: Answer) -> None:
    """Excel takes codes for numbers, and a number has no zero in front."""
    for key in ("municipality", "code"):
        text = str(answer[key])
        answer[key] = int(text) if text.isdecimal() else answer[key]


def _shouted_address(answer: Answer) -> None:
    answer["email"] = str(answer["email"]).upper()


def _mailto(answer: Answer) -> None:
    answer["email"] = f"mailto:{answer['email']}"


_HARMLESS: tuple[Callable[[Answer], None] | None, ...] = (
    *(_code_as_number, _old_school_form_words, _trailing_blanks, None, _old_school_form_words),
    *(_no_break_space, _code_as_number, _decomposed_name, _shouted_address, _old_school_form_words, _mailto),
)


# -- messes that a person must look at -------------------------------------------------------------


def _plant_questionable(planted: Planted, invented: Sequence[InventedUnit], window: Window, chance: Random) -> None:
    teacher, nameless, late, hidden, other = _strangers()
    last_day = _at(window.closes, 9)

    def add(unit: InventedUnit, mess: str, when: datetime, **changes: Cell) -> None:
        planted.add({**_answer(0, unit, when, chance), **changes}, mess)

    talkative = len(invented) // 2
    planted.answers[talkative]["comment"] = f"Mitt personnummer är {TEST_NUMBER} om ni behöver det."
    planted.messes.append((talkative, "personnummer"))
    again = invented[len(invented) // 3]
    add(again, "duplicate", last_day, comment="Skickar igen för säkerhets skull.")
    add(teacher, "teacher", last_day + timedelta(minutes=8), role="Lärare")
    add(nameless, "missing-email", last_day + timedelta(minutes=21), email=None)
    add(_spelt_otherwise(invented[0], other), "likely-duplicate-unit", last_day + timedelta(minutes=40))
    add(hidden, "protected", last_day + timedelta(minutes=55), protected="Ja")
    add(late, "late", last_day + timedelta(days=2))


def _strangers() -> list[InventedUnit]:
    """Five units of a municipality that `invent` never uses, so that nobody is two persons."""
    return [
        replace(
            unit,
            municipality=_ELSEWHERE,
            authority=_ELSEWHERE.authority,
            code=unit.code.replace("99", "98", 1),
            principal=replace(
                unit.principal,
                email=EmailAddress(f"{unit.principal.email.address.partition('@')[0]}@{_ELSEWHERE.domain}"),
                role=Role.PRINCIPAL,
            ),
        )
        for unit in invent(5, seed=9)
    ]


def _spelt_otherwise(unit: InventedUnit, by: InventedUnit) -> InventedUnit:
    """The same unit by another principal: small letters, a hyphen too many, the short word for preschool."""
    name = unit.name.replace(" förskola", " fsk").replace("skolan", "-skolan").lower()
    address = EmailAddress(f"{by.principal.email.address.partition('@')[0]}.ny@{unit.municipality.domain}")
    return replace(unit, name=name, code="", principal=replace(by.principal, email=address))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time as Excel has it, without a zone."""
    return datetime.combine(day, time(hour, minute))
