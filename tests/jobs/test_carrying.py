"""Carrying out, by examples in memory: what is noted when, and what a failure stops."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from remotes import Notebook, Remote

from nettools.changes import (
    Action,
    ChangeSet,
    Create,
    Intent,
    Kind,
    Link,
    Ref,
    Remove,
    System,
    Update,
    Wanted,
)
from nettools.errors import RemoteError
from nettools.jobs.carrying.carrier import AT_ONCE, Carrier
from nettools.language import text

NOW = datetime(2026, 8, 1, tzinfo=UTC)
ROOM, SECTION = "HT26/n", "HT26/n/u"


def a_room():
    return Wanted(key=ROOM, kind=Kind.COURSE_ROOM, label="Rum", place={"code": "n"}, fields={"name": "Rum"})


def a_section(number=1):
    place = {"course": Ref(ROOM), "name": str(number)}
    return Wanted(
        key=f"{SECTION}{number}", kind=Kind.SECTION, label=str(number), place=place, fields={"name": str(number)}
    )


def a_carrier(remote, notebook, **others):
    hands = dict.fromkeys(System, remote)
    options = {"clock": lambda: NOW, "pause": lambda _: None, "in_flight": 1, **others}
    return Carrier(hands=hands, links=dict(notebook.links), memory=notebook, **options)


def carried_out(*changes, remote=None, notebook=None, **others):
    carrier = a_carrier(remote or Remote(), notebook if notebook is not None else Notebook(), **others)
    return [(one.key, one.state, one.code) for one in carrier.carry_out(ChangeSet(term="HT26", changes=changes))]


def test_what_is_made_first_is_known_to_what_refers_to_it():
    remote, notebook = Remote(), Notebook()
    carried_out(Create(thing=a_section()), Create(thing=a_room()), remote=remote, notebook=notebook)
    assert remote.things["2"].place == {"course": "1", "name": "1"}
    assert notebook.links[f"{SECTION}1"] == Link(
        key=f"{SECTION}1", term="HT26", system=System.CANVAS, kind=Kind.SECTION, remote_id="2", sent={"name": "1"}
    )


def test_what_is_only_learned_is_no_progress():
    """Nothing is to do, so that nobody has begun to count."""
    notebook = Notebook()
    link = Link(key=ROOM, term="HT26", system=System.CANVAS, kind=Kind.COURSE_ROOM, remote_id="1", sent={"name": "Rum"})
    carrier = a_carrier(Remote(), notebook, progress=None)
    assert carrier.carry_out(ChangeSet(term="HT26", learned=(link,))) == ()
    assert notebook.links == {ROOM: link}


def test_the_intent_is_noted_before_the_call_and_struck_after():
    notebook, seen = Notebook(), []

    class Watching(Remote):
        def create(self, order):
            seen.append(notebook.links[order.key].intent)
            return super().create(order)

    carried_out(Create(thing=a_room()), remote=Watching(), notebook=notebook)
    fields = {"place": {"code": "n"}, "fields": {"name": "Rum"}}
    assert seen == [Intent(action=Action.CREATE, fields=fields, noted=NOW)]
    assert notebook.links[ROOM].intent is None


def test_what_depends_on_a_failure_is_not_tried_and_the_rest_goes_on():
    remote = Remote()
    remote.faults = {0: "refused"}
    other = Wanted(key="HT26/m", kind=Kind.COURSE_ROOM, label="m", place={"code": "m"})
    assert carried_out(Create(thing=a_room()), Create(thing=other), Create(thing=a_section()), remote=remote) == [
        (ROOM, "failed", "remote"),
        ("HT26/m", "done", ""),
        (f"{SECTION}1", "failed", "waits"),
    ]


def test_a_refused_creation_leaves_no_intent():
    remote, notebook = Remote(), Notebook()
    remote.faults = {0: "refused"}
    carried_out(Create(thing=a_room()), remote=remote, notebook=notebook)
    assert notebook.links == {}


def test_a_refused_change_leaves_the_memory_as_it_was():
    remote, notebook = Remote(), Notebook()
    link = Link(key=ROOM, term="HT26", system=System.CANVAS, kind=Kind.COURSE_ROOM, remote_id="1", sent={"name": "Rum"})
    notebook.links[ROOM] = link
    remote.faults = {0: "refused"}
    update = Update(thing=a_room(), remote_id="1", fields={"name": "Nytt"})
    assert carried_out(update, remote=remote, notebook=notebook) == [(ROOM, "failed", "remote")]
    assert notebook.links == {ROOM: link}


@pytest.mark.parametrize("fault", ["lost-before", "lost-after"])
def test_a_creation_whose_answer_is_lost_is_looked_for_and_made_once(fault):
    remote = Remote()
    remote.faults = {0: fault}
    assert carried_out(Create(thing=a_room()), remote=remote) == [(ROOM, "done", "")]
    assert len(remote.things) == 1


def test_a_creation_that_stays_without_an_answer_is_unsure_and_keeps_its_intent():
    remote, notebook = Remote(), Notebook()
    remote.faults = dict.fromkeys(range(9), "lost-before")
    assert carried_out(Create(thing=a_room()), remote=remote, notebook=notebook) == [(ROOM, "unsure", "remote")]
    assert notebook.links[ROOM].intent is not None


def test_a_system_that_stays_silent_is_left_alone():
    remote = Remote()
    remote.faults = dict.fromkeys(range(400), "lost-before")
    things = [
        Create(thing=Wanted(key=f"HT26/{n}", kind=Kind.COURSE_ROOM, label="", place={"code": str(n)}))
        for n in range(3 * AT_ONCE)
    ]
    states = [state for _, state, _ in carried_out(*things, remote=remote)]
    assert (states.count("unsure") + states.count("left"), states[-1]) == (len(things), "left")


def test_a_token_that_is_refused_stops_its_system():
    class Closed(Remote):
        def create(self, order):  # noqa: ARG002 - as in Remote
            raise RemoteError("canvas", text("no"), status=401, code="auth")

    meeting = Wanted(key=f"{ROOM}/meeting-1", kind=Kind.ZOOM_MEETING, label="")
    carrier = Carrier(
        hands={System.CANVAS: Closed(), System.ZOOM: Remote()},
        links={},
        memory=Notebook(),
        clock=lambda: NOW,
        in_flight=1,
    )
    person = Wanted(key="person/x", kind=Kind.PERSON, label="", place={"login": "x"})
    changes = [Create(thing=thing) for thing in (person, a_room(), meeting)]
    results = carrier.carry_out(ChangeSet(term="HT26", changes=tuple(changes)))
    assert {one.key: one.state for one in results} == {
        "person/x": "failed",
        f"{ROOM}/meeting-1": "done",
        ROOM: "left",
    }


@pytest.mark.parametrize("code", ["throttled", "busy"])
def test_a_system_that_stays_too_busy_is_left_alone(code):
    notebook = Notebook()

    class Busy(Remote):
        def create(self, order):  # noqa: ARG002 - as in Remote
            raise RemoteError("canvas", text("later"), status=429, code=code)

    changes = [Create(thing=a_room()), *(Create(thing=replace(a_room(), key=f"HT26/{n}")) for n in range(3 * AT_ONCE))]
    states = [state for _, state, _ in carried_out(*changes, remote=Busy(), notebook=notebook)]
    assert (states.count("failed"), states.count("left"), notebook.links) == (1, 3 * AT_ONCE, {})


def test_what_was_cut_off_is_given_a_moment_before_it_is_looked_for():
    happened = []

    class Slow(Remote):
        def create(self, order):
            super().create(order)
            raise RemoteError("canvas", text("silence"), answered=False)

        def find(self, order):
            happened.append("look")
            return super().find(order)

    assert carried_out(Create(thing=a_room()), remote=Slow(), pause=happened.append) == [(ROOM, "done", "")]
    assert happened == [1, "look"]


def test_a_thing_that_is_met_is_believed_no_more_than_it_shows():
    notebook = Notebook()

    class There(Remote):
        def create(self, order):
            return replace(super().create(order), fields={"name": "Eget"}, met=True, made=False)

    carried_out(Create(thing=a_room()), remote=There(), notebook=notebook)
    assert (notebook.links[ROOM].made, notebook.links[ROOM].sent) == (False, {})


@pytest.mark.parametrize("together", [1, 2])
def test_a_thing_that_is_made_in_part_is_told_of_and_believed_no_more_than_it_shows(together):
    """Also when several are made in one go."""
    notebook, refusal = Notebook(), RemoteError("canvas", text("no"), status=401, code="auth")

    class Halfway(Remote):
        def batch_of(self, order):  # noqa: ARG002 - as in Remote
            return "all" if together > 1 else ""

        def create(self, order):
            return replace(super().create(order), fields={"name": ""}, met=True, refusal=refusal)

        def create_many(self, orders):
            return [self.create(order) for order in orders]

    sections = [Create(thing=replace(a_section(n), place={"course": "1"})) for n in range(together)]
    states = carried_out(*sections, remote=Halfway(), notebook=notebook)
    assert [state for _, *state in states] == [["failed", "auth"]] * together
    assert [(link.made, link.sent) for link in notebook.links.values()] == [(True, {})] * together


@pytest.mark.parametrize(
    ("kind", "state"), [(Kind.SECTION, "kept"), (Kind.HAND_IN, "kept"), (Kind.ZOOM_MEETING, "failed")]
)
def test_a_removal_that_is_refused_keeps_what_people_have_worked_in(kind, state):
    class Refusing(Remote):
        def remove(self, order):  # noqa: ARG002 - as in Remote
            raise RemoteError("canvas", text("no"), status=400, code="refused")

    notebook = Notebook()
    link = Link(key=SECTION, term="HT26", system=kind.system, kind=kind, remote_id="1", sent={"name": "Rum"})
    notebook.links[SECTION] = link
    remove = Remove(key=SECTION, kind=kind, label="", remote_id="1")
    assert carried_out(remove, remote=Refusing(), notebook=notebook) == [(SECTION, state, "refused")]
    kept = {"name": "Rum", "kept~": True} if state == "kept" else {"name": "Rum"}
    assert notebook.links == {SECTION: replace(link, sent=kept)}


def test_the_removal_of_a_thing_forgets_it_and_setting_aside_remembers_it():
    remote, notebook = Remote(), Notebook()
    gone = remote.add(Kind.CALENDAR_EVENT)
    aside = remote.add(Kind.ENROLMENT, fields={"state": "active"})
    for key, kind, rid in ((f"{ROOM}/e", Kind.CALENDAR_EVENT, gone), (f"{ROOM}/p", Kind.ENROLMENT, aside)):
        notebook.links[key] = Link(
            key=key, term="HT26", system=System.CANVAS, kind=kind, remote_id=rid, sent={"state": "active"}
        )
    carried_out(
        Remove(key=f"{ROOM}/e", kind=Kind.CALENDAR_EVENT, label="", remote_id=gone),
        Remove(key=f"{ROOM}/p", kind=Kind.ENROLMENT, label="", remote_id=aside, sets_aside={"state": "inactive"}),
        remote=remote,
        notebook=notebook,
    )
    assert {key: dict(link.sent) for key, link in notebook.links.items()} == {f"{ROOM}/p": {"state": "inactive"}}


def test_many_things_are_made_by_several_threads_each_once():
    remote, notebook = Remote(), Notebook()
    changes = [Create(thing=a_room()), *(Create(thing=a_section(n)) for n in range(150))]
    states = [state for _, state, _ in carried_out(*changes, remote=remote, notebook=notebook, in_flight=8)]
    assert (states, len(remote.things), len(notebook.links)) == (["done"] * 151, 151, 151)


def test_what_was_answered_before_an_interruption_is_remembered():
    notebook = Notebook()

    class Interrupted(Remote):
        def create(self, order):
            if order.key == f"{SECTION}5":
                raise KeyboardInterrupt
            return super().create(order)

    changes = [Create(thing=a_room()), *(Create(thing=a_section(n)) for n in range(10))]
    with pytest.raises(KeyboardInterrupt):
        carried_out(*changes, remote=Interrupted(), notebook=notebook)
    known = {key for key, link in notebook.links.items() if link.remote_id}
    assert {ROOM, *(f"{SECTION}{n}" for n in range(5))} <= known
    assert notebook.links[f"{SECTION}5"].intent is not None
