"""The check-up of a home: settings, folders, database, terms, and how it is told."""

import json
import logging
import re
import sqlite3

import pytest
from doctoring import NOBODY, NOW, TOKEN

from nettools.domain.glimpses import trouble_of
from nettools.errors import RemoteError
from nettools.jobs.doctor.checks import Area, Check, CheckUp, State
from nettools.jobs.doctor.examining import examine
from nettools.jobs.tools import open_tools
from nettools.language import text


def everything_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
    }


# --- well


def test_a_healthy_home_has_nothing_to_mend(patient):
    found = patient.examined()

    assert (found.to_mend(), found.exit_status) == ((), 0)
    assert {check.area for check in found.checks} == set(Area)
    assert {check.state for check in found.checks} == {State.OK}


@pytest.mark.parametrize("with_database", [False, True])
def test_nothing_is_made_anywhere(patient, with_database):
    if with_database:
        open_tools_once(patient)
    before = everything_below(patient.home)

    patient.examined()

    assert everything_below(patient.home) == before
    assert {call.method for call in patient.canvas.record.calls} == {"GET"}
    assert {(call.method, call.path) for call in patient.zoom.record.calls if call.method != "GET"} == {
        ("POST", "/oauth/token")
    }
    assert patient.stage.mailbox.received == ()


def open_tools_once(patient):
    with open_tools(patient.home, environment=patient.environment):
        pass


def test_a_database_in_use_is_looked_at_as_well(patient):
    with open_tools(patient.home, environment=patient.environment) as tools:
        tools.store.journal.open_run("apply", None, "someone", NOW)

        assert patient.codes() == []


def test_few_questions_are_asked(patient):
    patient.examined()

    assert len(patient.canvas.record.calls) == 3
    assert len(patient.zoom.record.calls) == 5  # a token, and two for each host


# --- settings and home


def test_how_units_are_helped_with_their_plans_is_looked_at_too(patient):
    (patient.home / "config" / "plan_support.toml").write_text("most_questions = 99\n", encoding="utf-8")
    found = patient.examined()
    wrong = [check for check in found.to_mend() if "plan_support.toml" in str(check.found)]
    assert len(wrong) == 2
    assert found.exit_status == 3


def test_all_problems_of_the_settings_are_told_and_the_rest_is_skipped(patient):
    patient.rewrite("nettools.toml", 'tls = "starttls"', 'tls = "perhaps"')
    del patient.environment["NETTOOLS__MAIL__TLS"]
    patient.rewrite("terms/VT27.toml", "capacity", "capasity")

    found = patient.examined()

    wrong = [check for check in found.checks if check.state is State.FAIL]
    assert {check.area for check in wrong} == {Area.SETTINGS}
    assert len(wrong) == 3  # the unknown key, the one that is missing, the protection
    assert {c.area for c in found.checks if c.state is State.SKIPPED} == set(Area) - {
        *(Area.SETTINGS, Area.HOME, Area.CLOCK)
    }
    assert found.exit_status == 3


def test_missing_secrets_are_named_by_their_variables(patient):
    for name in (TOKEN, "NETTOOLS__ZOOM__CLIENT_SECRET"):
        del patient.environment[name]

    found = patient.examined()

    said = [str(check.found) for check in found.checks if check.state is State.FAIL]
    assert [re.findall(r"NETTOOLS__\w+", each)[0] for each in said] == [TOKEN, "NETTOOLS__ZOOM__CLIENT_SECRET"]
    assert found.exit_status == 3


def test_an_address_that_would_show_the_token_is_refused(patient):
    patient.environment["NETTOOLS__ZOOM__API_URL"] = "https://zoom.example.com"

    assert patient.codes() == ["zoom-unsafe-address"]
    assert patient.zoom.record.calls == []
    assert patient.examined().exit_status == 3


def test_no_home_at_all(tmp_path):
    found = examine(tmp_path / "nothing", environment={}, clock=lambda: NOW)

    assert [check.code for check in found.checks if check.state is State.FAIL] == ["settings-no-file", "home"]
    assert found.exit_status == 3


def test_a_file_where_a_folder_belongs(patient):
    (patient.home / "out").rmdir()
    (patient.home / "out").write_text("", encoding="utf-8")

    assert patient.complaints() == [("out", "fail", ())]
    assert patient.examined().exit_status == 1


def test_a_full_disk_is_told_in_time(patient):
    assert patient.complaints(enough_disk=10**18) == [("disk", "warn", ())]
    assert patient.examined(enough_disk=10**18).exit_status == 0


# --- database


def test_a_database_of_a_newer_nettools_is_told(patient):
    open_tools_once(patient)
    connection = sqlite3.connect(patient.home / "nettools.sqlite3")
    connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2027-01-01')"
    )
    connection.commit()
    connection.close()

    assert patient.complaints() == [("newer-database", "fail", ("*",))]
    assert patient.examined().exit_status == 1


def test_a_database_of_an_older_nettools_is_told(patient):
    open_tools_once(patient)
    connection = sqlite3.connect(patient.home / "nettools.sqlite3")
    connection.execute("DELETE FROM django_migrations WHERE app = 'store'")
    connection.commit()
    connection.close()

    assert patient.complaints() == [("older-database", "warn", ())]


