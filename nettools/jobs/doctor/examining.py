"""The doctor: looks at all that the other commands will need, and says what to do. Makes nothing, changes nothing."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from nettools.domain.occasions import STOCKHOLM
from nettools.jobs.doctor.canvas import check_canvas
from nettools.jobs.doctor.checks import Area, Check, CheckUp, Examiner
from nettools.jobs.doctor.home import ENOUGH_DISK, check_database, check_home, check_settings, check_time_zones
from nettools.jobs.doctor.letters import check_letters, check_mail
from nettools.jobs.doctor.terms import check_terms, coming
from nettools.jobs.doctor.zoom import check_zoom
from nettools.jobs.tools import system_clock
from nettools.language import text
from nettools.settings import Settings

_NEED_SETTINGS = (Area.DATABASE, Area.TERMS, Area.CANVAS, Area.ZOOM, Area.MAIL, Area.LETTERS)


def examine(
    home: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = system_clock,
    enough_disk: int = ENOUGH_DISK,
) -> CheckUp:
    """Look at everything, whatever is found on the way; `enough_disk` is in bytes."""
    settings, said = check_settings(home, environment)
    checks = [*said, *check_home(home, enough_disk), check_time_zones(clock)]
    checks += _skipped() if settings is None else _with_settings(settings, home, clock, enough_disk)
    areas = list(Area)
    return CheckUp(checks=tuple(sorted(checks, key=lambda check: areas.index(check.area))))


def _skipped() -> Iterator[Check]:
    for area in _NEED_SETTINGS:
        yield Examiner(area).skip(area.value, text("Could not be looked at: the settings must be mended first."))


def _with_settings(settings: Settings, home: Path, clock: Callable[[], datetime], enough_disk: int) -> Iterator[Check]:
    today = clock().astimezone(STOCKHOLM).date()
    terms = coming(settings, today)
    yield from check_database(settings, home, enough_disk)
    yield from check_terms(settings, today)
    yield from check_canvas(settings, clock)
    yield from check_zoom(settings, terms, clock)
    yield from check_mail(settings)
    yield from check_letters(settings, home, terms)
