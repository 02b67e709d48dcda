"""One cell's value as the field's own: an address, a name, a time. None means that it cannot be read as one."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.schools import SchoolForm
from nettools.domain.tables import Cell
from nettools.domain.terms import Term
from nettools.signups.columns import ColumnRules
from nettools.signups.folding import fold, plain

LONGEST_NAME = 200
LONGEST_FREE_TEXT = 500
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zones
_SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31, as Excel counts days
_AROUND_ADDRESS = re.compile(r"^(?:mailto:|smtp:)|[\s<>.,;:\"']+$|^[\s<\"']+", re.IGNORECASE)
_ORDINARY = re.compile(r"(?!.{65})[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_SURELY_SHORT = 200  # beyond this the whole address is looked at: its parts may be too long together
_NAMED_ADDRESS = re.compile(r"<([^<>]+@[^<>]+)>\s*$")
_PARTICLES = frozenset(
    ["af", "von", "de", "van", "der", "den", "da", "di", "du", "la", "le", "el", "al", "ó", "zu", "ten", "ter", "dos"]
)
_TWO_PARTS = 2
_TERM = re.compile(
    r"\b(?:höstterminen|hösttermin|vårterminen|vårtermin|hösten|våren|höst|vår|ht|vt|h|v)[\s.\-_]*(?:20)?\d\d\b",
    re.IGNORECASE,
)
_SCHOOL_YEAR = re.compile(r"\b(?:20)?(\d\d)\s?[/–-]\s?(?:20)?(\d\d)\b")
_BETWEEN_ANSWERS = re.compile(r"[;\n|]+|,\s*|\s\+\s|\s&\s|\s+och\s+|\s+and\s+")
_YEAR_FIRST = re.compile(r"(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]((?:20)?\d\d)")
_IN_WORDS = re.compile(r"(\d{1,2})\s+([^\W\d]{3,9})\.?\s+(20\d\d)")
_CLOCK = re.compile(
    r"[T\s,]+(?:kl\.?\s*)?(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\.\d+)?\s*([AaPp][Mm])?(Z|[+-]\d\d:?\d\d)?\s*$"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan januari january",
            "feb februari february",
            "mar mars march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug augusti august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for name in names.split()
}


def written(cell: Cell) -> str:
    """The cell's text: a whole number without its decimals, a time as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell).strip()


def is_empty(text: str, rules: ColumnRules) -> bool:
    """Whether the answer says that there is nothing to say: "-", "saknas", "har ingen"."""
    folded = fold(text)
    return folded in rules.empty if folded else True


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """The text on one line, with single spaces, no longer than allowed."""
    plain = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:longest].strip()


def email(text: str) -> EmailAddress | None:
    """An e-mail address, freed of what mail programs and Excel put around it; the domain is not looked up."""
    bare = "".join(text.replace("\u200b", "").split()) if "<" not in text else text.strip()
    if named := _NAMED_ADDRESS.search(bare):
        bare = named[1]
    before = None
    while bare != before:
        before, bare = bare, _AROUND_ADDRESS.sub("", bare)
    local, _, domain = bare.rpartition("@")
    if _ORDINARY.fullmatch(local) and len(bare) <= _SURELY_SHORT:
        known = _domain(domain)  # a file has thousands of addresses and few domains
        return EmailAddress(f"{local}@{known}") if known else None
    checked = _checked(bare)
    return EmailAddress(checked.normalized) if checked else None


def _checked(address: str) -> ValidatedEmail | None:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None


@lru_cache(maxsize=4_096)
def _domain(domain: str) -> str:
    """The domain as it is kept; empty when letters cannot be sent there."""
    checked = _checked(f"a@{domain}")
    return checked.domain if checked else ""


def names(given: str, family: str, whole: str) -> tuple[str, str] | None:
    """Given and family name from two columns, or from one: "Efternamn, Förnamn" or "Förnamn Efternamn".

    Particles (af, von, de la) belong to the family name.
    """
    given, family, whole = one_line(given), one_line(family), one_line(whole)
    if given and family:
        return given, family
    whole = whole or given or family
    if "," in whole:
        family, _, given = (part.strip() for part in whole.partition(","))
        return (given, family) if _is_name(given) and _is_name(family) else None
    words = whole.split()
    if len(words) < _TWO_PARTS or not _is_name(whole):
        return None
    at = next((n for n, word in enumerate(words) if n and word.casefold() in _PARTICLES), len(words) - 1)
    return (" ".join(words[:at]), " ".join(words[at:])) if at < len(words) - 1 or at else None


def _is_name(text: str) -> bool:
    return bool(text) and any(c.isalpha() for c in text) and not any(c.isdigit() or c in "@<>=;" for c in text)


