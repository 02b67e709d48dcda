"""Terms, pages, and modules with pages in them: made, found again, changed and kept, at the pretend Canvas."""

from dataclasses import replace

import pytest
from canvas_talk import canvas_talk

from nettools.canvas import CanvasClient, CanvasHand, Newcomers, observe
from nettools.changes import Action, Found, Kind, Link, Order, System, Wanted
from nettools.errors import RemoteError

ROOM = "HT26/n"
PAGE, MODULE, ITEM, FRONT = (f"{ROOM}/{part}" for part in ("m/page", "m/module", "m/module/page", "front-page"))
DAYS = {"start_at": "2026-08-30T22:00:00Z", "end_at": "2027-01-17T22:59:00Z"}


@pytest.fixture
def talk():
    with canvas_talk() as talking:
        yield talking


@pytest.fixture
def client(talk):
    with CanvasClient(talk.canvas.base_url, talk.canvas.tokens.admin, pause=lambda _: None) as made_client:
        yield made_client


@pytest.fixture
def hand(client):
    return CanvasHand(client, "1")


@pytest.fixture
def course(hand):
    return hand.create(
        an_order(ROOM, Kind.COURSE_ROOM, {"name": "N", "code": "N"}, {"name": "N", "code": "N"})
    ).remote_id


def an_order(key, kind, place, fields=None, action=Action.CREATE, **others):
    return Order(action=action, key=key, kind=kind, label=key, place=place, fields=fields or {}, **others)


def a_room_order():
    return an_order(ROOM, Kind.COURSE_ROOM, {"name": "N", "code": "N"}, {"name": "N", "code": "N"})


def a_page_order(course, title="Träff 1", **others):
    fields = {"title": title, "body": "<p>Å</p>", "published": True}
    return an_order(PAGE, Kind.PAGE, {"course": course, "title": title}, fields, **others)


def a_front_page_order(course, **others):
    fields = {"title": "Välkommen", "body": "<p>Å</p>", "published": True, "front_page": True, "default_view": "wiki"}
    return an_order(FRONT, Kind.PAGE, {"course": course, "front_page": True}, fields, **others)


def a_module_order(course, name="Träff 1", key=MODULE):
    return an_order(key, Kind.MODULE, {"course": course, "name": name}, {"name": name, "published": True})


def an_item_order(course, module, url="traff-1"):
    return an_order(ITEM, Kind.MODULE_ITEM, {"course": course, "module": module, "page_url": url})


def a_term_order(name="HT26"):
    return an_order("HT26/term", Kind.CANVAS_TERM, {"name": name}, {"name": name, **DAYS})


def an_update(order, remote_id, **fields):
    return an_order(order.key, order.kind, order.place, fields, action=Action.UPDATE, remote_id=remote_id)


def a_removal(found):
    return an_order("k", found.kind, found.place, action=Action.REMOVE, remote_id=found.remote_id)


def seen(client, *kinds, links=(), over=True):
    room = Wanted(key=ROOM, kind=Kind.COURSE_ROOM, label="", place={"name": "N", "code": "N"})
    term = Wanted(key="HT26/term", kind=Kind.CANVAS_TERM, label="", place={"name": "HT26"}, over=over)
    found = observe(client, "1", [room, term], {link.key: link for link in links})
    return [one for one in found if one.kind in kinds]


def a_link(key, kind, remote_id, **sent):
    return Link(key=key, term="HT26", system=System.CANVAS, kind=kind, remote_id=remote_id, sent=sent)


def module_names(talk, course):
    return [row["name"] for row in talk.get(f"/courses/{course}/modules").json()]


# --- terms


def test_a_term_is_made_with_our_mark_changed_and_removed(talk, client, hand):
    made = hand.create(a_term_order())
    (term,) = [one for one in talk.canvas.world.terms if one.sis_term_id]
    assert (term.sis_term_id, term.start_at, term.end_at) == ("nettools.HT26.term", *DAYS.values())
    assert hand.find(a_term_order()) == made
    assert hand.update(an_update(a_term_order(), made.remote_id, name="Hösten")).fields["name"] == "Hösten"
    found = [one for one in seen(client, Kind.CANVAS_TERM, over=False) if one.key]
    assert [(one.key, one.remote_id) for one in found] == [("HT26/term", made.remote_id)]
    hand.remove(a_removal(found[0]))
    assert [one for one in seen(client, Kind.CANVAS_TERM, over=False) if one.key] == []


def test_terms_are_asked_for_only_where_they_may_be_made(talk, client, course):
    seen(client, Kind.CANVAS_TERM)
    assert [call.path for call in talk.canvas.record.calls if call.path.endswith("/terms")] == []


def test_a_term_that_another_run_has_made_is_met(hand):
    first = hand.create(a_term_order())
    second = hand.create(a_term_order())
    assert (second.remote_id, second.met, second.made) == (first.remote_id, True, True)


