"""The check-up of Zoom, of the clock, of mail and of letters."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from doctoring import HOST, NOBODY, NOW

from nettools.domain.glimpses import Glimpse
from nettools.domain.occasions import NetworkMeeting
from nettools.jobs.doctor.hosts import Host, check_licence, hosts_of
from nettools.jobs.doctor.scopes import SCOPES
from nettools.sandbox.mailbox import Mailbox
from nettools.sandbox.zoom.tokens import ALL_SCOPES
from nettools.sandbox.zoom.world import Licence
from nettools.settings import load_settings


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


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope.of_registration], ids=lambda scope: scope.name)
def test_where_people_are_registered_the_scopes_for_it_are_needed(patient, scope):
    patient.rewrite("terms/HT26.toml", "[zoom_hosts.sal-1]", "[zoom]\nregistration = true\n[zoom_hosts.sal-1]")
    patient.zoom.tokens.scopes = tuple(each for each in ALL_SCOPES if each != scope.granular)

    assert patient.complaints() == [("zoom-scopes", "fail", scope.commands)]


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


def test_meetings_of_networks_without_a_host_are_counted_at_those_that_would_be_chosen(patient):
    for number in (1, 2):
        patient.rewrite("terms/HT26.toml", f'zoom_host = "sal-{number}"\n', "")
    patient.host(type=Licence.BASIC)

    assert patient.complaints() == [("zoom-host-basic", "fail", ("apply",))]
    term = load_settings(patient.home, patient.environment).terms["HT26"]
    assert [(host.email, len(host.meetings)) for host in hosts_of([term])] == [
        (HOST, 4),
        ("zoom-sal-2@example.se", 4),
    ]


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

    assert patient.complaints() == [("letters", "fail", ("letters preview", "letters send"))]
    assert patient.found("letters")[0].startswith("templates/letters/mail.html: ")


# --- what is said, and what is never
