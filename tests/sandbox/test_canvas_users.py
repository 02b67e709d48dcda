"""Conformance 7, 20-22: people, accounts and terms."""

import pytest
from canvas_talk import canvas_talk, ids, said

TAKEN = {
    "attribute": "unique_id",
    "type": "taken",
    "message": "ID already in use for this account and authentication provider",
}


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


def test_a_new_person_has_these_fields_and_gets_no_mail(talk):
    user = talk.user(sis_id="u1")

    assert user == {
        "id": 1002,
        "name": "Åsa Öberg",
        "created_at": "2026-08-20T10:00:00Z",
        "sortable_name": "Öberg, Åsa",
        "short_name": "Åsa Öberg",
        "sis_user_id": "u1",
        "integration_id": None,
        "sis_import_id": None,
        "login_id": "asa@example.se",
        "locale": None,
    }
    assert len(talk.canvas.world.notices) == 0


def test_a_confirmation_is_sent_when_asked_for(talk):
    login = {"unique_id": "asa@example.se", "send_confirmation": True}
    talk.post("/accounts/1/users", {"user": {"name": "Åsa Öberg"}, "pseudonym": login})

    assert [one.why for one in talk.canvas.world.notices] == ["confirmation"]


def test_a_login_that_is_taken_is_told_under_pseudonym(talk):
    talk.user()
    status, body = said(talk.post("/accounts/1/users", {"pseudonym": {"unique_id": "ASA@example.se"}}))

    assert (status, sorted(body["errors"])) == (400, ["observee", "pairing_code", "pseudonym", "user"])
    assert body["errors"]["pseudonym"] == {"unique_id": [TAKEN]}


def test_an_sis_id_that_is_taken_is_told_in_words(talk):
    talk.user(sis_id="u1")
    login = {"unique_id": "bo@example.se", "sis_user_id": "u1"}
    status, body = said(talk.post("/accounts/1/users", {"pseudonym": login}))
    words = 'SIS ID "u1" is already in use'

    assert status == 400
    assert body["errors"]["pseudonym"] == {
        "sis_user_id": [{"attribute": "sis_user_id", "type": words, "message": words}]
    }


def test_a_person_without_a_login_cannot_be_made(talk):
    answer = talk.post("/accounts/1/users", {"user": {"name": "Åsa"}})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]["pseudonym"]) == ["unique_id"]


def test_logins_are_found_in_any_case_and_sis_ids_in_theirs(talk):
    user = talk.user(sis_id="U1")

    assert talk.get("/users/sis_login_id:ASA@EXAMPLE.SE").json()["id"] == user["id"]
    assert talk.get("/users/sis_user_id:U1").json()["id"] == user["id"]
    assert talk.get("/users/sis_user_id:u1").status_code == 404


def test_a_search_needs_two_letters(talk):
    user = talk.user()

    assert said(talk.get("/accounts/1/users", search_term="a")) == (
        400,
        {"errors": [{"field": "search_term", "code": "invalid", "message": "2 or more characters is required"}]},
    )
    assert ids(talk.get("/accounts/1/users", search_term="öberg")) == [user["id"]]


def test_an_address_is_shown_when_included(talk):
    talk.user()

    assert talk.get("/accounts/1/users", search_term="asa@", include__="email").json()[0]["email"] == "asa@example.se"


def test_without_manage_sis_the_sis_id_is_not_set(talk):
    user = talk.as_(talk.canvas.tokens.without_sis).user(sis_id="u1")

    assert (user["sis_user_id"], "sis_import_id" in user) == (None, False)


def test_a_deleted_person_holds_the_sis_id_until_reactivated(talk):
    user = talk.user(sis_id="u1")
    assert talk.delete(f"/accounts/1/users/{user['id']}").status_code == 200
    assert talk.get("/users/sis_user_id:u1").status_code == 404
    again = {"pseudonym": {"unique_id": "asa@example.se", "sis_user_id": "u1"}}

    assert talk.post("/accounts/1/users", again).status_code == 400
    assert talk.post("/accounts/1/users", {**again, "enable_sis_reactivation": True}).json()["id"] == user["id"]


def test_a_name_is_changed_with_its_other_spellings(talk):
    user = talk.user()
    changed = talk.put(f"/users/{user['id']}", {"user": {"name": "Åsa Berg"}}).json()

    assert (changed["name"], changed["sortable_name"], changed["short_name"]) == ("Åsa Berg", "Berg, Åsa", "Åsa Berg")


def test_a_login_gets_an_sis_id_later(talk):
    user = talk.user()
    login = talk.get(f"/users/{user['id']}/logins").json()[0]["id"]
    talk.put(f"/accounts/1/logins/{login}", {"login": {"sis_user_id": "u1"}})

    assert talk.get("/users/sis_user_id:u1").json()["id"] == user["id"]


