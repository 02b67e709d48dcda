"""The pretend Zoom's users and meetings (conformance checks 10 to 31)."""

import pytest
from zoom_talk import HOST, fields, said, zoom_talk

from nettools.sandbox.zoom.server import HOSTS
from nettools.sandbox.zoom.world import Licence


@pytest.fixture
def talk():
    with zoom_talk() as one:
        yield one


# -- users ---------------------------------------------------------------------------------------


def test_users_are_listed_in_zooms_frame(talk):
    body = talk.get("/users", page_size=300).json()
    assert (body["page_size"], body["total_records"], body["next_page_token"]) == (300, 6, "")
    assert [(one["email"], one["type"]) for one in body["users"]] == [(host, 2) for host in HOSTS]


def test_someone_who_never_accepted_has_no_id_and_is_listed_apart(talk):
    talk.zoom.add_host("ny@example.se", status="pending")
    users = talk.get("/users", status="pending").json()["users"]
    assert [("id" in one, one["email"], one["status"]) for one in users] == [(False, "ny@example.se", "pending")]
    assert said(talk.get("/users/ny%40example.se"))[:2] == (400, 1120)


def test_a_user_is_found_by_an_escaped_address_in_any_case(talk):
    user = talk.get("/users/ZOOM1%40example.se").json()
    wanted = {"email": HOST, "type": 2, "timezone": "Europe/Stockholm", "status": "active"}
    assert {key: user[key] for key in wanted} == wanted
    assert talk.get(f"/users/{user['id']}").json() == user


@pytest.mark.parametrize("who", ["nobody%40example.se", "me"])
def test_an_unknown_user_is_not_found(talk, who):
    assert said(talk.get(f"/users/{who}")) == (404, 1001, f"User does not exist: {who.replace('%40', '@')}.")


def test_a_host_is_added_once(talk):
    assert talk.zoom.add_host("NY@example.se") == talk.zoom.add_host("ny@example.se")


def test_settings_of_a_user_tell_what_passcodes_must_be(talk):
    assert "meeting_password_requirement" in talk.get("/users/zoom1%40example.se/settings").json()["meeting_security"]


def test_an_unknown_status_of_users_is_refused(talk):
    assert fields(talk.get("/users", status="gone")) == (400, 300, ["status"])


# -- create --------------------------------------------------------------------------------------


def test_a_meeting_is_created_whole(talk):
    settings = {"waiting_room": False, "join_before_host": True, "jbh_time": 15, "approval_type": 0}
    made = talk.create(agenda="nettools:HT26/natverk-1/meeting-1\n", timezone="Europe/Stockholm", settings=settings)
    assert made["id"] >= 10**9
    assert made["join_url"].startswith(f"https://zoom.example.com/j/{made['id']}")
    expected = {
        "topic": "Nätverksträff 1",
        "type": 2,
        "start_time": "2026-09-22T11:00:00Z",
        "duration": 150,
        "timezone": "Europe/Stockholm",
        "agenda": "nettools:HT26/natverk-1/meeting-1\n",
        "creation_source": "open_api",
        "host_email": HOST,
        "status": "waiting",
        "created_at": "2026-08-20T10:00:00Z",
    }
    assert {key: made[key] for key in expected} == expected
    assert {key: made["settings"][key] for key in settings} == settings
    assert ("start_url" in made, "registration_url" in made) == (True, True)


@pytest.mark.parametrize(
    ("start", "zone", "reply"),
    [
        ("2026-12-01T13:00:00", "Europe/Stockholm", "2026-12-01T12:00:00Z"),
        ("2026-09-22T13:00:00", "Europe/Stockholm", "2026-09-22T11:00:00Z"),
        ("2026-09-22T11:00:00Z", "Europe/Stockholm", "2026-09-22T11:00:00Z"),
        ("2026-09-22T11:00:00Z", "Asia/Tokyo", "2026-09-22T11:00:00Z"),
    ],
)
def test_local_time_is_read_in_its_zone_and_z_is_utc_whatever_the_zone(talk, start, zone, reply):
    assert talk.create(start_time=start, timezone=zone)["start_time"] == reply


