"""Invented units and people, drawn by seeded chance: the same seed gives the same Sweden.

Nobody here exists. Municipalities and their codes are real, since the codes are what real files get wrong; school
unit codes begin with 99, which the register has never given out; every address ends in `example.se`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from nettools.domain.people import Companion, EmailAddress, Principal, Role, TargetGroup
from nettools.domain.schools import SchoolForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality (kommun): its name and its four digits, some of which begin with a zero."""

    name: str
    code: str

    @property
    def authority(self) -> str:
        """The municipality as school authority (huvudman): Karlstads kommun, but Växjö kommun."""
        genitive = "" if self.name[-1] in "aeiouyåäös" else "s"
        return f"{self.name}{genitive} kommun"

    @property
    def domain(self) -> str:
        """The mail domain that its people have here."""
        return f"{_ascii(self.name)}.example.se"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedUnit:
    """A unit that could have signed up, with its people. `code` is empty for a preschool, as in the register."""

    name: str
    code: str
    authority: str
    municipality: Municipality
    school_forms: tuple[SchoolForm, ...]
    principal: Principal
    companions: tuple[Companion, ...]
    two_terms: bool


MUNICIPALITIES = tuple(
    Municipality(name=name, code=code)
    for name, code in (
        ("Växjö", "0780"),
        ("Karlstad", "1780"),
        ("Älmhult", "0765"),
        ("Norrköping", "0581"),
        ("Årjäng", "1765"),
        ("Östersund", "2380"),
        ("Säffle", "1785"),
        ("Jönköping", "0680"),
        ("Örebro", "1880"),
        ("Västerås", "1980"),
        ("Hammarö", "1761"),
        ("Umeå", "2480"),
    )
)

_GIVEN_NAMES = (
    *("Åsa", "Örjan", "Ängla", "Märta", "Göran", "Håkan", "Björn", "Sölve", "Ann-Sofie", "Lars-Åke", "Karl-Göran"),
    *("Maj-Britt", "Eva Lena", "Fatima", "Ali", "Amina", "Goran", "Mikko", "Päivi", "Dragana", "Hodan", "Yusuf"),
    *("Ingrid", "Elin", "Sara", "Johan", "Maria", "Oskar", "Linnéa", "André", "Desirée", "Tove", "Gunilla", "Stig"),
    *("Kerstin", "Petra", "Ulla-Britt", "Zainab", "Wilma", "Vera"),
)
_FAMILY_NAMES = (
    *("Öberg", "Åkerlund", "Ängmark", "Björklund", "Sjögrén", "Nyström", "Hägglöf", "Lövkvist", "Tångring", "Wååg"),
    *("von Granlund", "von Tallhult", "af Lillhage", "af Mosskulle", "de Ekedal", "van der Lindö"),
    *("Westerlund Ahlmark", "Berg Hassan", "Lind-Åström", "Strand Öhrn", "Ek-Jönsson", "El Haddadi", "Ó Brannäs"),
    *("Karlbom", "Svenlid", "Perslund", "Nilsved", "Larsryd", "Olsbo", "Hanshult", "Jakobsnäs", "Månsby", "Pålsgård"),
    *("Mohamud", "Kovačić", "Nguyễn", "Yılmaz", "Mäkiranta", "Virtalaakso", "Ramadani", "Tesfaylund", "Rahimström"),
    *("Vikner", "Wiksten", "Zettervall", "Qvarnby", "Xanderlund", "Ögren", "Ärlig", "Ågårdh", "Ryttmark", "Skogsäter"),
)
_FIRST_PARTS = (
    *("Tranbärs", "Tallkotts", "Lärk", "Kvarn", "Hjortrons", "Blåbärs", "Ängs", "Åker", "Örn", "Räv", "Mossviks"),
    *("Granris", "Solros", "Näckros", "Slåtter", "Gärdsgårds", "Älv", "Myr", "Dungens", "Harsyre", "Kantarell"),
    *("Lingon", "Stenröse", "Fjärils", "Humle", "Igelkotts", "Vinbärs", "Pil", "Ask", "Smörblomme"),
)
_LAST_PARTS = {  # "backens förskola", but "backeskolan"
    "backen": "backe",
    "dalen": "dals",
    "ängen": "ängs",
    "lunden": "lunds",
    "höjden": "höjds",
    "gläntan": "glänte",
    "stigen": "stigs",
    "gården": "gårds",
    "kullen": "kulle",
    "viken": "viks",
    "åsen": "ås",
}

_PRESCHOOL = (SchoolForm.FS,)
_LOWER_SCHOOL = (SchoolForm.FKLASS, SchoolForm.FTH, SchoolForm.GR)
_KINDS_OF_UNIT: tuple[tuple[SchoolForm, ...], ...] = (
    _PRESCHOOL,
    _LOWER_SCHOOL,
    _PRESCHOOL,
    (SchoolForm.GR,),
    (SchoolForm.FKLASS, SchoolForm.FTH, SchoolForm.GR, SchoolForm.GRAN),
    _PRESCHOOL,
    _LOWER_SCHOOL,
    (SchoolForm.GRAN,),
    _PRESCHOOL,
    (SchoolForm.FS, SchoolForm.FKLASS, SchoolForm.FTH, SchoolForm.GR),
    (SchoolForm.GY, SchoolForm.GYAN),
)
_COMPANIONS_IN_TURN = (3, 2, 4, 2, 5, 0, 3, 3)  # 2.75 on average: 24 units are 90 people with their principals

