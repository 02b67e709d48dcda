"""The kinds of values that settings have: how each is read, and what is said when it cannot be."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any
from urllib.parse import urlsplit

from nettools.domain.groups import Trait
from nettools.domain.people import EmailAddress
from nettools.domain.schools import SchoolForm
from nettools.domain.terms import Term
from nettools.language import Text, text
from nettools.settings.secrets import Secret

_CLOCK = re.compile(r"^([01]?\d|2[0-3])[.:]([0-5]\d)$")
_PERCENT = 100
_KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


class UnfitError(ValueError):
    """A value cannot be used as it stands; `said` is the end of a sentence that begins with the setting's name."""

    def __init__(self, said: Text) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Read:
    """In an annotation: pydantic makes the value by calling `read`, which raises UnfitError."""

    read: Callable[[Any], object]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> Any:  # noqa: ANN401 - pydantic's own
        from pydantic_core import core_schema  # noqa: PLC0415 - only when settings are read; --help starts without it

        return core_schema.no_info_plain_validator_function(self.read)


def read_text(value: object) -> str:
    """Any text, and a number where somebody forgot the quotation marks."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise UnfitError(text("is not text; put it between quotation marks"))


def read_filled_text(value: object) -> str:
    """Text that may not be empty."""
    said = read_text(value)
    if not said:
        raise UnfitError(text("is empty; write something"))
    return said


def read_share(value: object) -> float:
    """A share between 0 and 1; 30 is taken for the mistake that it is."""
    number = _number(value)
    if 1 < number <= _PERCENT:
        as_share = f"{number / _PERCENT:g}"
        raise UnfitError(
            text("is not between 0 and 1; write {share} for {percent} %", share=as_share, percent=f"{number:g}")
        )
    if not 0 <= number <= 1:
        raise UnfitError(text("is not between 0 and 1"))
    return number


def whole(least: int, most: int) -> Callable[[object], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(value: object) -> int:
        number = _number(value)
        if number != int(number):
            raise UnfitError(text("is not a whole number"))
        if not least <= number <= most:
            raise UnfitError(text("is not between {least} and {most}", least=least, most=most))
        return int(number)

    return read


def one_of(*words: str) -> Callable[[object], str]:
    """A reader of one word among some."""

    def read(value: object) -> str:
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word not in words:
            raise UnfitError(text("must be one of: {words}", words=", ".join(repr(known) for known in words)))
        return word

    return read


def read_email(value: object) -> EmailAddress:
    """An e-mail address that mail can be sent to."""
    import email_validator  # noqa: PLC0415 - only when settings are read; --help starts without it

    try:
        read = email_validator.validate_email(read_text(value), check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise UnfitError(text("is not an e-mail address, like kurs@example.se")) from None
    return EmailAddress(read.normalized)


def read_web_address(value: object) -> str:
    """An https address; plain http only to this computer, since tokens and names travel over it."""
    said = read_text(value).rstrip("/")
    try:
        parts = urlsplit(said)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or re.search(r"\s", said):
        raise UnfitError(text("is not a web address, like https://canvas.example.se"))
    if parts.username or parts.password:
        raise UnfitError(text("must not hold a user name or password"))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UnfitError(text("must begin with https:// (http:// is for this computer only, as 127.0.0.1)"))
    return said


def read_optional_web_address(value: object) -> str:
    """A web address, or nothing."""
    return read_web_address(value) if value != "" else ""


def is_loopback(host: str) -> bool:
    """Whether a host name means this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_secret(value: object) -> Secret:
    """A secret, without the line end that a file gives it."""
    return Secret(str(value).strip())


def read_clock(value: object) -> time:
    """A time of day: "13.00", "13:00", or TOML's own 13:00:00."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    found = _CLOCK.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise UnfitError(text('is not a time of day; write it as "13.00"'))
    return time(int(found[1]), int(found[2]))


def read_key(value: object) -> str:
    """A short name of ours, which ends up in addresses and marks."""
    if not isinstance(value, str) or not _KEY.match(value):
        raise UnfitError(text('may only hold a-z, 0-9 and single hyphens, like "natverk-1"'))
    return value


def read_term(value: object) -> Term:
    """A term in any usual spelling."""
    try:
        return Term.parse(read_text(value))
    except ValueError:
        raise UnfitError(text('is not a term; write it as "HT26" or "VT27"')) from None


def read_school_form(value: object) -> SchoolForm:
    """A school form by its code."""
    try:
        return SchoolForm(read_text(value).upper())
    except ValueError:
        codes = ", ".join(form.value for form in SchoolForm)
        raise UnfitError(text("is not a school form; the codes are {codes}", codes=codes)) from None


def read_trait(value: object) -> Trait:
    """What people are mixed or kept together by."""
    return Trait(one_of(*(trait.value for trait in Trait))(value))


def _number(value: object) -> float:
    """A number, also when it comes as text from the environment. Truth is no number, though Python says so."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnfitError(text("is not a number"))
    try:
        number = float(value)
    except ValueError:
        raise UnfitError(text("is not a number")) from None
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number is unlike itself
        raise UnfitError(text("is not a number"))
    return number


Words = Annotated[str, Read(read_text)]
FilledWords = Annotated[str, Read(read_filled_text)]
Share = Annotated[float, Read(read_share)]
Mailbox = Annotated[EmailAddress, Read(read_email)]
WebAddress = Annotated[str, Read(read_web_address)]
OptionalWebAddress = Annotated[str, Read(read_optional_web_address)]
SecretText = Annotated[Secret, Read(read_secret)]
ClockTime = Annotated[time, Read(read_clock)]
Key = Annotated[str, Read(read_key)]
TermName = Annotated[Term, Read(read_term)]
TraitName = Annotated[Trait, Read(read_trait)]
SchoolFormCode = Annotated[SchoolForm, Read(read_school_form)]
Count = Annotated[int, Read(whole(1, 100_000))]