def test_local_time_without_a_zone_is_the_hosts(talk):
    made = talk.post("/users/zoom1%40example.se/meetings", {"start_time": "2026-09-22T13:00:00"}).json()
    assert (made["start_time"], made["timezone"]) == ("2026-09-22T11:00:00Z", "Europe/Stockholm")


def test_an_empty_body_makes_an_instant_meeting(talk):
    answer = talk.post("/users/zoom1%40example.se/meetings", {})
    assert (answer.status_code, answer.json()["type"]) == (201, 1)
    assert talk.get("/users/zoom1%40example.se/meetings").json()["meetings"] == []


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"topic": "å" * 201}, "topic"),
        ({"agenda": "x" * 2001}, "agenda"),
        ({"type": 4}, "type"),
        ({"type": True}, "type"),
        ({"duration": "60"}, "duration"),
        ({"password": "12345678901"}, "password"),
        ({"timezone": "Europe/Lund"}, "timezone"),
        ({"start_time": "2026-09-22T13:00:00+02:00"}, "start_time"),
        ({"schedule_for": "zoom2@example.se"}, "schedule_for"),
        ({"settings": {"approval_type": 7}}, "settings.approval_type"),
        ({"settings": {"jbh_time": 7}}, "settings.jbh_time"),
        ({"settings": {"waiting_room": "true"}}, "settings.waiting_room"),
        ({"settings": {"auto_transcribing": True}}, "settings.auto_transcribing"),
        ({"settings": {"alternative_hosts": "nobody@example.se"}}, "settings.alternative_hosts"),
        ({"settings": {"alternative_hosts": ["zoom2@example.se"]}}, "settings.alternative_hosts"),
        ({"settings": []}, "settings"),
        ({"settings": {"breakout_room": {"enable": True, "rooms": [{"name": "x" * 33}]}}}, "settings.breakout_room"),
        ({"settings": {"breakout_room": {"rooms": [{"name": "1"}] * 51}}}, "settings.breakout_room"),
        ({"settings": {"breakout_room": {"rooms": [{"name": "1", "participants": [{}]}]}}}, "settings.breakout_room"),
        ({"settings": {"breakout_room": {"rooms": ["1"]}}}, "settings.breakout_room"),
        ({"settings": {"breakout_room": {"more": 1}}}, "settings.breakout_room"),
        (
            {"settings": {"breakout_room": {"rooms": [{"name": "1", "participants": ["a@example.se"] * 201}]}}},
            "settings.breakout_room",
        ),
    ],
)
def test_a_field_that_zoom_does_not_take_is_named(talk, body, refused):
    assert fields(talk.post("/users/zoom1%40example.se/meetings", body)) == (400, 300, [refused])


def test_the_longest_that_is_taken(talk):
    made = talk.create(topic="å" * 200, agenda="ö" * 2000, password="1234567890")
    assert [len(made["topic"]), len(made["agenda"]), len(made["password"])] == [200, 2000, 10]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_json_object_is_told(talk, body):
    answer = talk.call("POST", "/users/zoom1%40example.se/meetings", data=body)
    assert said(answer) == (400, 300, "Request Body should be a valid JSON object.")


def test_a_start_in_the_past_becomes_now_without_a_word(talk):
    assert talk.create(start_time="2026-08-01T11:00:00Z")["start_time"] == "2026-08-20T10:00:00Z"


def test_an_unknown_host_and_one_who_may_not_schedule(talk):
    talk.zoom.add_host("nej@example.se", may_schedule=False)
    assert said(talk.post("/users/x%40example.se/meetings", {}))[:2] == (404, 1001)
    assert said(talk.post("/users/nej%40example.se/meetings", {}))[:2] == (400, 3161)


def test_a_waiting_room_switches_joining_before_the_host_off(talk):
    made = talk.create(settings={"waiting_room": True, "join_before_host": True})
    assert (made["settings"]["waiting_room"], made["settings"]["join_before_host"]) == (True, False)


