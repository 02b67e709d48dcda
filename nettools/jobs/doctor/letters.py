"""The check-up of letters: the mail server, the sender, and whether each letter can be written and printed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nettools.domain.glimpses import trouble_of
from nettools.domain.letters import LetterKind
from nettools.domain.termplan import TermDescription
from nettools.errors import InputError, Problem, RemoteError, SettingsError
from nettools.jobs.doctor.checks import Area, Check, Examiner, remote, said
from nettools.jobs.doctor.remotes import TROUBLES
from nettools.jobs.letters.desk import problems_of, specimen_desk
from nettools.jobs.letters.writing import pressroom
from nettools.jobs.tools import mail_to_try_out
from nettools.language import Text, text
from nettools.mail import Press, is_deliverable
from nettools.settings import Settings

COMMANDS = ("letters send",)
_INVENTED = ("example.com", "example.net", "example.org", "example.se", ".example", ".invalid", ".test", ".local")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_LOOK = remote(Area.MAIL)
_LETTERS = ("letters preview", "letters send")
_MEND = text("Mend it in the home's templates/, in the term's file or in the settings.")


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


def check_letters(settings: Settings, home: Path, terms: Sequence[TermDescription]) -> Iterator[Check]:
    """Write each kind of letter to someone invented, and print it, as far as possible; nothing is kept."""
    look = Examiner(Area.LETTERS)
    described = next((term for term in terms if term.networks), None)
    if described is None:
        yield look.skip("letters", text("There is no term to come to write the letters for."))
        return
    try:
        press, _ = pressroom(settings, home)
    except (InputError, SettingsError) as error:
        yield from (look.fail("letters", said(problem), _MEND, *_LETTERS) for problem in error.problems)
        return
    with press:
        wrong = [
            (kind, problem) for kind in LetterKind for problem in _problems(settings, home, described, kind, press)
        ]
    for kind, problem in wrong:
        yield look.fail(f"letter-{kind.value}", said(problem), _MEND, *_LETTERS)
    if not wrong:
        yield look.fine("letters", text("Every kind of letter can be written and printed ({n}).", n=len(LetterKind)))


def _problems(
    settings: Settings, home: Path, term: TermDescription, kind: LetterKind, press: Press
) -> tuple[Problem, ...]:
    try:
        return tuple(problems_of(specimen_desk(settings, home, term, kind), press))
    except InputError as error:
        return error.problems
