"""Conformance 37, 41-43 and 49: groups, pages, modules, conversations."""

import pytest
from canvas_talk import NOW, canvas_talk, ids, made, said


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course()


@pytest.fixture
def category(talk, course):
    return made(talk.post(f"/courses/{course['id']}/group_categories", {"name": "Enheter"}))


def group(talk, category, name="Ekskolan"):
    return made(talk.post(f"/group_categories/{category['id']}/groups", {"name": name}))


def members(talk, one):
    return ids(talk.get(f"/groups/{one['id']}/users"))


def test_a_set_of_groups_says_what_it_is(category):
    assert (category["protected"], category["is_member"], category["groups_count"]) == (False, False, 0)


def test_a_set_with_a_taken_sis_id_goes_the_other_road_of_errors(talk, course):
    path = f"/courses/{course['id']}/group_categories"
    made(talk.post(path, {"name": "A", "sis_group_category_id": "g1"}))
    status, body = said(talk.post(path, {"name": "B", "sis_group_category_id": "g1"}))

    assert (status, body["errors"][0]["message"]) == (400, 'SIS ID "g1" is already in use')


def test_joining_twice_is_one_membership(talk, category):
    user, one = talk.user(), group(talk, category)
    path = f"/groups/{one['id']}/memberships"
    first, second = (made(talk.post(path, {"user_id": user["id"]})) for _ in range(2))

    assert (first["just_created"], second["just_created"]) == (True, False)
    assert first["id"] == second["id"]


def test_joining_another_group_of_the_set_is_moving(talk, category):
    user, one, other = talk.user(), group(talk, category), group(talk, category, "Björkskolan")
    for home in (one, other):
        talk.post(f"/groups/{home['id']}/memberships", {"user_id": user["id"]})

    assert (members(talk, one), members(talk, other)) == ([], [user["id"]])


def test_enrolments_tell_the_groups_of_each_person_when_asked(talk, course, category):
    section, one, elsewhere = talk.section(course), group(talk, category), talk.course(name="Annan kurs")
    other_set = made(talk.post(f"/courses/{elsewhere['id']}/group_categories", {"name": "Enheter"}))
    member, alone = talk.user("a@example.se", name="Ali Ek"), talk.user("b@example.se", name="Bo Ö")
    for person in (member, alone):
        talk.enrol(section, person)
    for home in (one, group(talk, other_set)):
        made(talk.post(f"/groups/{home['id']}/memberships", {"user_id": member["id"]}))
    path = f"/courses/{course['id']}/enrollments"

    assert [row["user"]["group_ids"] for row in talk.get(path, include__="group_ids").json()] == [[one["id"]], []]
    assert "group_ids" not in talk.get(path).json()[0]["user"]


def test_a_group_has_a_calendar_of_its_own(talk, category):
    one = group(talk, category)
    fields = {"context_code": f"group_{one['id']}", "title": "Handledning 1", "start_at": "2026-10-01T11:00:00Z"}
    event = made(talk.post("/calendar_events", {"calendar_event": fields}))
    asked = {"all_events": "true", "context_codes__": [f"group_{one['id']}"]}

    assert (event["context_code"], event["context_name"]) == (f"group_{one['id']}", "Ekskolan")
    assert ids(talk.get("/calendar_events", **asked)) == [event["id"]]
    assert made(talk.put(f"/calendar_events/{event['id']}", {"calendar_event": {"title": "Nytt"}}))["title"] == "Nytt"
    assert talk.delete(f"/calendar_events/{event['id']}").status_code == 200
    assert talk.get("/calendar_events", **asked).json() == []


def test_a_group_tells_that_it_has_handed_in(talk, course, category):
    one, person = group(talk, category), talk.canvas.add_user("Åsa Öberg", "asa@example.se")
    talk.canvas.enrol(talk.canvas.world.courses.rows[course["id"]], person)
    made(talk.post(f"/groups/{one['id']}/memberships", {"user_id": person.id}))
    task = {"name": "Plan", "submission_types": ["online_upload"], "group_category_id": category["id"]}
    made(talk.post(f"/courses/{course['id']}/assignments", {"assignment": task}))
    assert talk.get(f"/groups/{one['id']}").json()["has_submission"] is False

    talk.canvas.hand_in(course["id"], "asa@example.se", "plan.pdf", b"%PDF-1.7", NOW)
    assert talk.get(f"/groups/{one['id']}").json()["has_submission"] is True


