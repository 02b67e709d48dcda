"""A furnished course room in whole applies: what is adopted, kept, followed and let go."""

from collections import Counter

import pytest
from counting import planned, standing
from worlds import a_world, describe, kinds, settled

from nettools.changes import Kind
from nettools.jobs import terms

LAST_MEETING = '[[networks.meetings]]\nnumber = 4\ndate = 2026-12-08\nstarts = "13.00"\nends = "15.30"\n'


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def page(world, title):
    return next(one for one in world.canvas.world.pages if one.title.startswith(title))


def drifted(change_set):
    return [(one.key.rpartition("natverk-1/")[2], one.code, one.name) for one in change_set.drift]


def test_everything_in_the_rooms_stands_once(world):
    world.sign_up(1, 2, 3)
    world.apply()
    with world.tools() as tools:
        plan = terms.term_plan(tools, next(iter(tools.settings.terms.values())).term)
    assert standing(world.stage, "HT26") == planned(plan)


def test_modules_stand_in_the_order_of_the_meetings(world):
    world.sign_up(1)
    world.apply()
    for room in world.courses():
        modules = [one for one in world.canvas.world.modules if one.course_id == room.id]
        names = [one.name[:7] for one in sorted(modules, key=lambda one: one.position)]
        assert names == ["Träff 1", "Träff 2", "Träff 3", "Träff 4"]


def test_a_term_of_the_universitys_own_is_used_and_never_changed(world):
    own = world.canvas.world.terms.new(name="HT26", created_at="2026-01-01T00:00:00Z", start_at="2026-08-01T00:00:00Z")
    world.sign_up(1)
    applied = world.apply()
    assert kinds(applied.preview.change_set)["Adopt", "canvas-term"] == 1
    assert (own.start_at, {room.enrollment_term_id for room in world.courses()}) == ("2026-08-01T00:00:00Z", {own.id})
    seen = world.preview().change_set
    assert (seen.changes, {one.name for one in seen.drift}) == ((), {"start_at", "end_at"})


def test_a_home_that_may_not_make_terms_has_its_rooms_all_the_same(world):
    world.canvas.manners.withheld_rights = frozenset({"manage_account_settings"})
    world.sign_up(1)
    assert world.apply().exit_status == 0
    assert {room.enrollment_term_id for room in world.courses()} == {1}
    assert settled(world)


def test_what_a_leader_writes_on_a_page_is_kept_and_told(world):
    world.sign_up(1)
    world.apply()
    world.canvas.edit(page(world, "Träff 2"), body="<p>Våra egna ord</p>")
    applied = world.apply()
    assert (applied.results, drifted(applied.preview.change_set)) == ((), [("meeting-2/page", "edited", "body")])


def test_a_front_page_that_a_leader_chooses_stays_chosen(world):
    world.sign_up(1)
    world.apply()
    ours = page(world, "Välkommen till Nätverk 1")
    when = {"created_at": ours.created_at, "updated_at": ours.updated_at}
    own = world.canvas.world.pages.new(course_id=ours.course_id, url="egen", title="Egen", published=True, **when)
    world.canvas.edit(own, front_page=True)
    world.canvas.edit(ours, front_page=False)
    applied = world.apply()
    assert (applied.results, own.front_page) == ((), True)
    assert ("front-page", "edited", "front_page") in drifted(applied.preview.change_set)


def test_a_meeting_that_is_taken_off_takes_its_page_and_module_along(world):
    world.sign_up(1)
    world.apply()
    describe(world, LAST_MEETING, "")
    removed = kinds(world.apply().preview.change_set)
    assert [removed["Remove", kind] for kind in ("page", "module", "module-item")] == [1, 1, 1]
    assert len([one for one in world.canvas.world.modules if one.workflow_state == "active"]) == 7
    assert settled(world)


def test_a_module_with_a_leaders_own_items_stays_when_its_meeting_goes(world):
    world.sign_up(1)
    world.apply()
    (room,) = [one for one in world.courses() if one.sis_course_id == "nettools.HT26.natverk-1"]
    modules = world.canvas.world.modules
    (module,) = [one for one in modules if one.course_id == room.id and one.name.startswith("Träff 4")]
    own = {**module.items[0], "id": 1, "type": "SubHeader", "title": "Läs mer", "content_id": None, "page_url": None}
    world.canvas.edit(module, items=[*module.items, own])
    describe(world, LAST_MEETING, "")
    world.apply()
    assert (module.workflow_state, [item["title"] for item in module.items]) == ("active", ["Läs mer"])
    assert [(one.code, one.kind) for one in world.preview().change_set.drift] == [("kept", Kind.MODULE)]


def test_a_new_theme_renames_page_and_module_and_the_item_follows(world):
    world.sign_up(1)
    world.apply()
    describe(world, 'theme = "Roller, gränser och samverkan"', 'theme = "Roller"')
    changed = kinds(world.apply().preview.change_set)
    assert (changed["Update", "module"], changed["Create", "module-item"]) == (2, 0)
    assert page(world, "Träff 3").url.startswith("traff-3-roller")
    assert settled(world)


@pytest.mark.parametrize("role", ["ta", "designer", "student"])
def test_a_term_settles_whatever_the_leaders_role_is(world, role):
    world.environment["NETTOOLS__CANVAS__LEADER_ROLE"] = role
    world.sign_up(1)
    assert world.apply().exit_status == 0
    assert settled(world)


def test_canvas_invites_newcomers_when_it_is_to(world):
    world.environment["NETTOOLS__CANVAS__INVITATION"] = "mail"
    world.sign_up(1)
    world.apply()
    assert Counter(notice.why for notice in world.canvas.world.notices)["confirmation"] == 5
