"""What the pretend Zoom tells of meetings that were held (conformance checks 38 to 40)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from zoom_talk import fields, said, zoom_talk

from nettools.sandbox.zoom.world import Licence, Presence

STARTS = datetime(2026, 9, 22, 11, 0, tzinfo=UTC)
SLASHED, DOUBLE, PLAIN = "/ajXp112QmuoKj4854875==", "ab//CdEfGhIjKlMnOpQr==", "Ab/CdEf+GhIjKlMnOpQr=="
ASA = Presence(name="Åsa Öberg", joins=60, leaves=3600, user_email="asa@vaxjo.example.se", registrant_id="r1")
PRESENCES = [
    Presence(name="Åsa Öberg", joins=0, leaves=60, status="in_waiting_room"),
    ASA,
    Presence(name="Åsa Öberg", joins=3700, leaves=5400, bo_mtg_id="room-1", registrant_id="r1"),
    Presence(name="iPad", joins=100, leaves=9000),
]


@pytest.fixture
def talk():
    with zoom_talk() as one:
        yield one


def held_meeting(talk, uuids=(PLAIN,), presences=PRESENCES, **body):
    made = talk.create(**body)
    for day, uuid in enumerate(uuids):
        starts = STARTS + timedelta(days=day)
        talk.zoom.hold(made["id"], starts, starts + timedelta(minutes=150), presences, uuid=uuid)
    talk.zoom.clock.now = STARTS + timedelta(days=7)
    talk.token = None
    return made["id"]


def twice(uuid):
    return quote(quote(uuid, safe=""), safe="")


def once(uuid):
    return quote(uuid, safe="")


def test_instances_are_told_apart_by_their_uuids(talk):
    meeting = held_meeting(talk, (SLASHED, DOUBLE, PLAIN))
    assert talk.get(f"/past_meetings/{meeting}/instances").json() == {
        "meetings": [
            {"uuid": SLASHED, "start_time": "2026-09-22T11:00:00Z"},
            {"uuid": DOUBLE, "start_time": "2026-09-23T11:00:00Z"},
            {"uuid": PLAIN, "start_time": "2026-09-24T11:00:00Z"},
        ]
    }
    assert said(talk.get("/past_meetings/1/instances"))[:2] == (404, 3001)


@pytest.mark.parametrize("uuid", [SLASHED, DOUBLE])
def test_a_uuid_with_an_awkward_slash_must_be_escaped_twice(talk, uuid):
    held_meeting(talk, (SLASHED, DOUBLE, PLAIN))
    assert talk.get(f"/past_meetings/{twice(uuid)}").json()["uuid"] == uuid
    assert said(talk.get(f"/past_meetings/{once(uuid)}"))[:2] == (404, 3001)


def test_another_uuid_is_escaped_once(talk):
    held_meeting(talk, (SLASHED, PLAIN))
    assert talk.get(f"/past_meetings/{once(PLAIN)}").json()["uuid"] == PLAIN


def test_a_uuid_not_escaped_at_all_loses_its_slash(talk):
    held_meeting(talk, (SLASHED,))
    answer = talk.get(f"/report/meetings/{SLASHED}/participants")
    assert said(answer) == (404, 3001, f"Meeting does not exist: {SLASHED[1:]}.")


def test_a_number_means_the_latest_instance(talk):
    meeting = held_meeting(talk, (SLASHED, PLAIN))
    assert talk.get(f"/past_meetings/{meeting}").json()["uuid"] == PLAIN


def test_a_report_has_a_row_for_each_stretch_of_time(talk):
    meeting = held_meeting(talk)
    answer = talk.get(f"/report/meetings/{meeting}/participants", page_size=300)
    rows = answer.json()["participants"]
    keys = ("name", "user_email", "duration", "status", "bo_mtg_id")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("Åsa Öberg", "", 60, "in_waiting_room", ""),
        ("Åsa Öberg", "asa@vaxjo.example.se", 3540, "in_meeting", ""),
        ("Åsa Öberg", "", 1700, "in_meeting", "room-1"),
        ("iPad", "", 8900, "in_meeting", ""),
    ]
    assert rows[1]["join_time"] == "2026-09-22T11:01:00Z"
    assert answer.headers["X-RateLimit-Category"] == "Heavy"


def test_registrants_are_named_only_when_asked_for(talk):
    path = f"/report/meetings/{held_meeting(talk)}/participants"
    assert {"registrant_id" in row for row in talk.get(path).json()["participants"]} == {False}
    named = talk.get(path, include_fields="registrant_id").json()["participants"]
    assert [row["registrant_id"] for row in named] == ["", "r1", "r1", ""]


def test_a_summary_counts_people_and_minutes(talk):
    body = talk.get(f"/report/meetings/{held_meeting(talk)}").json()
    assert (body["duration"], body["participants_count"], body["end_time"]) == (150, 3, "2026-09-22T13:30:00Z")


def test_the_lighter_list_has_no_rooms(talk):
    rows = talk.get(f"/past_meetings/{held_meeting(talk)}/participants").json()["participants"]
    assert [(row["name"], "bo_mtg_id" in row, row["registrant_id"]) for row in rows][1] == ("Åsa Öberg", False, "r1")


def test_a_meeting_of_one_has_no_report(talk):
    meeting = held_meeting(talk, presences=[ASA])
    assert talk.get(f"/past_meetings/{meeting}/participants").json()["participants"] == []
    assert said(talk.get(f"/report/meetings/{meeting}/participants"))[:2] == (404, 3001)


def test_a_host_who_does_not_pay_has_no_report(talk):
    talk.zoom.add_host("bas@example.se", Licence.BASIC)
    meeting = held_meeting(talk, host="bas@example.se")
    assert said(talk.get(f"/report/meetings/{meeting}/participants"))[:2] == (400, 200)


def test_a_report_can_be_late(talk):
    talk.zoom.reports.delay = timedelta(minutes=30)
    meeting = held_meeting(talk)
    talk.zoom.clock.now = STARTS + timedelta(minutes=170)
    talk.token = None
    assert said(talk.get(f"/report/meetings/{meeting}/participants"))[:2] == (404, 3001)
    talk.zoom.clock.forward(minutes=10)
    assert len(talk.get(f"/report/meetings/{meeting}/participants").json()["participants"]) == 4


def test_times_can_be_told_as_none_at_first(talk):
    talk.zoom.reports.settling = timedelta(minutes=40)
    meeting = held_meeting(talk)
    path = f"/report/meetings/{meeting}/participants"
    talk.zoom.clock.now = STARTS + timedelta(minutes=180)
    talk.token = None
    early = [one["duration"] for one in talk.get(path).json()["participants"]]
    talk.zoom.clock.forward(minutes=30)
    settled = [one["duration"] for one in talk.get(path).json()["participants"]]

    assert early == [0, 0, 0, 0]
    assert 0 not in settled


def test_what_is_older_than_a_year_is_not_told(talk):
    meeting = held_meeting(talk)
    talk.zoom.clock.forward(days=366)
    talk.token = None
    assert said(talk.get(f"/report/meetings/{meeting}/participants"))[:2] == (400, 12702)


def test_a_hosts_meetings_are_told_a_month_at_a_time(talk):
    held_meeting(talk, (SLASHED, PLAIN))
    path = "/report/users/zoom1%40example.se/meetings"
    assert [one["uuid"] for one in talk.get(path, **{"from": "2026-09-01", "to": "2026-09-22"}).json()["meetings"]] == [
        SLASHED
    ]
    assert said(talk.get(path, **{"from": "2026-08-01", "to": "2026-09-22"}))[:2] == (400, 300)
    assert fields(talk.get(path, to="2026-09-22")) == (400, 300, ["from"])