def test_a_damaged_database_is_told(patient):
    (patient.home / "nettools.sqlite3").write_bytes(b"no database at all" * 100)

    assert patient.complaints() == [("database-damaged", "fail", ("*",))]
    assert patient.examined().exit_status == 5


def test_a_folder_is_no_database(patient):
    (patient.home / "nettools.sqlite3").mkdir()

    assert patient.complaints() == [("database-unreachable", "fail", ("*",))]


def test_a_database_server_that_is_down_is_told_without_its_password(patient):
    patient.environment["NETTOOLS__DATABASE__URL"] = f"postgresql://nettools:hemligt-ord@{NOBODY}/nettools"

    assert patient.complaints() == [("database-unreachable", "fail", ("*",))]
    assert "hemligt-ord" not in json.dumps(patient.examined().as_json(), ensure_ascii=False)


def test_a_folder_for_the_database_that_is_not_there(patient):
    patient.environment["NETTOOLS__DATABASE__URL"] = f"sqlite:///{(patient.home / 'no' / 'n.sqlite3').as_posix()}"

    assert patient.codes() == ["database-database-url"]
    assert patient.examined().exit_status == 3


# --- terms


def test_the_next_day_of_each_term_is_told(patient):
    assert patient.found("term") == [
        "HT26, 31 augusti 2026–17 januari 2027. Next: the term begins 2026-08-31.",
        "VT27, 18 januari–6 juni 2027. Next: sign-up opens 2026-11-02.",
    ]


def test_breaks_whose_week_is_known_in_some_places_only_are_named_and_none_at_all_is_warned_about(patient):
    assert patient.found("breaks") == [
        (
            "VT27: the week of sportlov, påsklov is known for the municipalities in config/calendar.toml alone. "
            "Which units lack it: nettools terms show VT27"
        )
    ]
    (patient.home / "config" / "calendar.toml").write_text("breaks = []\n", encoding="utf-8")
    assert patient.found("no-breaks") == ["HT26: no school break is known.", "VT27: no school break is known."]


def test_a_term_that_should_be_described_by_now(patient):
    (patient.home / "config" / "terms" / "VT27.toml").unlink()
    december = NOW.replace(month=12)

    assert "term-missing" not in patient.codes()
    assert "term-missing" in patient.codes(clock=lambda: december)


def test_no_term_at_all(patient):
    for file in (patient.home / "config" / "terms").glob("*.toml"):
        file.unlink()

    assert patient.codes() == ["term-missing", "letters"]


# --- Canvas


def test_no_secret_is_said_or_logged(patient, caplog):
    """Every secret is one of its own, and all that is said and logged is searched for it, well and ill."""
    caplog.set_level(logging.DEBUG)
    secrets = {
        TOKEN: "hemlig-canvas-nyckel",
        "NETTOOLS__ZOOM__CLIENT_SECRET": "hemlig-zoom-nyckel",
        "NETTOOLS__MAIL__PASSWORD": "hemligt-brevord",
    }
    right = {name: patient.environment.get(name, "") for name in secrets}
    for wrong in ({}, secrets):
        patient.environment |= {"NETTOOLS__MAIL__USERNAME": "natverk", **right, **wrong}
        for fault in ("error-500", "html-502", "throttle", "half-body", "reset-before"):
            patient.canvas.misbehave(fault, times=2)
            patient.zoom.misbehave(fault, times=2)
            found = patient.examined()
            said = json.dumps(found.as_json(), ensure_ascii=False) + repr(found) + caplog.text
            hidden = {*secrets.values(), *right.values()} - {""}
            assert [secret for secret in hidden if secret in said] == []
            patient.canvas.behave()
            patient.zoom.behave()


def test_what_is_wrong_comes_before_what_to_look_at_and_settings_before_remotes():
    def a_check(code, area, state, status=0):
        return Check(code=code, area=area, state=state, found=text("x"), todo=text("y"), exit_status=status)

    found = CheckUp(
        checks=(
            a_check("a", Area.HOME, State.WARN),
            a_check("b", Area.CANVAS, State.FAIL, 5),
            a_check("c", Area.CANVAS, State.FAIL, 3),
        )
    )

    assert [check.code for check in found.to_mend()] == ["b", "c", "a"]
    assert found.exit_status == 3


def test_the_json_says_each_check_once(patient):
    patient.environment[TOKEN] = "nonsense"

    said = patient.examined().as_json()

    assert said["first"] == ["canvas-token-unknown"]
    assert said["exit"] == 5
    assert said["counts"] == {"ok": len(said["checks"]) - 1, "warn": 0, "fail": 1, "skipped": 0}
    assert next(check for check in said["checks"] if check["state"] == "fail") == {
        "code": "canvas-token-unknown",
        "area": "canvas",
        "state": "fail",
        "found": "Canvas does not know the token.",
        "todo": f"Make a new token at Canvas (Account, Settings, New access token) and give it as {TOKEN}.",
        "commands": ["changes", "apply", "healthplans collect"],
    }


def test_a_trouble_is_known_through_what_is_wrapped_around_it():
    def fail():
        try:
            raise ConnectionRefusedError
        except OSError:
            raise RemoteError("mail", text("x")) from None

    with pytest.raises(RemoteError) as told:
        fail()

    assert trouble_of(told.value) == "refused"
    assert trouble_of(OSError()) == "cut"