# --- the room


def test_a_room_keeps_its_days_since_it_says_that_it_goes_by_them(talk, hand, course):
    hand.update(an_update(an_order(ROOM, Kind.COURSE_ROOM, {}), course, end_at=DAYS["end_at"]))
    row = talk.canvas.world.courses.rows[int(course)]
    assert (row.end_at, row.restrict_enrollments_to_course_dates) == (DAYS["end_at"], True)


# --- pages


def test_a_front_page_is_what_the_room_opens_on(talk, client, hand, course):
    made = hand.create(a_front_page_order(course))
    assert talk.canvas.world.courses.rows[int(course)].default_view == "wiki"
    fields = {**a_front_page_order(course).fields, "url": "valkommen"}
    assert seen(client, Kind.PAGE) == [
        Found(
            kind=Kind.PAGE,
            remote_id=made.remote_id,
            place={"course": course, "front_page": True},
            fields=fields,
            lasting=True,
        )
    ]
    assert hand.find(a_front_page_order(course)).fields == made.fields == fields


def test_a_page_that_the_room_may_not_open_on_is_made_and_what_is_missing_is_seen(talk, hand, course):
    """Canvas refuses to open on a page that is not in front; the page itself is ours all the same."""
    order = a_page_order(course)
    made = hand.create(replace(order, fields={**order.fields, "default_view": "wiki"}))
    assert (made.met, made.made, "default_view" in made.fields) == (True, True, False)
    assert made.refusal.code == "refused"
    hand.update(an_update(order, made.remote_id, front_page=True))
    assert hand.update(an_update(order, made.remote_id, default_view="wiki")).fields == {"default_view": "wiki"}
    assert talk.canvas.world.courses.rows[int(course)].default_view == "wiki"


def test_a_page_that_is_renamed_has_another_address_and_the_same_number(hand, course):
    made = hand.create(a_page_order(course))
    renamed = hand.update(an_update(a_page_order(course), made.remote_id, title="Träff ett", body="<p>B</p>"))
    assert (renamed.remote_id, renamed.fields["url"], made.fields["url"]) == (made.remote_id, "traff-ett", "traff-1")
    assert renamed.fields["body"] == "<p>B</p>"


def test_a_page_that_somebody_has_written_on_is_not_to_be_removed(talk, client, hand, course):
    made = hand.create(a_page_order(course))
    ours = a_link(PAGE, Kind.PAGE, made.remote_id, body="<p>Å</p>")
    assert [one.lasting for one in seen(client, Kind.PAGE, links=[ours])] == [False]
    talk.canvas.edit(talk.canvas.world.pages.rows[int(made.remote_id)], body="<p>Våra anteckningar</p>")
    assert [one.lasting for one in seen(client, Kind.PAGE, links=[ours])] == [True]


def test_a_page_is_removed_and_a_front_page_refused(client, hand, course):
    hand.create(a_page_order(course))
    hand.create(a_front_page_order(course))
    page, front = sorted(seen(client, Kind.PAGE), key=lambda found: found.lasting)
    hand.remove(a_removal(page))
    hand.remove(a_removal(page))
    with pytest.raises(RemoteError) as refused:
        hand.remove(a_removal(front))
    assert (refused.value.code, seen(client, Kind.PAGE)) == ("refused", [front])


# --- modules


def test_modules_of_a_room_stand_in_the_order_in_which_they_were_asked_for(talk, hand, course):
    orders = [a_module_order(course, f"Träff {n}", f"{ROOM}/m{n}/module") for n in range(1, 6)]
    assert {hand.batch_of(order) for order in orders} == {f"module/{course}"}
    assert hand.batch_of(a_page_order(course)) == ""
    made = hand.create_many(orders)
    assert module_names(talk, course) == [f"Träff {n}" for n in range(1, 6)]
    assert [answer.fields["published"] for answer in made] == [True] * 5


def test_when_some_of_a_rooms_modules_are_refused_all_must_be_looked_for(talk, hand, course):
    hand.create(a_module_order(course))
    orders = [a_module_order(course, "Träff 2"), a_module_order("999999", "Träff 3")]
    with pytest.raises(RemoteError) as first:
        hand.create_many(orders[1:])
    with pytest.raises(RemoteError) as later:
        hand.create_many(orders)
    assert (first.value.answered, later.value.answered) == (True, False)
    assert hand.find(orders[0]).fields == {"name": "Träff 2", "published": True}


def test_a_module_whose_publishing_got_no_answer_is_published_when_it_is_found(talk, hand, course):
    order = a_module_order(course)
    talk.canvas.misbehave("reset-before", times=4, path="/modules/", method="PUT")
    with pytest.raises(RemoteError) as lost:
        hand.create(order)
    assert not lost.value.answered
    assert hand.find(order).fields == order.fields
    assert [row["published"] for row in talk.get(f"/courses/{course}/modules").json()] == [True]