def test_the_set_of_an_assignment_stays_once_somebody_has_handed_in(talk, course, category):
    person = talk.canvas.add_user("Åsa Öberg", "asa@example.se")
    talk.canvas.enrol(talk.canvas.world.courses.rows[course["id"]], person)
    path = f"/courses/{course['id']}/assignments"
    task = made(talk.post(path, {"assignment": {"name": "Plan", "submission_types": ["online_upload"]}}))
    grouped = {"assignment": {"group_category_id": category["id"]}}
    assert made(talk.put(f"{path}/{task['id']}", grouped))["group_category_id"] == category["id"]

    talk.canvas.hand_in(course["id"], "asa@example.se", "plan.pdf", b"%PDF-1.7", NOW)
    alone = {"assignment": {"group_category_id": ""}}
    assert made(talk.put(f"{path}/{task['id']}", alone))["group_category_id"] == category["id"]


def test_members_of_a_group_are_replaced_as_a_whole(talk, course, category):
    section, one = talk.section(course), group(talk, category)
    people = [talk.user(f"{n}@example.se") for n in range(3)]
    for person in people:
        talk.enrol(section, person)
    first, second, third = [person["id"] for person in people]
    talk.put(f"/groups/{one['id']}", {"members": [first, second]})
    talk.put(f"/groups/{one['id']}", {"members": [second, third]})

    assert sorted(members(talk, one)) == [second, third]
    assert said(talk.delete(f"/groups/{one['id']}/users/{third}")) == (200, {"ok": True})
    assert members(talk, one) == [second]


def test_a_page_that_is_missing_is_made_by_put(talk, course):
    path = f"/courses/{course['id']}/pages/fragor-1"

    assert said(talk.get(path)) == (404, {"message": "page not found"})
    made(talk.put(path, {"wiki_page": {"title": "Frågor 1", "body": "<p>Vad gör ni?</p>", "published": True}}))
    made(talk.put(path, {"wiki_page": {"body": "<p>Hur?</p>"}}))
    page = talk.get(path).json()
    assert (page["title"], page["body"], page["published"]) == ("Frågor 1", "<p>Hur?</p>", True)
    assert len(talk.get(f"/courses/{course['id']}/pages").json()) == 1


def test_a_new_title_is_a_new_address(talk, course):
    path = f"/courses/{course['id']}/pages"
    made(talk.post(path, {"wiki_page": {"title": "Frågor 1"}}))

    assert made(talk.post(path, {"wiki_page": {"title": "Frågor 1"}}))["url"] == "fragor-1-2"
    assert made(talk.put(f"{path}/fragor-1", {"wiki_page": {"title": "Träff 1"}}))["url"] == "traff-1"


def test_the_front_page_stays(talk, course):
    path = f"/courses/{course['id']}/pages"
    made(talk.post(path, {"wiki_page": {"title": "Start", "front_page": True}}))

    assert talk.delete(f"{path}/start").status_code == 400


def test_a_module_needs_a_name_and_begins_unpublished(talk, course):
    path = f"/courses/{course['id']}/modules"

    assert said(talk.post(path)) == (400, {"message": "missing module parameter"})
    assert said(talk.post(path, {"module": {"position": 1}})) == (400, {"message": "missing module name"})
    module = made(talk.post(path, {"module": {"name": "Träff 1"}}))
    assert (module["published"], module["position"]) == (False, 1)
    made(talk.put(f"/courses/{course['id']}/pages/fragor-1", {"wiki_page": {"title": "Frågor 1"}}))
    item = {"module_item": {"title": "Frågor", "type": "Page", "page_url": "fragor-1"}}
    made(talk.post(f"{path}/{module['id']}/items", item))
    assert talk.get(path).json()[0]["items_count"] == 1


