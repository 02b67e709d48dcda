"""The check-up against the pretend Canvas, Zoom and mailbox, well and ill in every way that they can be."""

import json
import logging
import re
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from nettools import sandbox
from nettools.domain.glimpses import Glimpse, trouble_of
from nettools.domain.occasions import NetworkMeeting
from nettools.errors import RemoteError
from nettools.jobs.doctor import examine
from nettools.jobs.doctor_canvas import RIGHTS
from nettools.jobs.doctor_checks import Area, Check, CheckUp, State
from nettools.jobs.doctor_hosts import Host, check_licence
from nettools.jobs.doctor_scopes import SCOPES
from nettools.jobs.home import lay_out
from nettools.jobs.tools import open_tools
from nettools.language import text
from nettools.sandbox.mailbox import Mailbox
from nettools.sandbox.zoom.tokens import ALL_SCOPES
from nettools.sandbox.zoom.world import Licence

NOW = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
HOST = "zoom-sal-1@example.se"
NOBODY = "127.0.0.1:1"  # nobody listens at that port
TOKEN = "NETTOOLS__CANVAS__TOKEN"


class Patient:
    """A home and a stage, and what the doctor says of them."""

    def __init__(self, home, stage):
        self.home, self.stage, self.canvas, self.zoom = home, stage, stage.canvas, stage.zoom
        self.environment = {**stage.environment(), "NETTOOLS__MAIL__SENDER": "natverk@larosatet.se"}

    def examined(self, *, clock=lambda: NOW, **others):
        return examine(self.home, environment=self.environment, clock=clock, **others)

    def complaints(self, **others):
        """All that is not fine: code, state and the commands that suffer."""
        checks = self.examined(**others).checks
        return [(check.code, check.state.value, check.commands) for check in checks if check.state is not State.OK]

    def codes(self, **others):
        return [code for code, _, _ in self.complaints(**others)]

    def found(self, code):
        return [str(check.found) for check in self.examined().checks if check.code == code]

    def rewrite(self, name, old, new):
        path = self.home / "config" / name
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new), encoding="utf-8", newline="\n")

    def host(self, **changes):
        user = self.zoom.account.world.user(HOST)
        for name, value in changes.items():
            setattr(user, name, value)


@pytest.fixture
def patient(tmp_path):
    lay_out(tmp_path / "home")
    with sandbox.start(clock=lambda: NOW) as stage:
        yield Patient(tmp_path / "home", stage)
        assert (stage.canvas.crashes, stage.zoom.crashes) == ([], [])


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


def test_a_term_that_should_be_described_by_now(patient):
    (patient.home / "config" / "terms" / "VT27.toml").unlink()
    december = NOW.replace(month=12)

    assert "term-missing" not in patient.codes()
    assert "term-missing" in patient.codes(clock=lambda: december)


def test_no_term_at_all(patient):
    for file in (patient.home / "config" / "terms").glob("*.toml"):
        file.unlink()

    assert patient.codes() == ["term-missing", "letter-welcome"]


# --- Canvas


def test_an_unknown_token(patient):
    patient.environment[TOKEN] = "nonsense"

    assert patient.complaints() == [("canvas-token-unknown", "fail", ("changes", "apply", "healthplans collect"))]
    assert patient.examined().exit_status == 5


def test_an_expired_token_with_its_day(patient):
    user = patient.canvas.world.users.rows[1000]
    patient.environment[TOKEN] = patient.canvas.token_of(user, expires_at="2026-08-01T00:00:00Z")

    assert patient.codes() == ["canvas-token-expired"]
    assert patient.found("canvas-token-expired") == ["The token has expired (2026-08-01)."]


def test_a_revoked_token(patient):
    patient.environment[TOKEN] = patient.canvas.token_of(patient.canvas.world.users.rows[1000], revoked=True)

    assert patient.codes() == ["canvas-token-revoked"]


@pytest.mark.parametrize("denial", [401, 403])
def test_a_students_token(patient, denial):
    patient.canvas.manners.denial_status = denial
    patient.environment[TOKEN] = patient.canvas.token_of(patient.canvas.add_user("Elev", "elev@example.se"))

    assert patient.codes() == ["canvas-no-account"]


def test_an_account_that_is_not_there_tells_which_ones_are(patient):
    patient.environment["NETTOOLS__CANVAS__ACCOUNT_ID"] = "77"

    assert patient.codes() == ["canvas-account"]
    todo = next(check.todo for check in patient.examined().checks if check.code == "canvas-account")
    assert str(todo) == "Set canvas.account_id to one of: 1."


def test_a_sub_account_without_sis_rights_works_by_names(patient):
    patient.environment |= {"NETTOOLS__CANVAS__ACCOUNT_ID": "2", TOKEN: patient.canvas.tokens.without_sis}

    assert patient.complaints() == [
        ("canvas-sis-ids", "warn", ("changes", "apply")),
        ("canvas-sis-import", "skipped", ()),
    ]


