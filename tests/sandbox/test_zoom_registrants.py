"""The pretend Zoom's registrants (conformance checks 32 to 37)."""

import pytest
from zoom_talk import fields, said, zoom_talk

from nettools.sandbox.zoom.world import Licence

ASA = {"email": "asa@vaxjo.example.se", "first_name": "Åsa", "last_name": "Öberg"}


@pytest.fixture
def talk():
    with zoom_talk() as one:
        yield one


def people(n):
    return [{"email": f"p{i}@example.se", "first_name": "P", "last_name": str(i)} for i in range(n)]


def a_meeting(talk, approval=0, **body):
    made = talk.create(settings={"approval_type": approval}, **body)
    return f"/meetings/{made['id']}", made["id"]


def listed(talk, path, status="approved"):
    return [one["email"] for one in talk.get(f"{path}/registrants", status=status).json()["registrants"]]


def test_a_registrant_gets_a_link_of_their_own(talk):
    path, meeting = a_meeting(talk)
    first, second = (talk.post(f"{path}/registrants", one).json() for one in (ASA, people(1)[0]))
    assert (first["id"], first["topic"], first["start_time"]) == (meeting, "Nätverksträff 1", "2026-09-22T11:00:00Z")
    assert len({first["join_url"], second["join_url"]}) == 2
    assert isinstance(first["participant_pin_code"], int)


def test_the_same_address_again_is_the_same_registrant(talk):
    path, _ = a_meeting(talk)
    first, second = (
        talk.post(f"{path}/registrants", {**ASA, "email": email}).json()
        for email in ("asa@vaxjo.example.se", "ASA@vaxjo.example.se")
    )
    assert first == second
    assert listed(talk, path) == ["asa@vaxjo.example.se"]


def test_who_must_be_approved_gets_no_link_before(talk):
    path, _ = a_meeting(talk, approval=1)
    waiting = talk.post(f"{path}/registrants", ASA).json()
    let_in = talk.post(f"{path}/registrants", {**people(1)[0], "auto_approve": True}).json()
    assert ("join_url" in waiting, "join_url" in let_in) == (False, True)
    assert (listed(talk, path, "pending"), listed(talk, path)) == ([ASA["email"]], ["p0@example.se"])


def test_registration_that_is_off_is_told_in_two_ways(talk):
    path, meeting = a_meeting(talk, approval=2)
    one = talk.post(f"{path}/registrants", ASA)
    batch = talk.post(f"{path}/batch_registrants", {"registrants": people(1)})
    assert said(one) == (400, 300, f"This meeting has not registration required: {meeting}")
    assert said(batch) == (400, 404, f"Registration has not been enabled for this meeting: {meeting}")


def test_approval_is_silently_ignored_for_a_meeting_without_fixed_time(talk):
    path, _ = a_meeting(talk, type=3)
    assert said(talk.post(f"{path}/registrants", ASA))[:2] == (400, 300)


@pytest.mark.parametrize("licence", [Licence.BASIC, Licence.ON_PREM])
def test_a_host_who_does_not_pay_has_no_registration(talk, licence):
    host = talk.zoom.add_host("bas@example.se", licence)
    path, _ = a_meeting(talk, host="bas@example.se")
    assert said(talk.post(f"{path}/registrants", ASA)) == (400, 200, f"Only available for Paid user: {host.id}.")


def test_the_fourth_registration_of_an_address_on_one_day_is_refused(talk):
    path, _ = a_meeting(talk)
    other, _ = a_meeting(talk)
    statuses = [talk.post(f"{path}/registrants", ASA).status_code for _ in range(3)]
    status, code, message = said(talk.post(f"{path}/registrants", ASA))
    assert (statuses, status, code, "(3)" in message) == ([201] * 3, 429, 429, True)
    assert talk.post(f"{other}/registrants", ASA).status_code == 201
    talk.zoom.clock.forward(hours=14)
    talk.token = None
    assert talk.post(f"{path}/registrants", ASA).status_code == 201


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"email": "no address"}, "email"),
        ({"email": f"{'x' * 120}@example.se"}, "email"),
        ({"first_name": "x" * 65}, "first_name"),
        ({"first_name": ""}, "first_name"),
        ({"last_name": "x" * 65}, "last_name"),
        ({"language": "sv-SE"}, "language"),
    ],
)
def test_a_field_that_zoom_does_not_take_is_named(talk, change, refused):
    path, _ = a_meeting(talk)
    assert fields(talk.post(f"{path}/registrants", {**ASA, **change})) == (400, 300, [refused])


