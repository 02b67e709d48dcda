"""What a course opens on, its front page, and modules with their items (course.rb, wiki.rb, the modules API)."""

import pytest
from canvas_talk import canvas_talk, ids, made, said


@pytest.fixture
def talk():
    with canvas_talk() as talk:
        yield talk


@pytest.fixture
def course(talk):
    return talk.course()


def pages(course):
    return f"/courses/{course['id']}/pages"


def modules(course):
    return f"/courses/{course['id']}/modules"


def a_page(talk, course, title, **fields):
    return made(talk.post(pages(course), {"wiki_page": {"title": title, "published": True, **fields}}))


def a_module(talk, course, name, **fields):
    return made(talk.post(modules(course), {"module": {"name": name, **fields}}))


def an_item(talk, course, module, url):
    item = {"type": "Page", "page_url": url}
    return made(talk.post(f"{modules(course)}/{module['id']}/items", {"module_item": item}))


def names(talk, course):
    return [(one["name"], one["position"]) for one in talk.get(modules(course)).json()]


def test_a_course_opens_on_its_front_page_only_when_it_has_one(talk, course):
    path, wiki = f"/courses/{course['id']}", {"course": {"default_view": "wiki"}}
    status, body = said(talk.put(path, wiki))

    assert (status, body["errors"]["default_view"][0]["message"]) == (400, "A Front Page is required")
    assert talk.post("/accounts/1/courses", {"course": {"name": "A", "default_view": "wiki"}}).status_code == 400
    assert talk.put(path, {"course": {"default_view": "nowhere"}}).status_code == 400
    a_page(talk, course, "Start", front_page=True)
    assert made(talk.put(path, wiki))["default_view"] == "wiki"


def test_a_course_has_one_front_page_and_it_cannot_be_hidden(talk, course):
    first, second = a_page(talk, course, "A", front_page=True), a_page(talk, course, "B", front_page=True)
    shown = {one["title"]: one["front_page"] for one in talk.get(pages(course)).json()}
    hide = {"wiki_page": {"published": False}}

    assert shown == {"A": False, "B": True}
    assert talk.put(f"{pages(course)}/{second['url']}", hide).status_code == 400
    assert made(talk.put(f"{pages(course)}/{first['url']}", hide))["published"] is False


def test_a_course_without_a_front_page_opens_on_something_else(talk, course):
    page = a_page(talk, course, "Start", front_page=True)
    made(talk.put(f"/courses/{course['id']}", {"course": {"default_view": "wiki"}}))
    made(talk.put(f"{pages(course)}/{page['url']}", {"wiki_page": {"front_page": False}}))

    assert talk.get(f"/courses/{course['id']}").json()["default_view"] != "wiki"


def test_a_page_is_named_by_its_number_too_and_listed_with_its_body_when_asked(talk, course):
    page = a_page(talk, course, "Träff 1", body="<p>Å</p>")
    moved = made(talk.put(f"{pages(course)}/page_id:{page['page_id']}", {"wiki_page": {"title": "Träff ett"}}))

    assert (moved["page_id"], moved["url"]) == (page["page_id"], "traff-ett")
    assert "body" not in talk.get(pages(course)).json()[0]
    assert talk.get(pages(course), include__="body").json()[0]["body"] == "<p>Å</p>"


def test_modules_make_room_for_one_that_is_put_before_them(talk, course):
    for name in ("A", "B"):
        a_module(talk, course, name)
    a_module(talk, course, "C", position=1)

    assert names(talk, course) == [("C", 1), ("A", 2), ("B", 3)]
    made(talk.put(f"{modules(course)}/{ids(talk.get(modules(course)))[0]}", {"module": {"position": 9}}))
    assert names(talk, course) == [("A", 1), ("B", 2), ("C", 3)]


def test_an_item_is_called_and_published_as_its_page_is(talk, course):
    page, module = a_page(talk, course, "Träff 1"), a_module(talk, course, "Träff 1")
    item = an_item(talk, course, module, "traff-1")
    made(talk.put(f"{pages(course)}/page_id:{page['page_id']}", {"wiki_page": {"title": "Träff ett"}}))
    (told,) = talk.get(modules(course), include__="items").json()[0]["items"]

    assert (item["title"], item["page_url"], item["published"]) == ("Träff 1", "traff-1", True)
    assert (told["id"], told["title"], told["page_url"]) == (item["id"], "Träff ett", "traff-ett")


def test_an_item_names_a_page_that_there_is(talk, course):
    path = f"{modules(course)}/{a_module(talk, course, 'A')['id']}/items"

    assert said(talk.post(path)) == (400, {"message": "missing module item parameter"})
    assert said(talk.post(path, {"module_item": {"type": "Page"}})) == (400, {"message": "missing page_url parameter"})
    nowhere = {"module_item": {"type": "Page", "page_url": "nowhere"}}
    assert said(talk.post(path, nowhere)) == (400, {"message": "invalid page_url parameter"})


def test_an_item_goes_with_its_page_and_leaves_without_it(talk, course):
    module = a_module(talk, course, "A")
    path = f"{modules(course)}/{module['id']}/items"
    for title in ("Ett", "Två"):
        item = an_item(talk, course, module, a_page(talk, course, title)["url"])

    assert talk.delete(f"{pages(course)}/ett").status_code == 200
    assert ids(talk.get(path)) == [item["id"]]
    assert talk.delete(f"{path}/{item['id']}").status_code == 200
    assert talk.delete(f"{path}/{item['id']}").status_code == 404
    assert talk.get(f"{pages(course)}/tva").status_code == 200


def test_a_module_with_many_items_tells_them_only_where_they_are_listed(talk, course):
    talk.canvas.manners.items_told = 1
    module = a_module(talk, course, "A")
    for title in ("Ett", "Två"):
        an_item(talk, course, module, a_page(talk, course, title)["url"])
    (told,) = talk.get(modules(course), include__="items").json()

    assert ("items" in told, told["items_count"]) == (False, 2)
    assert len(talk.get(told["items_url"].partition("/api/v1")[2]).json()) == 2


def test_publishing_a_module_publishes_what_is_in_it_unless_told_to_skip_that(talk, course):
    module = a_module(talk, course, "A")
    an_item(talk, course, module, a_page(talk, course, "Utkast", published=False)["url"])
    path = f"{modules(course)}/{module['id']}"

    made(talk.put(path, {"module": {"published": True, "skip_content_tags": True}}))
    assert talk.get(f"{pages(course)}/utkast").json()["published"] is False
    made(talk.put(path, {"module": {"published": True}}))
    assert talk.get(f"{pages(course)}/utkast").json()["published"] is True


def test_participants_see_published_modules_only(talk, course):
    a_module(talk, course, "Utkast")
    shown = a_module(talk, course, "Träff 1")
    made(talk.put(f"{modules(course)}/{shown['id']}", {"module": {"published": True}}))

    assert names(talk.member_of(course), course) == [("Träff 1", 2)]