def test_conversations_are_made_at_once_or_later(talk):
    body = {"recipients": [talk.user()["id"]], "subject": "Hej"}
    now, later = talk.post("/conversations", body), talk.post("/conversations", {**body, "mode": "async"})

    assert (now.status_code, [one["subject"] for one in now.json()]) == (201, ["Hej"])
    assert (said(later), "X-Conversation-Batch-Id" in later.headers) == ((202, []), True)


def test_sets_and_groups_are_shown_changed_and_deleted(talk, course, category):
    one = group(talk, category)
    path = f"/group_categories/{category['id']}"

    assert made(talk.put(path, {"name": "Skolor", "group_limit": 4}))["name"] == "Skolor"
    assert (talk.get(path).json()["groups_count"], talk.get(path).json()["group_limit"]) == (1, 4)
    assert ids(talk.get(f"/courses/{course['id']}/group_categories")) == [category["id"]]
    assert made(talk.put(f"/groups/{one['id']}", {"name": "Ekskolan F-6"}))["name"] == "Ekskolan F-6"
    assert ids(talk.get(f"{path}/groups")) == ids(talk.get(f"/courses/{course['id']}/groups")) == [one["id"]]
    assert talk.delete(f"/groups/{one['id']}").status_code == 200
    assert talk.get(f"/groups/{one['id']}").status_code == 404
    other = group(talk, category, "Björkskolan")
    assert talk.delete(path).status_code == 200
    assert (talk.get(path).status_code, talk.get(f"/groups/{other['id']}").status_code) == (404, 404)


def test_the_name_of_a_set_is_its_own_in_the_course(talk, course, category):
    path = f"/courses/{course['id']}/group_categories"

    assert talk.post(path, {"name": "enheter"}).json()["errors"]["name"][0]["message"] == "enheter is already in use."
    assert talk.post(path, {}).json()["errors"]["name"][0]["type"] == "required"


def test_a_set_is_made_with_empty_groups(talk, course):
    category = made(talk.post(f"/courses/{course['id']}/group_categories", {"name": "Samtal", "create_group_count": 2}))
    names = [one["name"] for one in talk.get(f"/group_categories/{category['id']}/groups").json()]

    assert names == ["Samtal 1", "Samtal 2"]


def test_sis_ids_of_groups_need_the_right(talk, course, category):
    path = f"/group_categories/{category['id']}/groups"
    refused = (401, {"message": "You must have manage_sis permission to update sis attributes"})
    one = made(talk.post(path, {"name": "Ekskolan", "sis_group_id": "g1"}))

    assert talk.get("/groups/sis_group_id:g1").json()["id"] == one["id"]
    assert talk.post(path, {"name": "B", "sis_group_id": "g1"}).status_code == 400
    assert said(talk.teacher_of(course).post(path, {"name": "B", "sis_group_id": "g2"})) == refused


def test_a_membership_is_ended_by_its_number(talk, category):
    user, one = talk.user(), group(talk, category)
    path = f"/groups/{one['id']}/memberships"
    membership = made(talk.post(path, {"user_id": user["id"]}))

    assert ids(talk.get(path)) == [membership["id"]]
    assert said(talk.delete(f"{path}/{membership['id']}")) == (200, {"ok": True})
    assert talk.delete(f"{path}/{membership['id']}").status_code == 404


def test_modules_are_published_renamed_and_deleted(talk, course):
    path = f"/courses/{course['id']}/modules"
    module = made(talk.post(path, {"module": {"name": "Träff 1"}}))
    changed = made(talk.put(f"{path}/{module['id']}", {"module": {"published": True, "name": "Träff ett"}}))

    assert (changed["published"], changed["name"]) == (True, "Träff ett")
    assert talk.get(f"{path}/{module['id']}/items").json() == []
    assert talk.delete(f"{path}/{module['id']}").status_code == 200
    assert talk.get(f"{path}/{module['id']}").status_code == 404
