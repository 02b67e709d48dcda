"""The hands, opened: the only place that wires settings, store and clients together."""

import getpass
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nettools.domain.occasions import STOCKHOLM
from nettools.language import Text
from nettools.settings import Settings, load_settings
from nettools.store import Store, open_store

if TYPE_CHECKING:
    from nettools.canvas import CanvasClient
    from nettools.mail import Postman
    from nettools.zoom import ZoomClient, ZoomGlance


class Progress(Protocol):
    """How long work tells that it is alive; a door draws it."""

    def begin(self, label: Text, total: int) -> None:
        """Work with `total` steps starts."""

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""

    def end(self) -> None:
        """The work is over, done or not."""


class Silence:
    """Progress that nobody watches."""

    def begin(self, label: Text, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


def system_clock() -> datetime:
    """The computer's clock, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a job works with.

    `clock` gives the time in UTC; `pause` waits for so many seconds; `who` is the person at the keyboard, for the
    journal.
    """

    home: Path
    settings: Settings
    store: Store
    clock: Callable[[], datetime] = system_clock
    pause: Callable[[float], None] = time.sleep
    progress: Progress = field(default_factory=Silence)
    who: str = ""

    def today(self) -> date:
        """The date in Sweden."""
        return self.clock().astimezone(STOCKHOLM).date()


@contextmanager
def open_tools(
    home: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = system_clock,
    progress: Progress | None = None,
) -> Iterator[Tools]:
    """Open the hands for the home `home`; everything is closed again at the end.

    Raises SettingsError with every problem in the settings.
    """
    settings = load_settings(home, environment)
    store = open_store(settings.database_url(home))
    try:
        yield Tools(
            home=home,
            settings=settings,
            store=store,
            clock=clock,
            progress=progress or Silence(),
            who=getpass.getuser(),
        )
    finally:
        store.close()


@contextmanager
def canvas(tools: Tools) -> Iterator["CanvasClient"]:
    """Speak to the Canvas of the settings. Raises SettingsError when they say too little."""
    from nettools.canvas import CanvasClient  # noqa: PLC0415 - most commands speak to nobody

    found = tools.settings.canvas
    token = found.require_token()
    in_flight = tools.settings.limits.calls_in_flight
    with CanvasClient(found.require_base_url(), token, in_flight=in_flight, pause=tools.pause) as client:
        yield client


@contextmanager
def canvas_to_look_at(settings: Settings) -> Iterator["CanvasClient"]:
    """Canvas for questions alone, before there are tools. Raises SettingsError when the settings say too little."""
    from nettools.canvas import CanvasClient  # noqa: PLC0415 - as above

    found = settings.canvas
    with CanvasClient(found.require_base_url(), found.require_token()) as client:
        yield client


@contextmanager
def zoom_to_look_at(settings: Settings) -> Iterator["ZoomGlance"]:
    """Zoom for questions alone. Raises SettingsError when the settings say too little."""
    from nettools.zoom import ZoomGlance  # noqa: PLC0415 - as above

    found = settings.zoom
    with ZoomGlance(found.oauth_url, found.api_url, found.require_credentials()) as glance:
        yield glance


def mail_to_try_out(settings: Settings) -> "Postman":
    """The mail server of the settings; nothing is said to it yet."""
    from nettools.mail import Login, Postman  # noqa: PLC0415 - as above

    found = settings.mail
    login = Login(username=found.username, password=found.password.reveal()) if found.username else None
    return Postman(found.host, found.port, tls=found.tls, login=login, timeout=20.0)


@contextmanager
def zoom(tools: Tools) -> Iterator["ZoomClient"]:
    """Speak to the Zoom of the settings. Raises SettingsError when they say too little."""
    from nettools.zoom import ZoomClient  # noqa: PLC0415 - as above

    found = tools.settings.zoom
    app = found.require_credentials()
    with ZoomClient(found.oauth_url, found.api_url, app, clock=tools.clock, pause=tools.pause) as client:
        yield client