def test_zoom_makes_a_passcode_when_asked(talk):
    made = talk.create(default_password=True)
    assert (len(made["password"]), "?pwd=" in made["join_url"]) == (6, True)


def test_a_series_has_its_recurrence(talk):
    recurrence = {"type": 2, "weekly_days": "3", "end_times": 4}
    assert talk.create(type=8, recurrence=recurrence)["recurrence"] == recurrence


# -- show and list -------------------------------------------------------------------------------


def test_a_meeting_is_shown_with_its_host(talk):
    made = talk.create()
    shown = talk.get(f"/meetings/{made['id']}").json()
    assert {key for key in made if made[key] != shown[key]} == {"start_url"}
    assert [shown[key] for key in ("uuid", "host_id", "host_email", "status")] == [
        *(made["uuid"], talk.zoom.account.world.user(HOST).id, HOST, "waiting"),
    ]


@pytest.mark.parametrize("meeting", ["123", "abc"])
def test_a_meeting_that_is_not_there(talk, meeting):
    assert said(talk.get(f"/meetings/{meeting}")) == (404, 3001, f"Meeting does not exist: {meeting}.")


def test_a_meeting_made_into_a_webinar_is_told_apart(talk):
    made = talk.create()
    talk.zoom.account.world.meetings[made["id"]].is_webinar = True
    assert said(talk.get(f"/meetings/{made['id']}")) == (400, 3000, "Cannot access webinar info.")


def test_a_list_has_a_short_agenda_and_no_settings(talk):
    made = talk.create(agenda="å" * 300)
    other = talk.create(host="zoom2@example.se")
    rows = talk.get("/users/zoom1%40example.se/meetings").json()["meetings"]
    keys = ("uuid", "id", "host_id", "topic", "type", "start_time", "duration", "timezone", "created_at", "join_url")
    assert rows == [{**{key: made[key] for key in keys}, "agenda": "å" * 250}]
    assert other["id"] not in [row["id"] for row in rows]


def test_pages_are_walked_with_tokens(talk):
    made = [talk.create(start_time=f"2026-09-{day:02d}T11:00:00Z")["id"] for day in range(1, 8)]
    seen, token, steps = [], "", 0
    while token or not steps:
        body = talk.get(
            "/users/zoom1%40example.se/meetings", page_size=3, **({"next_page_token": token} if token else {})
        )
        seen += [one["id"] for one in body.json()["meetings"]]
        token, steps = body.json()["next_page_token"], steps + 1
    assert (seen, steps) == (made, 3)


@pytest.mark.parametrize("size", ["301", "0", "x", "-1"])
def test_a_page_size_out_of_bounds_is_refused(talk, size):
    assert fields(talk.get("/users", page_size=size)) == (400, 300, ["page_size"])


def test_a_page_token_is_good_for_fifteen_minutes_and_for_the_same_question(talk):
    path = "/users/zoom1%40example.se/meetings"
    for _ in range(3):
        talk.create()
    token = talk.get(path, page_size=1).json()["next_page_token"]
    stale = (400, 300, "The next page token is invalid or expired.")
    assert talk.get(path, page_size=1, next_page_token=token).status_code == 200
    assert said(talk.get(path, page_size=2, next_page_token=token)) == stale
    assert said(talk.get(path, page_size=1, next_page_token="made-up")) == stale
    talk.zoom.clock.forward(minutes=15, seconds=1)
    assert said(talk.get(path, page_size=1, next_page_token=token)) == stale


def test_pages_can_be_made_smaller_than_asked_for(talk):
    talk.zoom.account.largest_page = 1
    body = talk.get("/users", page_size=300).json()
    assert (len(body["users"]), body["next_page_token"] == "") == (1, False)