def phone(text: str) -> str | None:
    """A Swedish phone number as 0 and digits in groups (070-123 45 67), another country's with its +."""
    lean = re.sub(r"\(0\)|[^\d+]", "", re.split(r"(?i)\bankn|\bext|/", text)[0])
    lean = re.sub(r"^(?:\+46|0046|46(?=7\d{8}$))0?", "0", lean)
    if re.fullmatch(r"7[02369]\d{7}", lean):  # Excel took the zero away
        lean = f"0{lean}"
    if re.fullmatch(r"\+\d{7,15}", lean):
        return lean
    if not re.fullmatch(r"0\d{7,10}", lean):
        return None
    if mobile := re.fullmatch(r"(07\d)(\d{3})(\d\d)(\d\d)", lean):
        return f"{mobile[1]}-{mobile[2]} {mobile[3]} {mobile[4]}"
    return lean


def unit_code(text: str) -> str | None:
    """A skolenhetskod: eight digits, spaces between them forgiven."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if re.fullmatch(r"\d{8}", digits, re.ASCII) else None


def municipality(text: str, rules: ColumnRules) -> str | None:
    """The code of a municipality from its code (Excel's lost zero put back) or its name ("Växjö kommun")."""
    if digits := re.match(r"\d{3,4}(?!\d)", text, re.ASCII):
        padded = digits[0].zfill(4)
        return padded if not rules.municipalities or padded in rules.municipalities.values() else None
    for said in (plain(text), fold(text)):
        name = re.sub(r"\s+(?:kommun|stad|municipality)$", "", said)
        if code := rules.municipalities.get(name) or rules.municipalities.get(name.removesuffix("s")):
            return code
    return None


def school_forms(text: str, rules: ColumnRules) -> tuple[tuple[SchoolForm, ...], bool]:
    """The school forms that the answers mean, in the domain's order, and whether every answer was understood."""
    found: set[SchoolForm] = set()
    understood = True
    for answer in answers(text, rules.school_forms):
        forms = rules.school_forms.get(answer)
        understood = understood and forms is not None
        found.update(forms or ())
    return tuple(form for form in SchoolForm if form in found), understood


def answers(text: str, known: object) -> list[str]:
    """Each answer of a cell that may hold several, folded; the whole cell when that is an answer by itself."""
    whole = fold(text)
    if isinstance(known, dict) and whole in known:
        return [whole]
    return [folded for part in _BETWEEN_ANSWERS.split(text) if (folded := fold(part))]


def terms(text: str, first: Term, rules: ColumnRules) -> tuple[Term, ...] | None:
    """The terms that are asked for, beginning with `first`; None when the answer names others or nothing clear."""
    folded = fold(text)
    both = (first, first.following())
    named = tuple(sorted({Term.parse(spelling[0]) for spelling in _TERM.finditer(text)}))
    if named:
        return named if named in {both, (first,)} else None
    if year := _SCHOOL_YEAR.search(text):
        autumn = Term.parse(f"HT{year[1]}")
        return both if int(year[2]) == int(year[1]) + 1 and both == (autumn, autumn.following()) else None
    if folded in rules.one_term or folded.endswith("en termin"):
        return (first,)
    return both if folded in rules.two_terms or "tva terminer" in folded else None


def moment(cell: Cell) -> datetime | None:
    """When something happened, in Swedish time: a date cell, Excel's serial number, or text as people write it."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=STOCKHOLM) if cell.tzinfo is None else cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=STOCKHOLM)
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _from_serial(cell)
    return _from_text(cell) if isinstance(cell, str) else None


def _from_serial(serial: float) -> datetime | None:
    if not _SERIALS.start <= serial < _SERIALS.stop:  # no infinity either
        return None
    exact = _EXCEL_DAY_ZERO + timedelta(days=serial)
    return (exact + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=STOCKHOLM)


def _from_text(text: str) -> datetime | None:
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text.strip(), re.ASCII):
        return _from_serial(float(text.strip().replace(",", ".")))
    clock = _CLOCK.search(text)
    day = _day(text[: clock.start()] if clock else text)
    if day is None:
        return None
    return _at(day, clock) if clock else datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM)


def _at(day: date, clock: re.Match[str]) -> datetime | None:
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    zone = (clock[5] or "").replace("Z", "+00:00")
    try:
        exact = datetime(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=STOCKHOLM)
        return datetime.fromisoformat(exact.replace(tzinfo=None).isoformat() + zone) if zone else exact
    except ValueError:
        return None


def _day(text: str) -> date | None:
    bare = re.sub(r"^\W*(?:mån|tis|ons|tors|fre|lör|sön)\w*\s+(?:den\s+)?", "", text.strip().casefold())
    if found := _YEAR_FIRST.fullmatch(bare) or _COMPACT_DAY.fullmatch(bare):
        return _date(found[1], found[2], found[3])
    if found := _IN_WORDS.fullmatch(bare):
        return _date(found[3], _MONTHS.get(found[2], 0), found[1])
    if found := _YEAR_LAST.fullmatch(bare):
        year = 2000 + int(found[3]) % 100
        # 12/5 is the 12th of May in Sweden and the 5th of December in America: only what can be one of them is read.
        both = {_date(year, found[2], found[1]), _date(year, found[1], found[2])} - {None}
        return both.pop() if len(both) == 1 else None
    return None


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
