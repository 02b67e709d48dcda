"""The watch itself: a check that cannot fail is none. And the documents: their limits are those that we know of."""

import json

import pytest
from canvas_talk import canvas_talk
from contract_watch import Watch, contract_of, never_made
from zoom_talk import zoom_talk

from nettools.sandbox.wire_messages import Answer, Asked, json_answer, text_answer

OURS = {"user-agent": "nettools/0", "authorization": "Bearer t", "content-type": "application/json"}
FORM = OURS | {"content-type": "application/x-www-form-urlencoded"}
PAID = (("X-Request-Cost", "0.1"), ("X-Rate-Limit-Remaining", "599.9"))
HOST = "/v2/users/zoom1%40example.se/meetings"
MEETING = {"topic": "Träff", "type": 2, "start_time": "2026-09-22T11:00:00Z", "timezone": "Europe/Stockholm"}
BATCH = "/v2/meetings/81234567890/batch_registrants"
USER = {"id": 1, "name": "Åsa", "created_at": "2026-08-20T10:00:00Z", "sortable_name": "Åsa", "short_name": "Åsa"}


def complaints(service, method, path, *, body=b"", query="", headers=OURS, answer=None):
    """What a new watch says of one call."""
    watch = Watch()
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    watch(service, Asked(method=method, path=path, query_string=query, headers=headers, body=body), answer)
    return watch.told()


def people(number, **more):
    return [{"email": f"p{one}@example.se", "first_name": "P", "last_name": "Q", **more} for one in range(number)]


def answered(body, status=200, headers=PAID):
    return json_answer(body, status, headers)


def the_only(found, *words):
    assert len(found) == 1, found
    assert [word for word in words if word not in found[0]] == []


# --- what we send


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schedule_for": "b@example.se"}, "schedule_for"),
        ({"settings": {"auto_transcribing": True}}, "auto_transcribing"),
        ({"topic": "x" * 201}, "too long"),
        ({"agenda": "x" * 2001}, "too long"),
        ({"password": "x" * 11}, "too long"),
        ({"password": "åäö"}, "does not match"),
        ({"duration": "60"}, "not of type 'integer'"),
        ({"start_time": "2026-09-22T13:00:00"}, "does not match"),
        ({"start_time": "2026-09-22T13:00:00+02:00"}, "does not match"),
        ({"timezone": "Europe/Oslo"}, "Europe/Stockholm"),
        ({"settings": {"approval_type": 7}}, "not one of"),
        ({"settings": {"alternative_hosts": "a@example.se,b@example.se"}}, "does not match"),
        ({"settings": {"breakout_room": {"enable": True, "rooms": [{"name": "x" * 33, "participants": []}]}}}, "long"),
    ],
)
def test_a_meeting_that_zoom_would_refuse_is_refused(changes, said):
    assert complaints("zoom", "POST", HOST, body=MEETING) == []
    the_only(complaints("zoom", "POST", HOST, body=MEETING | changes), "POST /v2/users", "our request", said)


def test_thirty_registrants_at_once_and_no_more():
    assert complaints("zoom", "POST", BATCH, body={"registrants": people(30), "auto_approve": True}) == []
    the_only(complaints("zoom", "POST", BATCH, body={"registrants": people(31)}), BATCH, "$.registrants", "too long")
    the_only(complaints("zoom", "POST", BATCH, body={"registrants": people(1, language="sv-SE")}), "language")
    the_only(complaints("zoom", "POST", BATCH, body={"registrants": []}), "$.registrants", "non-empty")


@pytest.mark.parametrize(
    ("service", "path", "query", "said"),
    [
        ("canvas", "/api/v1/courses/1/sections", "per_page=500", "per_page: $: 500 is greater than the maximum of 100"),
        ("zoom", HOST, "page_size=301", "page_size: $: 301 is greater than the maximum of 300"),
        ("canvas", "/api/v1/courses/1/sections", "section_id=7", "no parameter 'section_id'"),
        ("canvas", "/api/v1/accounts/1/users", "search_term=a", "too short"),
        ("canvas", "/api/v1/courses/1/enrollments", "state%5B%5D=asleep", "not one of"),
        ("canvas", "/api/v1/courses/sis_course_id:a%2Fb", "", None),
        ("canvas", "/api/v1/courses/HT26", "", "does not match"),
        ("canvas", "/api/v1/courses/1/quizzes", "", "no document in tests/contracts has it"),
    ],
)
def test_addresses_are_held_against_the_documents(service, path, query, said):
    found = complaints(service, "GET", path, query=query)
    assert found == [] if said is None else len(found) == 1 and said in found[0], found


