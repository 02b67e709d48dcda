"""The check-up of letters: the mail server, the sender, and whether each letter can be written and printed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nettools.domain.glimpses import trouble_of
from nettools.domain.letters import LetterKind
from nettools.domain.people import EmailAddress, Principal
from nettools.domain.registrations import Registration
from nettools.domain.schools import Unit
from nettools.domain.termplan import TermDescription
from nettools.errors import InputError, Problem, RemoteError, SettingsError
from nettools.jobs.doctor_checks import Area, Check, Examiner, remote, said
from nettools.jobs.doctor_remotes import TROUBLES
from nettools.jobs.letter_desk import Desk, problems_of, sender_of
from nettools.jobs.letter_writing import Writer
from nettools.jobs.tools import mail_to_try_out
from nettools.language import Text, text
from nettools.letters import Addressee, Choice, TermFacts, letter_key, meeting_key, own_link_key, read_template
from nettools.mail import is_deliverable
from nettools.settings import Settings
from nettools.settings import read_template as template_text

COMMANDS = ("letters send",)
_INVENTED = ("example.com", "example.net", "example.org", "example.se", ".example", ".invalid", ".test", ".local")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_LOOK = remote(Area.MAIL)


def check_mail(settings: Settings) -> Iterator[Check]:
    """Try the mail server out: everything but a letter. And look at the address that letters come from."""
    yield _server(settings)
    mail = settings.mail
    if mail.tls == "none" and mail.host not in _HERE:
        found = text("Letters go to {host} without protection (mail.tls is none).", host=mail.host)
        yield _LOOK.warn("mail-tls", found, text("Set mail.tls to starttls, or to implicit for port 465."), *COMMANDS)
    yield _sender(str(mail.sender))


def _server(settings: Settings) -> Check:
    host = f"{settings.mail.host}:{settings.mail.port}"
    try:
        with mail_to_try_out(settings) as postman:
            postman.try_out(str(settings.mail.sender))
    except RemoteError as error:
        found, todo = _why_not(error, host)
        return _LOOK.fail(f"mail-{error.code}", found, todo, *COMMANDS)
    if settings.mail.username:
        return _LOOK.fine("mail-server", text("{host} takes our login and our sender.", host=host))
    return _LOOK.fine("mail-server", text("{host} takes our sender; no login is used.", host=host))


def _why_not(error: RemoteError, host: str) -> tuple[Text, Text]:
    if error.code == "login-refused":
        found = text("{host} does not accept the user name and password ({status}).", host=host, status=error.status)
        return found, text("Give mail.username, and the password as NETTOOLS__MAIL__PASSWORD.")
    if error.code == "sender-refused":
        found = text("{host} does not take mail from our sender ({status}).", host=host, status=error.status)
        return found, text("See mail.sender; a server that wants a login needs mail.username, too.")
    why, todo = TROUBLES[trouble_of(error)]
    return text("{host}: {why}", host=host, why=why), todo


def _sender(address: str) -> Check:
    domain = address.rpartition("@")[2].casefold()
    if not is_deliverable(address):
        found = text("mail.sender is no address that mail servers take.")
        return _LOOK.fail("mail-sender", found, text("Write an address without å, ä and ö before the @."), *COMMANDS)
    if domain.endswith(_INVENTED):
        found = text("mail.sender is an invented address (@{domain}); answers would go nowhere.", domain=domain)
        return _LOOK.warn("mail-sender", found, text("Write the network's own address in mail.sender."), *COMMANDS)
    return _LOOK.fine("mail-sender", text("Letters come from an address @{domain}.", domain=domain))


def check_letters(settings: Settings, home: Path, terms: Sequence[TermDescription], now: datetime) -> Iterator[Check]:
    """Write each kind of letter to an invented rektor, and print it, as far as possible; nothing is kept."""
    look = Examiner(Area.LETTERS)
    described = next((term for term in terms if term.networks), None)
    for kind in LetterKind:
        code = f"letter-{kind.value}"
        if described is None:
            yield look.skip(code, text("There is no term to come to write the letter for."))
            continue
        problems = _problems(settings, home, described, kind, now)
        for problem in problems:
            todo = text("Mend it in the home's templates/, in the term's file or in the settings.")
            yield look.fail(code, said(problem), todo, "letters preview", "letters send")
        if not problems:
            yield look.fine(code, text("The letter {kind} can be written and printed.", kind=kind.value))


def _problems(
    settings: Settings, home: Path, term: TermDescription, kind: LetterKind, now: datetime
) -> tuple[Problem, ...]:
    try:
        desk = _desk(settings, home, term, kind, now)
        with Writer.at_home(desk, settings, home, now) as writer:
            return tuple(problems_of(desk, writer.press))
    except (InputError, SettingsError) as error:
        return error.problems


def _desk(settings: Settings, home: Path, term: TermDescription, kind: LetterKind, now: datetime) -> Desk:
    """A desk with one invented rektor, whose unit is in the term's first network and whose meetings have links."""
    file = f"letters/{kind.value}.md"
    someone = Principal(email=EmailAddress("rektor@example.se"), given_name="Åsa", family_name="Öberg")
    unit = Unit(key="exempelskolan", name="Exempelskolan")
    registration = Registration(term=term.term, unit=unit, principal=someone, terms=(term.term,), submitted=now)
    network, key = term.networks[0], letter_key(term.term, kind, [unit.key])
    meetings = [meeting_key(term.term, network, each) for each in network.meetings]
    facts = TermFacts(
        sender=sender_of(settings),
        description=term,
        placements={unit.key: network.key},
        join_links={
            address: "https://example.com/j/1"
            for meeting in meetings
            for address in (meeting, own_link_key(meeting, someone.email))
        },
    )
    return Desk(
        kind=kind,
        term=term.term,
        template=read_template(template_text(home, file), kind, f"templates/{file}"),
        facts=facts,
        choice=Choice(addressees=(Addressee(key=key, principal=someone, registrations=(registration,)),), held_back=()),
    )
