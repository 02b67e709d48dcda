"""The check-up of Canvas, well and ill in every way that it can be."""

import pytest
from doctoring import NOBODY, TOKEN

from nettools.jobs.doctor.canvas import RIGHTS


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
