"""Sign-up files and files of companions, as people really produce them; the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from nettools.domain.termplan import Window
from nettools.domain.terms import Term
from nettools.sandbox.invented.companion_answers import clean_companions, messy_companions
from nettools.sandbox.invented.people import InventedUnit
from nettools.sandbox.invented.signup_answers import Planted, clean_answers, messy_answers
from nettools.sandbox.invented.signup_writing import Mess, Row, write_table

# Field, Microsoft Forms in Swedish, Forms in English, a survey system. An empty heading leaves the column out.
_SIGN_UPS = (
    ("id", "ID", "ID", "Svars-ID"),
    ("started", "Starttid", "Start time", ""),
    ("completed", "Slutförandetid", "Completion time", "Besvarad"),
    ("login_email", "E-post", "Email", ""),
    ("login_name", "Namn", "Name", ""),
    ("given", "Rektors förnamn", "First name", "1. Förnamn"),
    ("family", "Rektors efternamn", "Last name", "2. Efternamn"),
    ("email", "Rektors e-postadress", "Email2", "3. E-post (till arbetet)"),
    ("phone", "Telefonnummer", "Phone number", "4. Telefon"),
    ("role", "Din roll", "Role", "5. Befattning"),
    ("unit", "Enhetens namn", "School", "6. Förskolans eller skolans namn"),
    ("code", "Skolenhetskod (förskolor lämnar tomt)", "School unit code", "7. Skolenhetskod"),
    ("municipality", "Kommun", "Municipality", "8. Kommun"),
    ("authority", "Huvudman", "School authority", "9. Huvudman"),
    ("forms", "Verksamhetsformer", "School forms", "10. Skolform(er)"),
    ("terms", "Hur många terminer vill ni delta?", "Terms", "11. En eller två terminer"),
    ("protected", "Har du skyddade personuppgifter?", "Protected identity", "12. Skyddade personuppgifter"),
    ("comment", "Övriga upplysningar till arrangören", "Anything else?", "13. Övrigt att meddela"),
    ("heard", "Hur fick ni kännedom om nätverket?", "How did you hear of us?", ""),
)
_COMPANIONS = (
    ("id", "ID", "ID", "Svars-ID"),
    ("started", "Starttid", "Start time", ""),
    ("completed", "Slutförandetid", "Completion time", "Besvarad"),
    ("login_email", "E-post", "Email", ""),
    ("login_name", "Namn", "Name", ""),
    ("principal_email", "Rektors e-postadress", "Principal's email", "1. Rektors e-post"),
    ("unit", "Enhetens namn", "School", "2. Enhet"),
    ("given", "Medföljarens förnamn", "First name", "3. Förnamn"),
    ("family", "Medföljarens efternamn", "Last name", "4. Efternamn"),
    ("email", "Medföljarens e-postadress", "Email2", "5. E-post"),
    ("group", "Målgrupp", "Target group", "6. Målgrupp"),
    ("profession", "Yrke", "Profession", "7. Yrkesroll"),
    ("protected", "Skyddade personuppgifter", "Protected identity", "8. Skyddade personuppgifter"),
    ("diet", "Kost eller allergi", "Food", ""),
)
_Columns = Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedMess:
    """What was planted where: `row` as Excel shows it, `mess` a short name (`teacher`, `late`)."""

    row: int
    mess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that was written: how many rows it has below the headings, and what is wrong in which."""

    path: Path
    rows: int
    header_row: int
    planted: tuple[PlantedMess, ...] = ()

    def rows_with(self, mess: str) -> tuple[int, ...]:
        """The rows in which `mess` was planted."""
        return tuple(one.row for one in self.planted if one.mess == mess)


def write_sign_ups(
    path: Path,
    invented: Sequence[InventedUnit],
    *,
    mess: str = Mess.DEMO,
    term: Term,
    window: Window,
    seed: int = 1,
) -> WrittenFile:
    """Write a sign-up file with a row for each unit and, in the demo's mess, some more.

    `mess` says what kind of file (see Mess); the ending of `path` should fit it.
    """
    chance, kind = Random(seed), Mess(mess)
    if kind is Mess.DEMO:
        planted = messy_answers(invented, window, chance)
    else:
        planted = Planted(clean_answers(invented, window, chance))
    return _write(path, _SIGN_UPS, planted, kind, term)


def write_companions(
    path: Path,
    invented: Sequence[InventedUnit],
    *,
    mess: str = Mess.DEMO,
    term: Term,
    window: Window,
    at_most: int = 6,
    seed: int = 1,
) -> WrittenFile:
    """Write a file of companions, a row for each; in the demo's mess with one too many for the first unit.

    `at_most` is how many companions a unit may have.
    """
    chance, kind = Random(seed), Mess(mess)
    if kind is Mess.DEMO:
        planted = messy_companions(invented, window, at_most, chance)
    else:
        planted = Planted(clean_companions(invented, window, chance))
    return _write(path, _COMPANIONS, planted, kind, term)


def _write(path: Path, columns: _Columns, planted: Planted, mess: Mess, term: Term) -> WrittenFile:
    above = _lines_above(mess, term)
    shown = [(column[0], column[_language(mess)]) for column in columns if column[_language(mess)]]
    headings: Row = [heading for _, heading in shown]
    write_table(path, [*above, headings, *([answer[key] for key, _ in shown] for answer in planted.answers)], mess)
    header_row = len(above) + 1 + (mess is Mess.SEP)
    messes = (PlantedMess(row=header_row + 1 + number, mess=name) for number, name in planted.messes)
    return WrittenFile(
        path=path,
        rows=len(planted.answers),
        header_row=header_row,
        planted=tuple(sorted(messes, key=lambda one: (one.row, one.mess))),
    )


def _language(mess: Mess) -> int:
    """Which of the three headings is used."""
    return {Mess.ENGLISH: 2, Mess.TITLED: 3}.get(mess, 1)


def _lines_above(mess: Mess, term: Term) -> list[Row]:
    if mess is not Mess.TITLED:
        return []
    return [
        [f"Anmälan till nätverket {term}"],
        ["Att utveckla barn- och elevhälsoarbete som allas ansvar"],
        ["Rapport, alla svar"],
        [],
    ]