def test_sis_ids_for_people_need_the_right_to_give_them(patient):
    patient.environment |= {TOKEN: patient.canvas.tokens.without_sis, "NETTOOLS__CANVAS__PEOPLE_SIS_IDS": "true"}

    assert ("canvas-sis-ids", "fail", ("apply",)) in patient.complaints()


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.code)
def test_a_right_that_is_lacking_names_the_commands_that_need_it(patient, right):
    patient.canvas.manners.withheld_rights = frozenset(right.names)

    assert patient.complaints() == [(f"canvas-may-not-{right.code}", "fail", right.commands)]


def test_a_canvas_that_does_not_tell_rights(patient):
    patient.canvas.misbehave("error-500", path="/permissions", times=1)

    assert patient.complaints() == [("canvas-rights", "warn", ())]


def test_too_many_calls_at_once(patient):
    patient.environment["NETTOOLS__LIMITS__CALLS_IN_FLIGHT"] = "12"

    assert patient.complaints() == [("canvas-headroom", "warn", ("apply",))]


def test_a_bucket_that_something_else_fills(patient):
    patient.canvas.manners.extra_cost = 520.0

    assert ("canvas-headroom", "warn", ("apply",)) in patient.complaints()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"http://{NOBODY}", "127.0.0.1: The host is there, but nobody answers at that port."),
        ("https://canvas.invalid", "canvas.invalid: The name of the host is not known here (DNS)."),
    ],
)
def test_an_address_where_nobody_is(patient, url, said):
    patient.environment["NETTOOLS__CANVAS__BASE_URL"] = url

    assert patient.codes() == ["canvas-address"]
    assert patient.found("canvas-address") == [said]


def test_a_server_that_cannot_protect_the_connection(patient):
    patient.environment["NETTOOLS__CANVAS__BASE_URL"] = patient.canvas.base_url.replace("http:", "https:")

    assert patient.found("canvas-address") == [
        "127.0.0.1: The connection cannot be protected (TLS): the certificate or the protocol is not accepted."
    ]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("error-500", "127.0.0.1 fails (500)."),
        ("html-502", "127.0.0.1 fails (502)."),
        ("throttle", "127.0.0.1 turned the question away (429): too many calls, or a guard."),
        ("reset-before", "127.0.0.1: The connection was cut before the answer was whole."),
        ("half-body", "127.0.0.1: The connection was cut before the answer was whole."),
    ],
)
def test_a_canvas_that_fails_is_told_by_how_it_fails(patient, fault, said):
    patient.canvas.misbehave(fault, times=1)

    assert patient.found("canvas-address") == [said]


def test_a_host_that_is_no_canvas(patient):
    patient.environment["NETTOOLS__CANVAS__BASE_URL"] = patient.zoom.base_url

    assert patient.found("canvas-address") == ["127.0.0.1 answers, but not as Canvas does (404)."]


# --- Zoom


@pytest.mark.parametrize(
    ("variable", "code"),
    [("CLIENT_SECRET", "zoom-client"), ("CLIENT_ID", "zoom-client"), ("ACCOUNT_ID", "zoom-account")],
)
def test_which_part_of_the_zoom_app_is_wrong(patient, variable, code):
    patient.environment[f"NETTOOLS__ZOOM__{variable}"] = "wrong"

    assert patient.complaints() == [(code, "fail", ("changes", "apply"))]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_a_scope_that_is_lacking_names_the_commands_that_need_it(patient, scope):
    patient.zoom.tokens.scopes = tuple(each for each in ALL_SCOPES if each != scope.granular)

    told = [complaint for complaint in patient.complaints() if complaint[0].startswith("zoom-scopes")]
    assert told == [
        ("zoom-scopes", "fail", scope.commands) if scope.needed else ("zoom-scopes-later", "warn", scope.commands)
    ]


def test_the_classic_scopes_are_as_good(patient):
    patient.zoom.tokens.scopes = ("meeting:read:admin", "meeting:write:admin", "user:read:admin", "report:read:admin")

    assert patient.codes() == []


def test_licences_are_skipped_when_the_app_may_not_look_at_users(patient):
    patient.zoom.tokens.scopes = tuple(each for each in ALL_SCOPES if not each.startswith("user:"))

    assert patient.complaints() == [
        ("zoom-scopes-later", "warn", ("doctor",)),
        ("zoom-host", "skipped", ()),
        ("zoom-host", "skipped", ()),
    ]


def test_a_host_that_the_account_does_not_have(patient):
    user = patient.zoom.account.world.user(HOST)
    del patient.zoom.account.world.users[user.id]

    assert patient.complaints() == [("zoom-host-unknown", "fail", ("apply",))]


@pytest.mark.parametrize(("status", "code"), [("pending", "zoom-host-unknown"), ("inactive", "zoom-host-inactive")])
def test_a_host_that_cannot_hold_meetings(patient, status, code):
    patient.host(status=status)

    assert patient.complaints() == [(code, "fail", ("apply",))]


def test_a_basic_licence_is_too_short_for_the_meetings(patient):
    patient.host(type=Licence.BASIC)

    assert patient.complaints() == [("zoom-host-basic", "fail", ("apply",))]