def test_lists_by_time(talk):
    past, future = talk.create(start_time="2026-08-20T11:00:00Z"), talk.create()
    live = talk.create(start_time="2026-08-20T12:00:00Z")
    talk.zoom.account.world.meetings[live["id"]].status = "started"
    talk.zoom.clock.forward(days=2)
    talk.token = None

    def ids(kind):
        return [one["id"] for one in talk.get("/users/zoom1%40example.se/meetings", type=kind).json()["meetings"]]

    assert ids("previous_meetings") == [past["id"]]
    assert ids("upcoming") == [live["id"], future["id"]]
    assert ids("live") == [live["id"]]
    assert ids("scheduled") == [past["id"], live["id"], future["id"]]
    assert fields(talk.get("/users/zoom1%40example.se/meetings", type="soon")) == (400, 300, ["type"])


def test_a_meeting_is_forgotten_thirty_days_after_its_date(talk):
    made = talk.create()
    talk.zoom.clock.forward(days=33 + 29)
    talk.token = None
    assert talk.get(f"/meetings/{made['id']}").status_code == 200
    talk.zoom.clock.forward(days=2)
    talk.token = None
    assert said(talk.get(f"/meetings/{made['id']}"))[:2] == (404, 3001)
    assert talk.zoom.meetings == ()


# -- change and delete ---------------------------------------------------------------------------


def test_a_change_is_answered_with_nothing_and_changes_only_what_was_said(talk):
    made = talk.create(settings={"mute_upon_entry": True})
    answer = talk.patch(f"/meetings/{made['id']}", {"topic": "Nätverksträff 2", "settings": {"jbh_time": 5}})
    shown = talk.get(f"/meetings/{made['id']}").json()
    assert (answer.status_code, answer.content) == (204, b"")
    assert {key for key in made if made[key] != shown[key]} == {"topic", "settings", "start_url"}
    assert shown["settings"] == {**made["settings"], "jbh_time": 5}


def test_a_change_to_a_start_in_the_past_is_passed_over(talk):
    made = talk.create()
    assert talk.patch(f"/meetings/{made['id']}", {"start_time": "2026-08-01T11:00:00Z"}).status_code == 204
    assert talk.get(f"/meetings/{made['id']}").json()["start_time"] == made["start_time"]


def test_rooms_are_replaced_as_a_whole(talk):
    def rooms(*names):
        return {"enable": True, "rooms": [{"name": name, "participants": [f"{name}@example.se"]} for name in names]}

    made = talk.create(settings={"breakout_room": rooms("a", "b")})
    assert talk.patch(f"/meetings/{made['id']}", {"settings": {"breakout_room": rooms("c")}}).status_code == 204
    assert talk.get(f"/meetings/{made['id']}").json()["settings"]["breakout_room"] == rooms("c")


def test_another_passcode_makes_another_link(talk):
    made = talk.create(password="first")
    talk.patch(f"/meetings/{made['id']}", {"password": "second"})
    assert talk.get(f"/meetings/{made['id']}").json()["join_url"] != made["join_url"]


def test_a_type_can_be_changed_with_a_new_start(talk):
    made = talk.create(type=3)
    talk.patch(f"/meetings/{made['id']}", {"type": 2, "start_time": "2026-10-01T11:00:00Z"})
    shown = talk.get(f"/meetings/{made['id']}").json()
    assert (shown["type"], shown["start_time"]) == (2, "2026-10-01T11:00:00Z")


def test_a_wrong_change_changes_nothing(talk):
    made = talk.create()
    assert fields(talk.patch(f"/meetings/{made['id']}", {"topic": "x" * 201, "duration": 30})) == (400, 300, ["topic"])
    assert talk.get(f"/meetings/{made['id']}").json()["duration"] == 150


def test_what_is_deleted_is_gone_and_can_be_brought_back_for_a_week(talk):
    made = talk.create()
    path, gone = f"/meetings/{made['id']}", (404, 3001, f"Meeting does not exist: {made['id']}.")
    assert talk.delete(path).status_code == 204
    assert [said(talk.delete(path)), said(talk.get(path))] == [gone, gone]
    assert talk.put(f"{path}/status", {"action": "recover"}).status_code == 204
    assert talk.get(path).status_code == 200
    talk.delete(path)
    talk.zoom.clock.forward(days=8)
    talk.token = None
    assert said(talk.put(f"{path}/status", {"action": "recover"})) == gone