PROFESSIONS: dict[TargetGroup, tuple[str, ...]] = {
    TargetGroup.HEALTH_PROFESSIONS: (
        *("specialpedagog", "skolsköterska", "kurator", "skolpsykolog", "speciallärare", "skolläkare", "logoped"),
    ),
    TargetGroup.EDUCATORS: (
        *("förstelärare", "arbetslagsledare", "förskollärare", "processledare", "lärare", "fritidspedagog"),
    ),
    TargetGroup.ADMINISTRATION: (
        *("elevhälsochef", "verksamhetschef", "utvecklingsledare", "samordnare för barn- och elevhälsa"),
    ),
    TargetGroup.PRINCIPALS: ("biträdande rektor",),
}
_GROUPS_BY_WEIGHT = {
    TargetGroup.HEALTH_PROFESSIONS: 10,
    TargetGroup.EDUCATORS: 7,
    TargetGroup.ADMINISTRATION: 2,
    TargetGroup.PRINCIPALS: 2,
}


def invent(units: int, seed: int = 1) -> tuple[InventedUnit, ...]:
    """Invent that many units with their people; addresses, codes and names within a municipality are unique."""
    drawing = _Drawing(seed)
    return tuple(drawing.unit(number) for number in range(units))


class _Drawing:
    """Draws units one by one and remembers which addresses and names are taken."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._seed = seed
        self._addresses: set[str] = set()
        self._names: set[tuple[str, str]] = set()

    def unit(self, number: int) -> InventedUnit:
        municipality = MUNICIPALITIES[number % len(MUNICIPALITIES)]
        school_forms = _KINDS_OF_UNIT[number % len(_KINDS_OF_UNIT)]
        return InventedUnit(
            name=self._name(municipality, school_forms),
            code="" if school_forms == _PRESCHOOL else self._code(number),
            authority=self._authority(number, municipality),
            municipality=municipality,
            school_forms=school_forms,
            principal=self._principal(number, municipality),
            companions=self._companions(number, municipality),
            two_terms=number % 3 == 0,
        )

    def _code(self, number: int) -> str:
        # 7919 and a million have no common factor, so a million units get codes of their own, in no visible order.
        return f"99{(number * 7919 + self._seed * 131) % 1_000_000:06d}"

    def _authority(self, number: int, municipality: Municipality) -> str:
        if number % 7 == 6:  # noqa: PLR2004 - one unit in seven is independent (fristående)
            return f"{self._chance.choice(_FIRST_PARTS).rstrip('s')}ringens friskolor AB"
        return municipality.authority

    def _name(self, municipality: Municipality, school_forms: tuple[SchoolForm, ...]) -> str:
        tries = (self._one_name(school_forms, attempt) for attempt in count())
        name = next(one for one in tries if (municipality.code, _ascii(one)) not in self._names)
        self._names.add((municipality.code, _ascii(name)))
        return name

    def _one_name(self, school_forms: tuple[SchoolForm, ...], attempt: int) -> str:
        first, last = self._chance.choice(_FIRST_PARTS), self._chance.choice(list(_LAST_PARTS))
        number = f" {attempt}" if attempt > 20 else ""  # noqa: PLR2004 - then most names of the municipality are taken
        if school_forms == _PRESCHOOL:
            return f"{first}{last}s förskola{number}"
        return f"{first}{_LAST_PARTS[last]}skolan{number}"

    def _person(self, municipality: Municipality) -> tuple[str, str, EmailAddress]:
        given, family = self._chance.choice(_GIVEN_NAMES), self._chance.choice(_FAMILY_NAMES)
        local = f"{_ascii(given)}.{_ascii(family)}"
        address = next(one for one in _numbered(local, municipality.domain) if one not in self._addresses)
        self._addresses.add(address)
        return given, family, EmailAddress(address)

    def _principal(self, number: int, municipality: Municipality) -> Principal:
        given, family, email = self._person(municipality)
        return Principal(
            email=email,
            given_name=given,
            family_name=family,
            role=Role.DEPUTY_PRINCIPAL if number % 9 == 4 else Role.PRINCIPAL,  # noqa: PLR2004 - one in nine
            # The hundred numbers that PTS keeps for fiction are 070-174 06 05 to 06 99.
            phone=f"070-174 06 {5 + number % 95:02d}",
        )

    def _companions(self, number: int, municipality: Municipality) -> tuple[Companion, ...]:
        how_many = _COMPANIONS_IN_TURN[number % len(_COMPANIONS_IN_TURN)]
        return tuple(self._companion(municipality) for _ in range(how_many))

    def _companion(self, municipality: Municipality) -> Companion:
        given, family, email = self._person(municipality)
        group = self._chance.choices(list(_GROUPS_BY_WEIGHT), list(_GROUPS_BY_WEIGHT.values()))[0]
        return Companion(
            email=email,
            given_name=given,
            family_name=family,
            group=group,
            profession=self._chance.choice(PROFESSIONS[group]),
        )


def _numbered(local: str, domain: str) -> Iterator[str]:
    """`anna.berg@…`, then `anna.berg2@…`, as municipalities number people of the same name."""
    return (f"{local}{number if number > 1 else ''}@{domain}" for number in count(1))


def _ascii(name: str) -> str:
    """A name as it stands in an address: no blanks, no accents, lower case."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(sign for sign in plain if sign.isascii() and not sign.isspace())
