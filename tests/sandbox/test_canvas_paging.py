"""Conformance 9-13: pages and the links between them."""

import pytest
from canvas_talk import canvas_talk, ids, links, said


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course()


def sections(talk, course, many):
    return [talk.section(course, name=f"Enhet {number:03}")["id"] for number in range(many)]


def test_a_page_has_ten_unless_asked_and_a_hundred_at_most(talk, course):
    sections(talk, course, 149)  # and the course's own
    path = f"/courses/{course['id']}/sections"

    assert len(talk.get(path).json()) == 10
    assert len(talk.get(path, per_page=1000).json()) == 100
    assert len(talk.get(path, per_page=0).json()) == 1
    assert len(talk.get(path, per_page="many").json()) == 1


def test_links_lead_both_ways_with_what_was_asked_and_page_last(talk, course):
    sections(talk, course, 24)
    path = f"/courses/{course['id']}/sections"
    asked = {"include[]": "total_students", "page": 2, "per_page": 10}
    answer = talk.call("GET", path, params=asked)
    query = "?include%5B%5D=total_students&page={}&per_page=10"
    address = f"{talk.canvas.base_url}/api/v1{path}{query}"

    assert answer.headers["Link"] == ",".join(
        f'<{address.format(page)}>; rel="{rel}"'
        for rel, page in [("current", 2), ("next", 3), ("prev", 1), ("first", 1), ("last", 3)]
    )
    assert links(talk.get(path)) == ["current", "next", "first", "last"]
    assert links(talk.get(path, page=3)) == ["current", "prev", "first", "last"]


def test_a_page_beyond_the_end_is_empty_and_page_0_is_none(talk, course):
    path = f"/courses/{course['id']}/sections"

    assert said(talk.get(path, page=99)) == (200, [])
    assert talk.get(path, page=0).status_code == 404


def test_enrolments_are_paged_with_bookmarks_by_type_name_and_id(talk, course):
    section = talk.section(course)
    names = ["Öberg", "Alm", "Ek", "Dal"]
    people = [talk.user(f"{n}@example.se", name=f"Eva {name}") for n, name in enumerate(names)]
    made = [talk.enrol(section, person)["id"] for person in people]
    teacher = talk.enrol(section, people[0], type="TeacherEnrollment")["id"]
    path, found, pages = f"/courses/{course['id']}/enrollments?per_page=2", [], []
    while path:
        answer = talk.get(path)
        found += ids(answer)
        pages.append(links(answer))
        path = answer.links.get("next", {}).get("url")
        assert path is None or "page=bookmark:" in path

    assert found == [made[1], made[3], made[2], made[0], teacher]
    assert pages == [["current", "next", "first"]] * 2 + [["current", "first"]]


def test_a_bookmark_that_is_none_is_not_found(talk, course):
    assert talk.get(f"/courses/{course['id']}/enrollments", page="bookmark:%%").status_code == 404


def test_terms_come_in_a_wrapper(talk):
    assert list(talk.get("/accounts/1/terms").json()) == ["enrollment_terms"]


def test_a_link_header_that_grows_too_long_keeps_next(talk, course):
    sections(talk, course, 24)
    answer = talk.get(f"/courses/{course['id']}/sections", page=2, note="x" * 2500)

    assert links(answer) == ["next", "last"]
