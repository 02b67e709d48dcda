"""Conformance 40: calendar events."""

import pytest
from canvas_talk import canvas_talk, ids, made, said


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course()


def create(talk, course, **fields):
    event = {"context_code": f"course_{course['id']}", "title": "Träff 1", **fields}
    return talk.post("/calendar_events", {"calendar_event": event})


def hours(section, start, end):
    day = "2026-09-22T"
    code = f"course_section_{section['id']}"
    return {"context_code": code, "start_at": f"{day}{start}:00Z", "end_at": f"{day}{end}:00Z"}


@pytest.fixture
def sections(talk, course):
    return [talk.section(course, name=name) for name in ("Ekskolan", "Björkskolan")]


@pytest.fixture
def parent(talk, course, sections):
    times = {"0": hours(sections[0], "13:00", "15:00"), "1": hours(sections[1], "11:00", "12:00")}
    return made(create(talk, course, description="<a href='https://example.se'>Zoom</a>", child_event_data=times))


def test_an_event_is_made_with_201_and_times_in_utc(talk, course):
    answer = create(talk, course, start_at="2026-09-22T13:00:00+02:00", end_at="2026-09-22T15:30:00+02:00")
    event = answer.json()

    assert answer.status_code == 201
    assert (event["start_at"], event["end_at"]) == ("2026-09-22T11:00:00Z", "2026-09-22T13:30:00Z")
    assert (event["all_day"], event["hidden"], event["child_events_count"]) == (False, False, 0)
    assert talk.get(f"/calendar_events/{event['id']}").json() == event


def test_an_end_that_is_missing_or_too_early_is_the_start(talk, course):
    start = "2026-09-22T11:00:00Z"

    assert made(create(talk, course, start_at=start))["end_at"] == start
    assert made(create(talk, course, start_at=start, end_at="2026-09-21T11:00:00Z"))["end_at"] == start


def test_from_local_midnight_to_itself_is_a_whole_day(talk, course):
    event = made(create(talk, course, start_at="2026-09-22T00:00:00+02:00", time_zone_edited="Europe/Stockholm"))

    assert (event["all_day"], event["all_day_date"]) == (True, "2026-09-22")


def test_scripts_are_taken_out_of_the_description(talk, course):
    event = made(create(talk, course, description="<p onclick='x()'>Hej</p><script>alert(1)</script>"))

    assert event["description"] == "<p>Hej</p>"


def test_an_event_with_times_for_sections_lasts_from_the_first_to_the_last(parent, sections, course):
    assert (parent["hidden"], parent["child_events_count"]) == (True, 2)
    assert (parent["start_at"], parent["end_at"]) == ("2026-09-22T11:00:00Z", "2026-09-22T15:00:00Z")
    assert [(one["title"], one["context_code"], one["effective_context_code"]) for one in parent["child_events"]] == [
        ("Träff 1 (Ekskolan)", f"course_section_{sections[0]['id']}", f"course_{course['id']}"),
        ("Träff 1 (Björkskolan)", f"course_section_{sections[1]['id']}", f"course_{course['id']}"),
    ]


@pytest.mark.parametrize(
    ("contexts", "words"),
    [((30001, 30001), "Duplicate child event contexts"), ((999,), "Invalid child event context")],
)
def test_wrong_sections_are_refused(talk, course, sections, contexts, words):
    answer = create(talk, course, child_event_data=[hours({"id": one}, "11:00", "12:00") for one in contexts])

    assert answer.status_code == 400
    assert answer.json()["errors"]["child_event_data"][0]["message"] == words


def test_children_say_what_their_parent_says(talk, parent):
    child = parent["child_events"][0]["id"]
    renamed = made(talk.put(f"/calendar_events/{parent['id']}", {"calendar_event": {"title": "Träff 2"}}))
    assert [one["title"] for one in renamed["child_events"]] == ["Träff 2 (Ekskolan)", "Träff 2 (Björkskolan)"]

    made(talk.put(f"/calendar_events/{child}", {"calendar_event": {"description": "En egen länk"}}))
    assert talk.get(f"/calendar_events/{child}").json()["description"] == parent["description"]


def test_times_for_sections_are_replaced_as_a_whole(talk, parent, sections):
    times = {"child_event_data": {"0": hours(sections[1], "09:00", "10:00")}}
    changed = made(talk.put(f"/calendar_events/{parent['id']}", {"calendar_event": times}))

    assert ids_of(changed["child_events"]) == [parent["child_events"][1]["id"]]
    assert changed["start_at"] == "2026-09-22T09:00:00Z"
    assert talk.get(f"/calendar_events/{parent['child_events'][0]['id']}").status_code == 404


def ids_of(rows):
    return [one["id"] for one in rows]


def test_the_last_child_takes_its_parent_along(talk, parent):
    for child in parent["child_events"]:
        assert talk.delete(f"/calendar_events/{child['id']}").json()["workflow_state"] == "deleted"

    assert talk.get(f"/calendar_events/{parent['id']}").status_code == 404


def test_an_event_with_times_for_sections_is_not_moved(talk, parent):
    other = talk.course(name="HT26 nätverk 2")
    moved = {"calendar_event": {"context_code": f"course_{other['id']}"}}

    assert talk.put(f"/calendar_events/{parent['id']}", moved).status_code == 400


def test_a_list_takes_ten_contexts_and_only_today_unless_told(talk, course):
    courses = [course, *(talk.course(name=f"Kurs {n}") for n in range(10))]
    events = [made(create(talk, one, start_at=f"2026-09-{n + 10}T10:00:00Z"))["id"] for n, one in enumerate(courses)]
    codes = [f"course_{one['id']}" for one in courses]
    path = "/calendar_events"

    assert ids(talk.get(path, context_codes__=codes, all_events="true", per_page=50)) == events[:10]
    assert ids(talk.get(path, context_codes__=codes)) == []
    assert ids(talk.get(path, context_codes__=codes, start_date="2026-09-11", end_date="2026-09-12")) == events[1:3]


def test_a_student_sees_the_calendar_and_does_not_write_in_it(talk, course):
    student = talk.member_of(course)
    made(create(talk, course, start_at="2026-09-22T11:00:00Z"))
    code = f"course_{course['id']}"

    assert len(student.get("/calendar_events", context_codes__=code, all_events="true").json()) == 1
    assert create(student, course).status_code == 403
    assert said(talk.post("/calendar_events")) == (400, {"errors": [{"message": "calendar_event is missing"}]})


def test_a_group_has_its_own_calendar(talk, course):
    category = made(talk.post(f"/courses/{course['id']}/group_categories", {"name": "Enheter"}))
    group = made(talk.post(f"/group_categories/{category['id']}/groups", {"name": "Ekskolan"}))
    event = made(create(talk, course, context_code=f"group_{group['id']}"))

    assert (event["context_code"], event["context_name"]) == (f"group_{group['id']}", "Ekskolan")