def test_a_teacher_without_read_sis_sees_no_sis_fields_at_all(talk):
    course = talk.course("c1")
    talk.enrol(talk.section(course, "s1"), talk.user(sis_id="u1"))
    teacher = talk.teacher_of(course)
    row = teacher.get(f"/courses/{course['id']}/enrollments", type__="StudentEnrollment").json()[0]
    section = teacher.get(f"/courses/{course['id']}/sections").json()[0]
    course_seen = teacher.get(f"/courses/{course['id']}").json()

    assert [key for one in (row, row["user"], section, course_seen) for key in one if key.startswith("sis_")] == []


def test_a_term_needs_its_wrapper_and_its_dates_in_order(talk):
    assert said(talk.post("/accounts/1/terms")) == (400, {"errors": [{"message": "enrollment_term is missing"}]})
    backwards = {"name": "HT26", "start_at": "2026-12-01", "end_at": "2026-08-01"}
    status, body = said(talk.post("/accounts/1/terms", {"enrollment_term": backwards}))

    assert (status, body["errors"]["base"][0]["message"]) == (400, "End dates cannot be before start dates")


def test_a_term_is_made_found_and_deleted(talk):
    made = talk.post("/accounts/1/terms", {"enrollment_term": {"name": "HT26", "sis_term_id": "HT26"}})
    found = talk.get("/accounts/1/terms/sis_term_id:HT26")

    assert (made.status_code, found.json()) == (200, made.json())
    assert talk.post("/accounts/1/terms", {"enrollment_term": {"sis_term_id": "HT26"}}).status_code == 400
    assert talk.delete("/accounts/1/terms/sis_term_id:HT26").json()["workflow_state"] == "deleted"
    assert [one["name"] for one in talk.get("/accounts/1/terms").json()["enrollment_terms"]] == ["Default Term"]


def test_accounts_are_shown_to_those_who_run_them(talk):
    course = talk.course()

    assert ids(talk.get("/accounts")) == [1]
    assert talk.get("/accounts/self").json()["name"] == "Sandlådans lärosäte"
    assert ids(talk.get("/accounts/1/sub_accounts")) == [2]
    assert talk.teacher_of(course).get("/accounts").json() == []


def test_a_login_or_sis_id_of_another_is_refused(talk):
    talk.user(sis_id="u1")
    other = talk.user("bo@example.se")
    answer = talk.put(
        f"/accounts/1/logins/{other['id']}", {"login": {"unique_id": "asa@example.se", "sis_user_id": "u1"}}
    )

    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, ["sis_user_id", "unique_id"])


def test_only_admins_look_at_other_people(talk):
    user = talk.user()
    teacher = talk.teacher_of(talk.course())

    assert teacher.get(f"/users/{user['id']}").status_code == 403
    assert teacher.get(f"/users/{user['id']}/profile").status_code == 403
    assert talk.get(f"/users/{user['id']}/profile").json()["primary_email"] == "asa@example.se"


def test_people_of_a_course_are_listed_by_name_and_role_uncounted(talk):
    course = talk.course()
    section = talk.section(course)
    people = [talk.user(f"{n}@example.se", name=f"Eva {name}") for n, name in enumerate(["Ek", "Alm"])]
    for person in people:
        talk.enrol(section, person)
    talk.teacher_of(course)
    answer = talk.get(f"/courses/{course['id']}/users", enrollment_type__="student")

    assert ids(answer) == [people[1]["id"], people[0]["id"]]
    assert 'rel="last"' not in answer.headers["Link"]
    assert talk.get(f"/courses/{course['id']}/users/{people[0]['id']}").json()["name"] == "Eva Ek"
    assert talk.get(f"/courses/{course['id']}/users/1000").status_code == 404


def test_a_login_is_of_the_provider_that_is_named_by_number_or_type(talk):
    def provider(**login):
        answer = talk.post("/accounts/1/users", {"user": {"name": "A"}, "pseudonym": login})
        return talk.get(f"/users/{answer.json()['id']}/logins").json()[0]["authentication_provider_id"]

    assert provider(unique_id="a@example.se", authentication_provider_id="saml") == 2
    assert provider(unique_id="b@example.se", authentication_provider_id=1) == 1
    assert provider(unique_id="c@example.se") is None
    unknown = {"unique_id": "d@example.se", "authentication_provider_id": "ldap"}
    assert talk.post("/accounts/1/users", {"user": {"name": "A"}, "pseudonym": unknown}).status_code == 404
