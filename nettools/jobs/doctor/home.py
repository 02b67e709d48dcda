"""The check-up at home: settings, language, folders, disk, database, the computer's time zones. Changes nothing."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nettools.domain.occasions import STOCKHOLM
from nettools.errors import NettoolsError, SettingsError
from nettools.jobs.doctor.checks import Area, Check, Examiner, remote
from nettools.language import active, text, texts
from nettools.settings import Settings, load_settings
from nettools.store import examine

MEGABYTE = 10**6
ENOUGH_DISK = 1000 * MEGABYTE


def check_settings(home: Path, environment: Mapping[str, str]) -> tuple[Settings | None, tuple[Check, ...]]:
    """The settings, or None; and what is to be said of them: every problem of every file."""
    from nettools.settings.checklist import load_checklist  # noqa: PLC0415 - it brings YAML, which nobody else needs
    from nettools.settings.plansupport import read_plan_support  # noqa: PLC0415 - as above

    look = Examiner(Area.SETTINGS, SettingsError.exit_status)
    try:
        settings = load_settings(home, environment)
        load_checklist(home)
        read_plan_support(home, {question.key for question in settings.questions})
    except SettingsError as error:
        return None, tuple(look.settings(error))
    languages = {"sv": text("Swedish"), "en": text("English")}
    return settings, (
        look.fine("settings", text("All files in config/ are right.")),
        look.fine("language", text("Commands and pages speak {language}.", language=languages[active()])),
    )


def check_home(home: Path, enough: int = ENOUGH_DISK) -> Iterator[Check]:
    """The home's folders: are they there, may we write there, is there room (`enough` is in bytes)."""
    look = Examiner(Area.HOME)
    if not home.is_dir():
        todo = text("Make one with: nettools init DIR")
        yield look.fail("home", text("{folder} is no folder.", folder=home), todo)
        return
    yield _writable(look, "home", home)
    out = home / "out"
    if out.exists():
        yield _writable(look, "out", out)
    else:
        yield look.fine("out", text("out/ is not there yet; the first command that needs it makes it."))
    yield _room(look, "disk", shutil.disk_usage(home).free, enough)


def _writable(look: Examiner, code: str, folder: Path) -> Check:
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return look.fine(code, text("{folder} can be written to.", folder=folder))
    if not folder.is_dir():
        todo = text("Move the file away: nettools makes a folder of that name.")
        return look.fail(code, text("{folder} is no folder.", folder=folder), todo)
    todo = text("Let the user who runs nettools write there, or see whether the disk is read-only.")
    return look.fail(code, text("{folder} cannot be written to.", folder=folder), todo)


def _room(look: Examiner, code: str, free: int, enough: int) -> Check:
    found = text("{megabytes} MB are free on the disk.", megabytes=free // MEGABYTE)
    if free >= enough:
        return look.fine(code, found)
    todo = text("Make room: at least {megabytes} MB should be free.", megabytes=enough // MEGABYTE)
    return look.warn(code, found, todo)


def check_database(settings: Settings, home: Path, enough: int = ENOUGH_DISK) -> Iterator[Check]:
    """The database: can it be reached, is it of this version, may its file be written. It is not opened for writing."""
    look = remote(Area.DATABASE)
    try:
        found = examine(settings.database_url(home))
    except SettingsError as error:
        yield from look.settings(error)
        return
    except NettoolsError as error:
        todo = text("See that it runs, that database.url is right, and that nettools may read and write there.")
        yield look.fail(error.code, error.message, todo, "*")
        return
    yield _version(look, found.there, found.missing, found.unknown)
    if found.file is not None:
        yield _file(look, found.file)
        if found.free is not None and found.file.parent != home:
            yield _room(look, "database-disk", found.free, enough)


def _version(look: Examiner, there: bool, missing: tuple[str, ...], unknown: tuple[str, ...]) -> Check:  # noqa: FBT001 - a fact
    if unknown:
        found = text("The database was written by a newer nettools (step {step}).", step=max(unknown))
        todo = text("Install that version, or restore a backup.")
        return look.fail("newer-database", found, todo, "*", status=Examiner(Area.DATABASE).exit_status)
    if not there:
        return look.fine("database", text("There is no database yet; the first command makes it."))
    if missing:
        n = len(missing)
        found = texts(
            "The database opens; {n} step to this version is made by the next command.",
            "The database opens; {n} steps to this version are made by the next command.",
            n,
        )
        return look.warn("older-database", found, text("Back it up before the next command."))
    return look.fine("database", text("The database opens and is of this version."))


def _file(look: Examiner, file: Path) -> Check:
    writable = os.access(file.parent, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.W_OK))
    if writable:
        return look.fine("database-file", text("{file} can be written to.", file=file))
    todo = text("Let the user who runs nettools write to the file and its folder.")
    return look.fail("database-file", text("{file} cannot be written to.", file=file), todo, "*", status=1)


def check_time_zones(clock: Callable[[], datetime]) -> Check:
    """Whether Swedish summer and winter time are known for the years to come."""
    look = Examiner(Area.CLOCK)
    year = clock().year + 1
    winter, summer = (datetime(year, month, 15, 12, tzinfo=UTC).astimezone(STOCKHOLM) for month in (1, 7))
    if (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2)):
        return look.fine("time-zones", text("Swedish summer and winter time are known."))
    found = text(
        "Swedish time is not what it was: {winter} in winter, {summer} in summer.", winter=winter, summer=summer
    )
    return look.warn("time-zones", found, text("Update tzdata, or see whether summer time has been abolished."))
