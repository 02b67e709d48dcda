"""All of config/ and the environment, read and checked as a whole: one Settings, or every problem at once."""

import os
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from nettools.domain.occasions import Question
from nettools.domain.termplan import TermDescription
from nettools.errors import Place, Problem, SettingsError
from nettools.language import text
from nettools.settings.kinds import is_loopback
from nettools.settings.model import MAIN_FILE, MainSettings, Settings, described, variable
from nettools.settings.shipped import read_config
from nettools.settings.sources import Raw, read_toml_with, with_environment

T = TypeVar("T")


def load_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the home `home`. Raises SettingsError with all problems, by file and key."""
    # The modules that know pydantic come in here, so that a door may import Settings without paying for it.
    from nettools.settings.tables import read_calendar, read_questions, read_retention  # noqa: PLC0415 - as said above
    from nettools.signups.columns import ColumnRules  # noqa: PLC0415 - it brings libraries that only sign-ups need

    problems: list[Problem] = []
    main = _main(home, environment, problems)
    bank = _table(home, "questions.toml", read_questions, problems)
    bank_is_whole = not any(problem.place.file == "config/questions.toml" for problem in problems)
    calendar = _table(home, "calendar.toml", read_calendar, problems)
    columns = _table(home, "signup_columns.toml", lambda raw: ColumnRules.from_mapping(raw.tree), problems)
    retention = _table(home, "retention.toml", read_retention, problems)
    terms = _terms(home, bank if bank_is_whole else None, problems)
    if main is None or problems:
        raise SettingsError(sorted(problems, key=lambda problem: problem.place))
    return Settings(
        **{each.name: getattr(main, each.name) for each in fields(main)},
        terms=terms,
        sign_up_columns=columns,
        questions=tuple(bank.values()),
        calendar=calendar,
        retention=retention,
    )


def _main(home: Path, environment: Mapping[str, str], problems: list[Problem]) -> MainSettings | None:
    from nettools.settings.checking import check  # noqa: PLC0415 - it brings pydantic

    path = home / MAIN_FILE
    if not path.is_file():
        said = text("There is no such file, so {home} is no home yet; make one with: nettools init DIR", home=home)
        problems.append(Problem(code="no-file", message=said, place=Place(file=MAIN_FILE)))
        return None
    found_in_file = read_toml_with(path.read_bytes, MAIN_FILE)
    raw = with_environment(found_in_file, environment, described(), home)
    problems += raw.problems
    if found_in_file.problems:
        return None  # the file could not be read: that everything is missing in it is no news
    main, found = check(MainSettings, raw)
    problems += found
    if main is not None:
        problems += _cross_checks(main, raw)
    return main


def _cross_checks(main: MainSettings, raw: Raw) -> list[Problem]:
    problems = []
    place = raw.place("database.url")
    if place.file and urlsplit(main.database.url).password:
        said = text(
            "holds a password, which must not stand in a file of settings; give the address as the environment "
            "variable {variable}, or in a file that {variable}_FILE names",
            variable=variable("database.url"),
        )
        problems.append(Problem(code="secret-in-file", message=said, place=place))
    if main.database.url and not main.database.url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        said = text("must begin with sqlite:/// or postgresql://")
        problems.append(Problem(code="value", message=said, place=place))
    if main.mail.password and main.mail.tls == "none" and not is_loopback(main.mail.host):
        said = text('must not be "none" when a password is sent to another computer')
        problems.append(Problem(code="unsafe", message=said, place=raw.place("mail.tls")))
    if main.supervision.work_ends <= main.supervision.work_starts:
        said = text("is not after work_starts")
        problems.append(Problem(code="order", message=said, place=raw.place("supervision.work_ends")))
    return problems


def _table(home: Path, name: str, read: Callable[[Raw], tuple[T, list[Problem]]], problems: list[Problem]) -> T:
    raw = read_toml_with(lambda: read_config(home, name), f"config/{name}")
    value, found = read(raw)
    problems += raw.problems or found
    return value


def _terms(home: Path, bank: Mapping[str, Question] | None, problems: list[Problem]) -> dict[str, TermDescription]:
    from nettools.settings.terms import read_term_description, term_of_file  # noqa: PLC0415 - it brings pydantic

    terms = {}
    for path in sorted((home / "config" / "terms").glob("*.toml")):
        file = f"config/terms/{path.name}"
        if (term := term_of_file(path.name)) is None:
            said = text("The file's name is no term; call it HT26.toml or VT27.toml.")
            problems.append(Problem(code="file-name", message=said, place=Place(file=file)))
            continue
        description, found = read_term_description(read_toml_with(path.read_bytes, file), bank)
        problems += found
        if description is not None:
            terms[str(term)] = description
    return terms