def test_an_on_premises_licence_works(patient):
    patient.host(type=Licence.ON_PREM)

    assert patient.codes() == []


def test_more_at_once_than_the_licence_allows(patient):
    patient.rewrite("terms/HT26.toml", "meetings_at_once = 1", "meetings_at_once = 2")
    assert patient.codes() == []

    patient.host(type=Licence.BASIC)

    assert patient.codes() == ["zoom-host-basic", "zoom-host-at-once"]


@pytest.mark.parametrize(("licence", "codes"), [(Licence.LICENSED, []), (Licence.BASIC, ["zoom-host-overlap"])])
def test_network_meetings_at_the_same_time_need_a_licence_for_it(licence, codes):
    def a_meeting(minute, length=30):
        starts = NOW + timedelta(minutes=minute)
        return NetworkMeeting(number=1, theme="", starts=starts, ends=starts + timedelta(minutes=length))

    host = Host(email=HOST, at_once=1, people=0, meetings=(a_meeting(0), a_meeting(29), a_meeting(59)))
    found = check_licence(host, {"type": int(licence), "status": "active"}, Glimpse())

    assert [check.code for check in found if check.code not in {"zoom-host", "zoom-host-basic"}] == codes
    assert host.overlapping == 2


def test_more_meetings_than_zoom_takes_in_a_day():
    meeting = NetworkMeeting(number=1, theme="", starts=NOW, ends=NOW)
    host = Host(email=HOST, at_once=1, people=0, meetings=(meeting,) * 101)

    found = check_licence(host, {"type": 2, "status": "active"}, Glimpse())

    assert [check.code for check in found] == ["zoom-host-quota"]


def test_more_people_than_get_in(patient):
    patient.host(settings={"feature": {"meeting_capacity": 10}})

    assert patient.complaints() == [("zoom-host-room", "warn", ("apply",))]


def test_zoom_down(patient):
    patient.environment["NETTOOLS__ZOOM__OAUTH_URL"] = f"http://{NOBODY}/oauth/token"

    assert patient.complaints() == [("zoom-address", "fail", ("changes", "apply"))]


# --- clocks


@pytest.mark.parametrize(("apart", "word"), [(300, "ahead of"), (-300, "behind")])
def test_a_clock_that_is_wrong(patient, apart, word):
    clock = lambda: NOW + timedelta(seconds=apart)  # noqa: E731 - as short as the others

    assert patient.codes(clock=clock) == ["clock-canvas", "clock-zoom"]
    found = [check for check in patient.examined(clock=clock).checks if check.code == "clock-canvas"]
    assert str(found[0].found) == f"This computer's clock is 300 s {word} Canvas's."


def test_a_minute_is_let_pass(patient):
    assert patient.codes(clock=lambda: NOW + timedelta(seconds=59)) == []


# --- mail and letters


@contextmanager
def mail_server(patient, **others):
    with Mailbox(**others) as mailbox:
        patient.environment["NETTOOLS__MAIL__PORT"] = str(mailbox.port)
        yield mailbox


@pytest.mark.parametrize(("password", "codes"), [("rätt", []), ("fel", ["mail-login-refused"])])
def test_the_login_is_tried(patient, password, codes):
    patient.environment |= {"NETTOOLS__MAIL__USERNAME": "natverk", "NETTOOLS__MAIL__PASSWORD": password}

    with mail_server(patient, accounts={"natverk": "rätt"}) as mailbox:
        assert patient.codes() == codes
        assert mailbox.received == ()


def test_a_server_that_wants_a_login(patient):
    with mail_server(patient, accounts={"natverk": "rätt"}):
        assert patient.complaints() == [("mail-sender-refused", "fail", ("letters send",))]


def test_a_server_that_offers_no_protection(patient):
    patient.environment["NETTOOLS__MAIL__TLS"] = "starttls"

    assert patient.found("mail-unreachable")[0].endswith(
        "The server does not offer what was asked for (STARTTLS or a login)."
    )


def test_no_mail_server(patient):
    patient.environment["NETTOOLS__MAIL__PORT"] = "1"

    assert patient.complaints() == [("mail-unreachable", "fail", ("letters send",))]
    assert patient.examined().exit_status == 5


@pytest.mark.parametrize(
    ("sender", "state"),
    [("natverk@example.se", "warn"), ("nätverk@larosatet.se", "fail")],
)
def test_a_sender_that_nobody_can_answer(patient, sender, state):
    patient.environment["NETTOOLS__MAIL__SENDER"] = sender

    assert ("mail-sender", state, ("letters send",)) in patient.complaints()


def test_a_template_that_is_broken_is_told_with_its_place(patient):
    folder = patient.home / "templates" / "letters"
    folder.mkdir()
    (folder / "mail.html").write_text("<html>{{ nothing_of_the_kind }}</html>", encoding="utf-8")

    assert patient.complaints() == [("letter-welcome", "fail", ("letters preview", "letters send"))]
    assert patient.found("letter-welcome")[0].startswith("templates/letters/mail.html: ")


# --- what is said, and what is never


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