def test_the_eleventh_calendar_is_refused():
    codes = [f"context_codes%5B%5D=course_{number}" for number in range(1, 12)]
    assert complaints("canvas", "GET", "/api/v1/calendar_events", query="&".join(codes[:10])) == []
    the_only(complaints("canvas", "GET", "/api/v1/calendar_events", query="&".join(codes)), "context_codes", "too long")


def test_a_form_is_read_as_the_object_that_it_stands_for():
    path = "/api/v1/sections/7/enrollments"
    form = b"enrollment[user_id]=5&enrollment[type]=StudentEnrollment&enrollment[enrollment_state]=active"
    assert complaints("canvas", "POST", path, headers=FORM, body=form + b"&enrollment[notify]=false") == []
    the_only(complaints("canvas", "POST", path, headers=FORM, body=form), "$.enrollment", "'notify' is a required")
    wrong = form + b"&enrollment[notify]=false&enrollment[section]=8"
    the_only(complaints("canvas", "POST", path, headers=FORM, body=wrong), "$.enrollment", "'section' was unexpected")


def test_dates_that_canvas_would_drop_without_a_word_are_refused():
    body = {"course": {"start_at": "2026-08-20T10:00:00Z"}}
    the_only(complaints("canvas", "PUT", "/api/v1/courses/1", body=body), "restrict_enrollments_to_course_dates")


def test_a_call_without_the_token_in_its_header_is_refused():
    headers = {"user-agent": "nettools/0"}
    found = complaints("canvas", "GET", "/api/v1/users/self", query="access_token=t", headers=headers)
    assert ["access_token" in found[0], "ecurity" in found[1]] == [True, True]


def test_what_others_send_is_their_own_affair():
    others = OURS | {"user-agent": "tests"}
    assert complaints("zoom", "POST", BATCH, headers=others, body={"registrants": people(31)}) == []
    assert complaints("canvas", "GET", "/api/v1/quizzes", headers=others) == []


# --- what is answered


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (answered({name: one for name, one in USER.items() if name != "short_name"}), "'short_name' is a required"),
        (answered(USER | {"id": "1"}), "$.id: '1' is not of type 'integer'"),
        (answered(USER | {"created_at": "2026-08-20"}), "$.created_at"),
        (answered(USER, headers=PAID[:1]), "X-Rate-Limit-Remaining"),
        (answered(USER, headers=(("X-Request-Cost", "dear"), PAID[1])), "number type: dear"),
        (answered({}, 418, ()), "418"),
        (answered({"errors": []}, 400), "400"),
        (text_answer("<html></html>", 200, "text/html"), "text/html"),
        (text_answer("Too Many Requests\n", 429), "X-Rate-Limit-Remaining"),
    ],
)
def test_an_answer_that_is_not_as_documented_is_told_of(answer, said):
    assert complaints("canvas", "GET", "/api/v1/users/self", answer=answered(USER)) == []
    found = complaints("canvas", "GET", "/api/v1/users/self", answer=answer)
    assert any(said in one for one in found), found
    assert all("GET /api/v1/users/self: the pretend service's answer" in one for one in found)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"errors": [{"message": "course is missing"}]}),
        (400, {"errors": {"name": [{"attribute": "name", "type": "too_long", "message": "is too long"}]}}),
        (400, {"errors": {"user": {}, "pseudonym": {"a": [{"attribute": "a", "type": "t", "message": "m"}]}}}),
        (400, {"errors": "Too many users to enroll at once."}),
        (400, {"errors": ["SIS imports can only be executed on root accounts"]}),
        (400, {"message": "missing module name"}),
        (400, {"error": "enrollment not inactive"}),
        (401, {"errors": "Invalid as_user_id"}),
        (500, {"errors": [{"message": "An error occurred."}], "error_report_id": 1}),
    ],
)
def test_canvas_may_refuse_in_each_of_its_shapes(status, body):
    answer = answered(body, status, ())
    assert complaints("canvas", "PUT", "/api/v1/courses/1", body={"course": {"name": "A"}}, answer=answer) == []


