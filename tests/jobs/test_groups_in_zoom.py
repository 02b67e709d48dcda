"""Groups as rooms in Zoom, and nowhere twice."""

import json

import pytest
from builders import HT26, an_email
from groups_told import seats
from worlds import a_sign_up, a_world

from nettools.changes import System
from nettools.domain.registrations import RegistrationState
from nettools.jobs.groups import making
from nettools.jobs.groups.wishes import GroupWish


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as made:
        yield made


def meeting_in_zoom(world, number):
    mark = f"nettools:HT26/natverk-1/meeting-{number}"
    return next(one for one in world.zoom.meetings if one.agenda.splitlines()[0] == mark)


def rooms_in_zoom(world, number=1):
    found = meeting_in_zoom(world, number)
    setting = json.loads(json.dumps(found.settings["breakout_room"]))
    return {room["name"]: sorted(room["participants"]) for room in setting.get("rooms", [])}


def test_the_groups_become_rooms_in_zoom_and_follow_who_comes_and_goes(world):
    world.sign_up(1, 2, 3)
    world.apply(only=System.ZOOM)
    with world.tools() as tools:
        first = making.make(tools, HT26, GroupWish(meetings=(1,)))

    done = world.apply(only=System.ZOOM)

    assert [change.key for change in done.preview.change_set.changes] == ["HT26/natverk-1/meeting-1"]
    assert rooms_in_zoom(world) == {f"Grupp {n}": keys for n, keys in seats(first).items()}
    assert rooms_in_zoom(world, 2) == {}
    assert world.preview(only=System.ZOOM).change_set.changes == ()

    world.sign_up(3, state=RegistrationState.WITHDRAWN)
    world.sign_up(4)
    with world.tools() as tools:
        making.make(tools, HT26, GroupWish(meetings=(1,)))
    world.apply(only=System.ZOOM)

    people = sorted(key for keys in rooms_in_zoom(world).values() for key in keys)
    assert people == sorted(person.email.key for number in (1, 2, 4) for person in a_sign_up(number).participants)


def test_rooms_that_somebody_changed_in_zoom_stay_until_the_groups_change(world):
    world.sign_up(1, 2, 3)
    with world.tools() as tools:
        making.make(tools, HT26, GroupWish(meetings=(1,)))
    world.apply(only=System.ZOOM)
    own = {"enable": True, "rooms": [{"name": "Eget rum", "participants": []}]}
    world.zoom.edit(meeting_in_zoom(world, 1).id, settings={"breakout_room": own})

    world.apply(only=System.ZOOM)
    before = rooms_in_zoom(world)
    with world.tools() as tools:
        making.make(tools, HT26, GroupWish(meetings=(1,), absent=(an_email("kurator1@example.se"),)))
    world.apply(only=System.ZOOM)

    assert before == {"Eget rum": []}
    assert sum(map(len, rooms_in_zoom(world).values())) == 8
