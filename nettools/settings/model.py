"""What can be set: every setting with its kind, its default and what it is for.

Plain frozen dataclasses, so that any room upstairs may hold them; pydantic checks them in `checking.py` and is
imported only there. The table in the README is made from these fields (`described()`).
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, get_type_hints

from nettools.domain.occasions import Question
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import TermDescription
from nettools.domain.terms import Term
from nettools.errors import InputError, Place, Problem, SettingsError
from nettools.language import Text, text
from nettools.retention import RetentionRule
from nettools.scheduling.calendar import SchoolCalendar
from nettools.settings.colours import Colour
from nettools.settings.kinds import (
    FilledWords,
    Mailbox,
    OptionalWebAddress,
    Read,
    SecretText,
    Share,
    WebAddress,
    Words,
    one_of,
    whole,
)
from nettools.settings.secrets import Secret

if TYPE_CHECKING:  # that room brings libraries that only sign-ups need
    from nettools.signups.columns import ColumnRules

PREFIX = "NETTOOLS__"
MAIN_FILE = "config/nettools.toml"


CanvasRole = Annotated[str, Read(one_of("student", "teacher", "ta", "observer", "designer"))]


def _about(what: Text) -> dict[str, Text]:
    return {"what": what}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a settings file. A key that it does not know is a problem, never passed over in silence."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organiser(Table):
    """Who gives the network."""

    name: FilledWords = field(metadata=_about(text("the organiser's name, as it stands in letters")))
    network: FilledWords = field(metadata=_about(text("the network's name, as it stands in letters and on Canvas")))
    contact: Mailbox = field(metadata=_about(text("the mailbox that participants write to")))
    phone: Words = field(default="", metadata=_about(text("the telephone that people with protected identity call")))
    web: OptionalWebAddress = field(default="", metadata=_about(text("the network's page")))
    privacy_link: OptionalWebAddress = field(
        default="", metadata=_about(text("the page on how personal data is handled"))
    )
    logo: Words = field(
        default="", metadata=_about(text("a picture for letters, below the home (.svg or .png); empty means the name"))
    )
    colour: Colour = field(default="#12405f", metadata=_about(text("the letters' colour")))
    accent: Colour = field(default="#b4530f", metadata=_about(text("the letters' second colour")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasSettings(Table):
    """Canvas, the learning platform."""

    base_url: OptionalWebAddress = field(default="", metadata=_about(text("Canvas's address")))
    account_id: FilledWords = field(
        default="1", metadata=_about(text("the Canvas account that course rooms are made in"))
    )
    token: SecretText = field(default=Secret(), metadata=_about(text("Canvas's access token")))
    people_sis_ids: bool = field(
        default=False, metadata=_about(text("whether new people on Canvas get a SIS id of ours"))
    )
    invitation: Annotated[str, Read(one_of("none", "mail"))] = field(
        default="none",
        metadata=_about(text('whether Canvas itself invites new people: "mail", or "none" when the letter is enough')),
    )
    authentication_provider: Words = field(
        default="", metadata=_about(text("how new people log in to Canvas (a provider's id or name); empty: as usual"))
    )
    leader_role: CanvasRole = field(default="teacher", metadata=_about(text("the course leaders' role in Canvas")))
    principal_role: CanvasRole = field(default="student", metadata=_about(text("the rektorer's role in Canvas")))
    companion_role: CanvasRole = field(default="student", metadata=_about(text("the companions' role in Canvas")))
    road: Annotated[str, Read(one_of("auto", "rest", "sis"))] = field(
        default="auto",
        metadata=_about(text('how many things reach Canvas: "rest" one by one, "sis" as an import, "auto" as it fits')),
    )

    def require_base_url(self) -> str:
        """Canvas's address; SettingsError when nobody has given it."""
        return _required(self.base_url, "canvas.base_url")

    def require_token(self) -> str:
        """The token, for the client; SettingsError naming the variable when nobody has given it."""
        return _required(self.token.reveal(), "canvas.token", secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomSettings(Table):
    """Zoom, by a server-to-server app."""

    oauth_url: WebAddress = field(
        default="https://zoom.us/oauth/token", metadata=_about(text("where Zoom gives access tokens"))
    )
    api_url: OptionalWebAddress = field(
        default="", metadata=_about(text("Zoom's API; empty means what the token reply says"))
    )
    account_id: Words = field(default="", metadata=_about(text("the Zoom app's account id")))
    client_id: Words = field(default="", metadata=_about(text("the Zoom app's client id")))
    client_secret: SecretText = field(default=Secret(), metadata=_about(text("the Zoom app's client secret")))
    changes_a_day: Annotated[int, Read(whole(1, 100))] = field(
        default=100, metadata=_about(text("meetings made or changed for one host in a day; Zoom takes 100"))
    )
    breakout_rooms: Annotated[int, Read(whole(1, 100))] = field(
        default=50, metadata=_about(text("breakout rooms in one meeting, at most"))
    )
    breakout_people: Annotated[int, Read(whole(1, 1000))] = field(
        default=200, metadata=_about(text("people placed in breakout rooms beforehand, at most"))
    )

    def require_credentials(self) -> tuple[str, str, str]:
        """Account id, client id and client secret; SettingsError naming what is missing."""
        return (
            _required(self.account_id, "zoom.account_id"),
            _required(self.client_id, "zoom.client_id"),
            _required(self.client_secret.reveal(), "zoom.client_secret", secret=True),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(Table):
    """How letters leave."""

    sender: Mailbox = field(metadata=_about(text("the address that letters come from")))
    sender_name: Words = field(default="", metadata=_about(text("the name beside it; empty means the organiser's")))
    host: FilledWords = field(default="localhost", metadata=_about(text("the mail server")))
    port: Annotated[int, Read(whole(1, 65535))] = field(default=587, metadata=_about(text("the mail server's port")))
    tls: Annotated[str, Read(one_of("starttls", "implicit", "none"))] = field(
        default="starttls", metadata=_about(text('how the connection is protected: "starttls", "implicit" or "none"'))
    )
    username: Words = field(default="", metadata=_about(text("the login at the mail server; empty means none")))
    password: SecretText = field(default=Secret(), metadata=_about(text("its password")))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings(Table):
    """Where everything is remembered."""

    url: Words = field(
        default="",
        repr=False,  # it may hold a password
        metadata=_about(text("the database (sqlite:///… or postgresql://…); empty means a SQLite file in the home")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings(Table):
    """The web pages."""

    base_url: OptionalWebAddress = field(
        default="", metadata=_about(text("the address that visitors reach the pages by"))
    )
    feed_secret: SecretText = field(
        default=Secret(),
        metadata=_about(text("what the addresses of calendar feeds are made from; empty means a file in the home")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Table):
    """How much is done without asking, and how fast."""

    remove_share: Share = field(
        default=0.3, metadata=_about(text("the largest share of things that apply removes unasked"))
    )
    update_share: Share = field(
        default=0.5, metadata=_about(text("the largest share of things that apply changes unasked"))
    )
    calls_in_flight: Annotated[int, Read(whole(1, 32))] = field(
        default=8, metadata=_about(text("calls to Canvas at the same time"))
    )
    letters_per_minute: Annotated[int, Read(whole(1, 100_000))] = field(
        default=60, metadata=_about(text("letters sent in a minute, at most"))
    )
    draft_days: Annotated[int, Read(whole(1, 90))] = field(
        default=7, metadata=_about(text("days after which a written letter no longer leaves, unless written anew"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates(Table):
    """Certificates for those who took part."""

    send: bool = field(default=False, metadata=_about(text("whether certificates can be sent")))
    meetings_share: Share = field(
        default=0.75, metadata=_about(text("the least share of the meetings that makes a certificate"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionSettings(Table):
    """How supervision is scheduled."""

    minutes: Annotated[int, Read(whole(15, 480))] = field(
        default=60, metadata=_about(text("minutes that a supervision session lasts"))
    )
    pause: Annotated[int, Read(whole(0, 240))] = field(
        default=15, metadata=_about(text("minutes between a course leader's sessions, at least"))
    )
    step: Annotated[int, Read(whole(0, 60))] = field(
        default=0,
        metadata=_about(
            text("minutes between times that sessions may begin at; 0: one after another from where a free time begins")
        ),
    )
    most_a_day: Annotated[int, Read(whole(1, 12))] = field(
        default=3, metadata=_about(text("a course leader's sessions in a day, at most"))
    )
    per_unit: Annotated[int, Read(whole(1, 6))] = field(
        default=1, metadata=_about(text("sessions for each unit in a term"))
    )
    days_between: Annotated[int, Read(whole(0, 120))] = field(
        default=14, metadata=_about(text("days between a unit's sessions, at least"))
    )
    notice_days: Annotated[int, Read(whole(0, 60))] = field(
        default=3,
        metadata=_about(text("days before which no new session is put, and none is moved or cancelled by a unit")),
    )
    day_cost: Annotated[int, Read(whole(0, 1000))] = field(
        default=60,
        metadata=_about(text("what a day with supervision costs a course leader, weighed against the next two")),
    )
    idle_cost: Annotated[int, Read(whole(0, 1000))] = field(
        default=40, metadata=_about(text("what an hour of waiting between sessions costs"))
    )
    load_cost: Annotated[int, Read(whole(0, 1000))] = field(
        default=30, metadata=_about(text("what each session above a course leader's even share costs"))
    )
    work_starts: Annotated[int, Read(whole(0, 23))] = field(
        default=8,
        metadata=_about(text("the hour at which a working day begins, when a calendar file tells only what is busy")),
    )
    work_ends: Annotated[int, Read(whole(1, 24))] = field(
        default=17, metadata=_about(text("the hour at which it ends"))
    )
    seconds: Annotated[int, Read(whole(1, 3600))] = field(
        default=300, metadata=_about(text("seconds of thinking after which the best schedule found so far is taken"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MainSettings(Table):
    """All of `config/nettools.toml`."""

    language: Annotated[str, Read(one_of("", "sv", "en"))] = field(
        default="",
        metadata=_about(text('the language of commands and pages: "sv" or "en"; empty means the computer\'s')),
    )
    organiser: Organiser
    canvas: CanvasSettings = CanvasSettings()
    zoom: ZoomSettings = ZoomSettings()
    mail: MailSettings
    database: DatabaseSettings = DatabaseSettings()
    portal: PortalSettings = PortalSettings()
    limits: Limits = Limits()
    certificates: Certificates = Certificates()
    supervision: SupervisionSettings = SupervisionSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(MainSettings):
    """Everything that config/ and the environment say, checked as a whole.

    `terms` is keyed by the term's name (`HT26`).
    """

    terms: dict[str, TermDescription] = field(default_factory=dict)
    sign_up_columns: "ColumnRules"
    questions: tuple[Question, ...] = ()
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    retention: tuple[RetentionRule, ...] = ()

    def term(self, term: Term) -> TermDescription:
        """The term's description; InputError naming the file to write when there is none."""
        if (description := self.terms.get(str(term))) is not None:
            return description
        file = f"config/terms/{term}.toml"
        said = text("{term} is not described; write {file}, for example from another term's.", term=term, file=file)
        raise InputError([Problem(code="unknown-term", message=said, place=Place(file=file))])

    def database_url(self, home: Path) -> str:
        """The database's address: as set, else a SQLite file in the home."""
        return self.database.url or f"sqlite:///{(home / 'nettools.sqlite3').resolve().as_posix()}"

    @property
    def sender(self) -> tuple[str, EmailAddress]:
        """The name and address that letters come from."""
        return self.mail.sender_name or self.organiser.name, self.mail.sender


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDescription:
    """A row of the table in the README: the key, its environment variable, its default as TOML, what it is for."""

    key: str
    variable: str
    default: str
    what: Text
    secret: bool


def variable(key: str) -> str:
    """The environment variable of a setting: canvas.base_url is NETTOOLS__CANVAS__BASE_URL."""
    return PREFIX + key.upper().replace(".", "__")


def described() -> tuple[SettingDescription, ...]:
    """Every setting of `config/nettools.toml`, in the order of the file."""
    return tuple(_descriptions(MainSettings, ""))


def _descriptions(table: type[Table], prefix: str) -> Iterator[SettingDescription]:
    hints = get_type_hints(table)
    for each in fields(table):
        hint = hints[each.name]
        if isinstance(hint, type) and issubclass(hint, Table):
            yield from _descriptions(hint, f"{prefix}{each.name}.")
        else:
            yield _description(each, prefix + each.name, secret=hint is Secret)


def _description(each: "Field[object]", key: str, *, secret: bool) -> SettingDescription:
    return SettingDescription(
        key=key,
        variable=variable(key),
        default="" if secret else _as_toml(each.default),
        what=each.metadata["what"],
        secret=secret,
    )


def _as_toml(value: object) -> str:
    if value is MISSING:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _required(value: str, key: str, *, secret: bool = False) -> str:
    if value:
        return value
    name = variable(key)
    said = text("is not given; set the environment variable {name}, or {name}_FILE to a file with it", name=name)
    if not secret:
        said = text(
            "is not given; write it in {file}, or set the environment variable {name}", file=MAIN_FILE, name=name
        )
    raise SettingsError([Problem(code="missing", message=said, place=Place(file="" if secret else MAIN_FILE, key=key))])
