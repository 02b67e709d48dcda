"""What the check-ups of Canvas, Zoom and mail share: why no answer came, and whether two clocks agree."""

from collections.abc import Callable
from datetime import UTC, datetime

from nettools.domain.glimpses import Glimpse
from nettools.jobs.doctor.checks import Area, Check, Examiner
from nettools.language import Text, text

_CLOCKS_APART = 60  # seconds; tokens and times of meetings are judged by the other clock

TROUBLES: dict[str, tuple[Text, Text]] = {
    "dns": (
        text("The name of the host is not known here (DNS)."),
        text("See whether the address is spelt right and this computer has a network."),
    ),
    "tls": (
        text("The connection cannot be protected (TLS): the certificate or the protocol is not accepted."),
        text("See whether the address and the port are right, and the clock; else ask who runs the server."),
    ),
    "refused": (
        text("The host is there, but nobody answers at that port."),
        text("See whether the address and the port are right, and the server is running."),
    ),
    "timeout": (
        text("The host did not answer in time."),
        text("See whether a firewall is in the way; else try again later."),
    ),
    "no-tls-offered": (
        text("The server does not offer what was asked for (STARTTLS or a login)."),
        text("See whether the port and the kind of protection are right."),
    ),
    "cut": (
        text("The connection was cut before the answer was whole."),
        text("Try again; if it happens again, see whether the address begins with the right https:// or http://."),
    ),
}


def unanswered(look: Examiner, code: str, glimpse: Glimpse, host: str, *commands: str) -> Check:
    """The failure of a host that gave no answer."""
    why, todo = TROUBLES[glimpse.trouble]
    return look.fail(code, text("{host}: {why}", host=host, why=why), todo, *commands)


def check_clock(name: str, glimpse: Glimpse, clock: Callable[[], datetime]) -> Check:
    """Whether this computer's clock and that of `name` agree."""
    look = Examiner(Area.CLOCK)
    code = f"clock-{name.lower()}"
    if glimpse.date is None:
        return look.skip(code, text("{name} did not say what its clock shows.", name=name))
    apart = round((clock() - glimpse.date.astimezone(UTC)).total_seconds())
    if abs(apart) <= _CLOCKS_APART:
        return look.fine(code, text("This computer's clock agrees with {name}'s.", name=name))
    ahead = text("This computer's clock is {seconds} s ahead of {name}'s.", seconds=apart, name=name)
    behind = text("This computer's clock is {seconds} s behind {name}'s.", seconds=-apart, name=name)
    todo = text("Let the computer set its clock by the network (NTP): tokens may be refused else.")
    return look.warn(code, ahead if apart > 0 else behind, todo, "apply")