def test_a_room_is_made_to_open_on_a_front_page_that_is_found(talk, hand, course):
    order = a_front_page_order(course)
    talk.canvas.misbehave("reset-before", times=4, path=rf"/courses/{course}$", method="PUT")
    with pytest.raises(RemoteError):
        hand.create(order)
    assert hand.find(order).fields["default_view"] == "wiki"
    assert talk.canvas.world.courses.rows[int(course)].default_view == "wiki"


def test_a_module_that_is_published_leaves_a_leaders_drafts_as_they_are(talk, hand, course):
    module, page = hand.create(a_module_order(course)), hand.create(a_page_order(course))
    hand.create(an_item_order(course, module.remote_id))
    row = talk.canvas.world.pages.rows[int(page.remote_id)]
    talk.canvas.edit(row, published=False)
    hand.update(an_update(a_module_order(course), module.remote_id, published=True))
    assert row.published is False


def test_an_item_is_known_by_the_page_that_it_shows_and_follows_it(client, hand, course):
    page, module = hand.create(a_page_order(course)), hand.create(a_module_order(course))
    item = hand.create(an_item_order(course, module.remote_id))
    assert hand.find(an_item_order(course, module.remote_id)) == item
    hand.update(an_update(a_page_order(course), page.remote_id, title="Träff ett"))
    (found,) = seen(client, Kind.MODULE_ITEM)
    assert (found.remote_id, found.place["page_url"]) == (item.remote_id, "traff-ett")
    hand.remove(a_removal(found))
    assert seen(client, Kind.MODULE_ITEM) == []


@pytest.mark.parametrize("told", [100, 0], ids=["told with the module", "listed by themselves"])
def test_a_module_with_a_leaders_own_items_is_not_to_be_removed(talk, client, hand, course, told):
    talk.canvas.manners.items_told = told
    hand.create(a_page_order(course))
    module = hand.create(a_module_order(course)).remote_id
    item = hand.create(an_item_order(course, module)).remote_id
    ours = a_link(ITEM, Kind.MODULE_ITEM, item)
    assert [one.lasting for one in seen(client, Kind.MODULE, links=[ours])] == [False]
    own = {"module_item": {"type": "SubHeader", "title": "Läs mer"}}
    assert talk.post(f"/courses/{course}/modules/{module}/items", own).status_code == 200
    (found,) = seen(client, Kind.MODULE, links=[ours])
    assert found.lasting
    hand.remove(a_removal(found))
    assert module_names(talk, course) == []


def test_in_a_room_that_comes_back_what_is_there_is_met(talk, client, hand, course):
    page, module = hand.create(a_page_order(course)), hand.create(a_module_order(course))
    talk.canvas.edit(talk.canvas.world.courses.rows[int(course)], workflow_state="deleted")
    fresh = CanvasHand(client, "1")
    back = fresh.create(a_room_order())
    assert back.remote_id == course
    assert fresh.create(a_page_order(course)).remote_id == page.remote_id
    assert fresh.create(a_module_order(course)).remote_id == module.remote_id


# --- newcomers


def a_person_order(login):
    return an_order(f"person/{login}", Kind.PERSON, {"login": login}, once={"name": "Åsa Öberg", "email": login})


def test_canvas_itself_invites_newcomers_when_it_is_to(talk, client):
    CanvasHand(client, "1").create(a_person_order("a@example.se"))
    assert len(talk.canvas.world.notices) == 0
    CanvasHand(client, "1", Newcomers(invited=True)).create(a_person_order("b@example.se"))
    invited = [talk.canvas.world.users.rows[notice.user_id].login_key for notice in talk.canvas.world.notices]
    assert invited == ["b@example.se"]


def test_newcomers_log_in_the_way_that_is_set(talk, client):
    made = CanvasHand(client, "1", Newcomers(provider="saml")).create(a_person_order("a@example.se"))
    (login,) = talk.get(f"/users/{made.remote_id}/logins").json()
    assert login["authentication_provider_id"] == 2


# --- leaders


@pytest.mark.parametrize("kind", ["TeacherEnrollment", "TaEnrollment", "DesignerEnrollment"])
def test_a_leader_belongs_to_the_whole_room_whatever_the_role_is_called(talk, client, hand, course, kind):
    user = hand.create(a_person_order("ledare@example.se")).remote_id
    order = an_order(f"{ROOM}/leader/l", Kind.ENROLMENT, {"course": course, "user": user, "type": kind}, {})
    made = hand.create(order)
    assert hand.find(order) == made
    leading = Wanted(key=order.key, kind=order.kind, label="", place=order.place)
    room = Wanted(key=ROOM, kind=Kind.COURSE_ROOM, label="")
    (found,) = [one for one in observe(client, "1", [room, leading], {}) if one.kind is Kind.ENROLMENT]
    assert (found.remote_id, found.place) == (made.remote_id, order.place)
