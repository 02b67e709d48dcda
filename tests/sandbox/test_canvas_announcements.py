"""Announcements: to a course or some of its sections, and the window in which they are listed."""

from datetime import timedelta

import pytest
from canvas_talk import NOW, Clock, canvas_talk, made, said


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def talk(clock):
    with canvas_talk(clock=clock) as talk:
        yield talk


def announced(talk, course, title="Välkomna", **fields):
    body = {"title": title, "message": "<p>Hej</p>", "is_announcement": True, **fields}
    return made(talk.post(f"/courses/{course['id']}/discussion_topics", body))


def titles(talk, course, **query):
    answer = talk.get("/announcements", context_codes__=f"course_{course['id']}", **query)
    return [one["title"] for one in made(answer)]


def test_an_announcement_is_listed_and_told(talk):
    course = talk.course()
    student = talk.member_of(course)
    one = announced(talk, course)

    assert (one["title"], one["is_announcement"], one["published"]) == ("Välkomna", True, True)
    assert titles(student, course) == ["Välkomna"]
    assert [each.why for each in talk.canvas.world.notices] == ["announcement"]
    listed = made(talk.get("/announcements", context_codes__=f"course_{course['id']}"))
    assert listed[0]["context_code"] == f"course_{course['id']}"
    topics = f"/courses/{course['id']}/discussion_topics"
    assert [each["id"] for each in made(talk.get(topics, only_announcements=True))] == [one["id"]]
    assert made(talk.get(topics)) == []


def test_ids_are_texts_when_asked_for(talk):
    course = talk.course()
    announced(talk, course)
    header = {"Accept": "application/json+canvas-string-ids"}
    (one,) = made(talk.call("GET", f"/announcements?context_codes[]=course_{course['id']}", headers=header))

    assert (one["id"], one["author"]["id"]) == ("14000", "1000")


def test_announcements_are_gone_from_the_default_list_after_two_weeks(talk, clock):
    course = talk.course()
    announced(talk, course)
    clock.forward(days=14)
    assert titles(talk, course) == ["Välkomna"]
    clock.forward(days=1)
    assert titles(talk, course) == []
    assert titles(talk, course, start_date=NOW.date().isoformat()) == ["Välkomna"]


def test_a_start_without_an_end_shows_four_weeks(talk, clock):
    course = talk.course()
    clock.forward(days=40)
    announced(talk, course)

    assert titles(talk, course, start_date=NOW.isoformat()) == []
    assert titles(talk, course, start_date=NOW.isoformat(), end_date=clock().isoformat()) == ["Välkomna"]


def test_a_section_is_told_by_itself(talk):
    course = talk.course()
    student = talk.member_of(course)
    section = talk.section(course, "s1")
    one = announced(talk, course, specific_sections=str(section["id"]))

    assert one["sections"] == [{"id": section["id"], "name": "Ekskolan"}]
    assert (titles(talk, course), titles(student, course)) == (["Välkomna"], [])
    assert len(talk.canvas.world.notices) == 0


def test_a_delayed_announcement_waits_for_those_who_take_part(talk, clock):
    course = talk.course()
    student = talk.member_of(course)
    later = (NOW + timedelta(days=2)).isoformat()
    assert announced(talk, course, delayed_post_at=later)["published"] is False
    assert (titles(talk, course), titles(student, course)) == (["Välkomna"], [])
    assert titles(talk, course, active_only=True) == []
    clock.forward(days=2)
    assert titles(student, course) == ["Välkomna"]


def test_the_newest_comes_first_and_can_be_had_alone(talk, clock):
    course = talk.course()
    announced(talk, course, "Först")
    clock.forward(hours=1)
    announced(talk, course, "Sedan")

    assert titles(talk, course) == ["Sedan", "Först"]
    assert titles(talk, course, latest_only=True) == ["Sedan"]


def test_an_announcement_is_changed_and_taken_away(talk):
    course = talk.course()
    path = f"/courses/{course['id']}/discussion_topics/{announced(talk, course)['id']}"

    assert made(talk.put(path, {"title": "Hej igen"}))["title"] == "Hej igen"
    assert made(talk.get(path))["title"] == "Hej igen"
    talk.delete(path)
    assert talk.get(path).status_code == 404


def test_who_may_and_what_must_be_said(talk):
    course = talk.course()
    student = talk.member_of(course)

    assert said(talk.get("/announcements")) == (400, {"message": "Missing context_codes"})
    assert student.post(f"/courses/{course['id']}/discussion_topics", {"title": "Nej"}).status_code == 403
    assert talk.get("/announcements", context_codes__="group_1").status_code == 404