def test_missing_fields_are_named(talk):
    path, _ = a_meeting(talk)
    assert fields(talk.post(f"{path}/registrants", {})) == (400, 300, ["email", "first_name"])


def test_thirty_at_once_and_no_more(talk):
    path, _ = a_meeting(talk)
    thirty = talk.post(f"{path}/batch_registrants", {"registrants": people(30)})
    assert (thirty.status_code, len(thirty.json()["registrants"])) == (201, 30)
    assert sorted(thirty.json()["registrants"][0]) == ["email", "join_url", "participant_pin_code", "registrant_id"]
    assert fields(talk.post(f"{path}/batch_registrants", {"registrants": people(31)})) == (400, 300, ["registrants"])


@pytest.mark.parametrize("rows", [[], None, ["asa@example.se"]])
def test_a_batch_of_nothing_is_refused(talk, rows):
    path, _ = a_meeting(talk)
    assert fields(talk.post(f"{path}/batch_registrants", {"registrants": rows})) == (400, 300, ["registrants"])


def test_a_wrong_row_in_a_batch_registers_nobody(talk):
    path, _ = a_meeting(talk)
    rows = [*people(2), {"email": "x@example.se"}]
    assert fields(talk.post(f"{path}/batch_registrants", {"registrants": rows})) == (
        400,
        300,
        ["first_name", "last_name"],
    )
    assert listed(talk, path) == []


def test_a_series_takes_no_batch(talk):
    path, _ = a_meeting(talk, type=8, recurrence={"type": 2})
    assert said(talk.post(f"{path}/batch_registrants", {"registrants": people(1)}))[:2] == (400, 303)


def test_the_list_shows_the_approved_and_changes_of_status_move_people(talk):
    path, _ = a_meeting(talk, approval=1)
    registrant = talk.post(f"{path}/registrants", ASA).json()["registrant_id"]
    body = {"action": "approve", "registrants": [{"id": registrant, "email": ASA["email"]}]}
    assert talk.put(f"{path}/registrants/status", body).status_code == 204
    assert (listed(talk, path), listed(talk, path, "pending")) == ([ASA["email"]], [])
    assert talk.put(f"{path}/registrants/status", {**body, "action": "cancel"}).status_code == 204
    assert (listed(talk, path), listed(talk, path, "denied")) == ([], [ASA["email"]])


def test_changes_of_status_have_their_limits(talk):
    path, _ = a_meeting(talk)
    rows = [{"email": one["email"]} for one in people(31)]
    assert fields(talk.put(f"{path}/registrants/status", {"action": "bless"})) == (400, 300, ["action"])
    assert fields(talk.put(f"{path}/registrants/status", {"action": "deny", "registrants": rows})) == (
        400,
        300,
        ["registrants"],
    )
    assert fields(talk.get(f"{path}/registrants", status="late")) == (400, 300, ["status"])


def test_a_meeting_that_is_over_takes_no_batch(talk):
    path, _ = a_meeting(talk)
    talk.zoom.clock.forward(days=34)
    talk.token = None
    assert said(talk.post(f"{path}/batch_registrants", {"registrants": people(1)}))[:2] == (400, 3038)


def test_a_full_meeting_takes_nobody_new_but_answers_for_who_is_there(talk):
    path, _ = a_meeting(talk)
    talk.zoom.limits.registrants_at_most = 2
    assert talk.post(f"{path}/batch_registrants", {"registrants": people(2)}).status_code == 201
    assert said(talk.post(f"{path}/batch_registrants", {"registrants": people(3)}))[:2] == (400, 3043)
    assert said(talk.post(f"{path}/registrants", ASA))[:2] == (400, 3043)
    assert talk.post(f"{path}/registrants", people(1)[0]).status_code == 201


def test_one_registrant_can_be_shown_and_removed(talk):
    path, _ = a_meeting(talk)
    one = f"{path}/registrants/{talk.post(f'{path}/registrants', ASA).json()['registrant_id']}"
    shown = talk.get(one).json()
    assert (shown["email"], shown["first_name"], shown["status"]) == (ASA["email"], "Åsa", "approved")
    assert talk.delete(one).status_code == 204
    assert said(talk.get(one))[:2] == (400, 300)