@pytest.mark.parametrize(("query", "told"), [("?cancel_meeting_reminder=true", ["a@example.se"]), ("", [])])
def test_who_is_registered_is_told_of_a_cancelled_meeting_only_when_that_is_asked_for(talk, query, told):
    made = talk.create(settings={"approval_type": 1})
    path = f"/meetings/{made['id']}"
    for email, at_once in (("a@example.se", True), ("b@example.se", False)):
        who = {"email": email, "first_name": "A", "last_name": "B", "auto_approve": at_once}
        assert talk.post(f"{path}/registrants", who).status_code == 201
    assert talk.delete(f"{path}{query}").status_code == 204
    assert talk.zoom.account.world.meetings[made["id"]].told_cancelled == told


def test_what_the_account_has_locked_wins_and_only_the_reply_tells(talk):
    talk.zoom.account.forced = {"waiting_room": True, "join_before_host": False}
    made = talk.create(settings={"waiting_room": False, "join_before_host": True, "jbh_time": 5})
    assert talk.patch(f"/meetings/{made['id']}", {"settings": {"waiting_room": False}}).status_code == 204
    shown = talk.get(f"/meetings/{made['id']}").json()
    assert [one["settings"]["waiting_room"] for one in (made, shown)] == [True, True]
    assert (made["settings"]["join_before_host"], made["settings"]["jbh_time"]) == (False, 5)


def test_a_meeting_in_progress_is_not_deleted_until_it_is_ended(talk):
    made = talk.create()
    path = f"/meetings/{made['id']}"
    talk.zoom.account.world.meetings[made["id"]].status = "started"
    assert said(talk.delete(path))[:2] == (400, 3002)
    assert talk.put(f"{path}/status", {"action": "end"}).status_code == 204
    assert talk.delete(path).status_code == 204


def test_an_on_prem_hosts_meeting_cannot_be_ended_from_outside(talk):
    talk.zoom.add_host("onprem@example.se", Licence.ON_PREM)
    made = talk.create(host="onprem@example.se")
    assert said(talk.put(f"/meetings/{made['id']}/status", {"action": "end"}))[:2] == (400, 3063)
    assert fields(talk.put(f"/meetings/{made['id']}/status", {"action": "dance"})) == (400, 300, ["action"])


# -- people and restarts -------------------------------------------------------------------------


def test_a_person_can_edit_and_delete_without_spending_quota(talk):
    made = talk.create()
    talk.zoom.edit(made["id"], topic="Flyttad", start_time="2026-09-23T11:00:00Z")
    shown = talk.get(f"/meetings/{made['id']}").json()
    assert (shown["topic"], shown["start_time"]) == ("Flyttad", "2026-09-23T11:00:00Z")
    talk.zoom.delete(made["id"])
    assert said(talk.get(f"/meetings/{made['id']}"))[:2] == (404, 3001)
    assert list(talk.zoom.account.world.spent.values()) == [1]


def test_with_a_directory_the_account_is_there_after_a_restart(tmp_path):
    with zoom_talk(directory=tmp_path / "zoom") as first:
        made = first.create(password="abc123")
    with zoom_talk(directory=tmp_path / "zoom") as second:
        shown = second.get(f"/meetings/{made['id']}").json()
        other = second.create()
    assert {key for key in made if made[key] != shown[key]} == {"start_url"}
    assert other["id"] != made["id"]
    assert [path.name for path in (tmp_path / "zoom").iterdir()] == ["zoom.json"]


def test_an_answer_lost_after_the_work_leaves_the_meeting_behind(talk):
    talk.get("/users")
    talk.zoom.misbehave("reset-after", method="POST", path="/meetings$")
    with pytest.raises(OSError):
        talk.create()
    assert [one.topic for one in talk.zoom.meetings] == ["Nätverksträff 1"]