def test_a_cut_connection_is_no_answer_and_an_empty_one_has_no_body():
    assert complaints("zoom", "DELETE", "/v2/meetings/81234567890", answer=None) == []
    told = Answer(status=204, headers=(("x-zm-trackingid", "1"),))
    assert complaints("zoom", "DELETE", "/v2/meetings/81234567890", answer=told) == []
    wordy = Answer(status=204, body=b"{}", headers=told.headers)
    the_only(complaints("zoom", "DELETE", "/v2/meetings/81234567890", answer=wordy), "without content")


# --- alike is looked at once, but only what the document cannot tell apart


def test_what_is_alike_is_looked_at_once_and_what_is_on_the_other_side_of_a_limit_is_not_alike():
    watch = Watch()

    def say(topic):
        asked = Asked(method="POST", path=HOST, headers=OURS, body=json.dumps(MEETING | {"topic": topic}).encode())
        watch("zoom", asked, None)
        return len(watch.waiting), watch.told()

    assert say("Träff ett") == (1, [])
    assert say("Träff två") == (0, [])
    assert say("x" * 200) == (1, [])
    assert say("y" * 201)[1] != []


def test_a_wrong_row_among_a_hundred_is_found():
    watch = Watch()
    asked = Asked(method="GET", path="/api/v1/accounts/1/users", headers=OURS | {"user-agent": "tests"})
    link = ("Link", '<http://a>; rel="current"')

    def list_of(*rows):
        watch("canvas", asked, answered([*rows], headers=(*PAID, link)))
        return watch.told()

    right = [USER | {"id": number} for number in range(1, 101)]
    assert list_of(*right) == []
    the_only(list_of(*right[:99], USER | {"id": None}), ".id: None is not")


# --- in truth


def test_the_documents_are_held_against_what_the_pretend_services_say_over_the_wire():
    """The fixture of all tests is deaf here: these calls are wrong on purpose."""
    with canvas_talk() as canvas, zoom_talk() as zoom:
        watch = Watch()
        canvas.canvas.watches = [watch]
        zoom.zoom.watches = [watch]
        ours = {"User-Agent": "nettools/0"}
        canvas.call("GET", "/courses/1/quizzes", headers=ours)
        zoom.call("POST", "/users/zoom1@example.se/meetings", json={"topic": "x" * 201}, headers=ours)
        found = watch.told()

    assert ["no document" in found[0], "too long" in found[1], len(found)] == [True, True, 2]


@pytest.mark.parametrize("name", ["canvas", "zoom"])
def test_every_request_is_closed_and_every_answer_names_what_it_must_have(name):
    contract = contract_of(name)
    for template, path in contract.document["paths"].items():
        for method in ("post", "put", "patch"):
            body = contract.followed(path.get(method, {}).get("requestBody", {}))
            for media in body.get("content", {}).values():
                open_parts = [*parts_left_open(contract, media["schema"])]
                assert open_parts == [], f"{method} {template}"


def test_what_no_test_asks_for_is_known_at_the_end_of_a_whole_run():
    everything = contract_of("canvas").operations() | contract_of("zoom").operations()
    assert never_made(everything) == []
    assert never_made(everything - {"PATCH /v2/meetings/{meeting}"}) == ["PATCH /v2/meetings/{meeting}"]

    watch = Watch()
    for agent in ("tests", "nettools/0"):
        before = sorted(watch.exercised)
        watch("zoom", Asked(method="DELETE", path="/v2/meetings/81234567890", headers={"user-agent": agent}), None)
    assert (before, watch.exercised) == ([], {"DELETE /v2/meetings/{meeting}"})


def parts_left_open(contract, schema, where="$"):
    schema = contract.followed(schema)
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield where
        for name, part in schema["properties"].items():
            yield from parts_left_open(contract, part, f"{where}.{name}")
    elif schema.get("type") == "array":
        yield from parts_left_open(contract, schema["items"], f"{where}[]")
