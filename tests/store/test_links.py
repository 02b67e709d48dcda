from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import HT26
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nettools.changes.memory import Action, Intent, Link, System

NOW = datetime(2026, 9, 1, 12, 0, 0, 1, tzinfo=UTC)
ROOM = Link(
    key="HT26/natverk-1",
    term="HT26",
    system=System.CANVAS,
    kind="course-room",
    remote_id="4711",
    sent={"name": "Nätverk 1 – HT26", "open": True, "sections": ["å", 1, None], "nested": {"b": 1, "a": 2.5}},
)
MEETING = Link(key="HT26/natverk-1/meeting-1", term="HT26", system=System.ZOOM, kind="zoom-meeting", made=False)
PERSON = Link(key="person/rektor@example.se", term="", system=System.CANVAS, kind="person", remote_id="12")
CREATE = Intent(action=Action.CREATE, fields={"topic": "Träff 1"}, noted=NOW)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_links_come_back_as_they_were_by_system_and_key(store):
    store.links.save([MEETING, ROOM])
    assert store.links.of("HT26") == (ROOM, MEETING)


def test_the_order_of_fields_is_kept(store):
    store.links.save([ROOM])
    (found,) = store.links.of("HT26")
    assert [*found.sent] == [*ROOM.sent]


def test_people_belong_to_no_term(store):
    store.links.save([PERSON, ROOM])
    assert store.links.of("") == (PERSON,)


def test_an_intent_is_noted_before_a_call_and_struck_after_it(store):
    store.links.note_intents([replace(MEETING, intent=CREATE)])
    assert store.links.of("HT26") == (replace(MEETING, intent=CREATE),)
    answered = replace(MEETING, remote_id="99", sent={"topic": "Träff 1"})
    store.links.save([answered])
    assert store.links.of("HT26") == (answered,)


def test_saving_twice_changes_nothing(store):
    for _ in range(2):
        store.links.save([ROOM, MEETING, ROOM])
        store.links.note_intents([])
    assert store.links.of("HT26") == (ROOM, MEETING)


def test_one_key_may_stand_for_a_thing_in_each_system(store):
    twin = replace(ROOM, system=System.ZOOM)
    store.links.save([ROOM, twin])
    store.links.forget([ROOM.key, "unknown"], System.CANVAS)
    assert store.links.of("HT26") == (twin,)


def test_thousands_are_forgotten_at_once(store):
    links = [replace(ROOM, key=f"HT26/natverk-1/{number}") for number in range(1201)]
    store.links.save(links)
    store.links.forget((link.key for link in links), System.CANVAS)
    assert store.links.of("HT26") == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.text(), values, max_size=4))
def test_whatever_was_sent_comes_back(store, sent):
    store.links.save([replace(ROOM, sent=sent, intent=Intent(action=Action.UPDATE, fields=sent, noted=NOW))])
    (found,) = store.links.of(str(HT26))
    assert (found.sent, found.intent.fields) == (sent, sent)


def test_an_intent_outlives_the_process_that_noted_it(store, child, url):
    process = child(
        """
        from nettools.changes.memory import Action, Intent, Link, System
        store = open_store(sys.argv[1])
        intent = Intent(action=Action.CREATE, noted=NOW)
        link = Link(key="HT26/x", term="HT26", system=System.ZOOM, kind="zoom-meeting", intent=intent)
        store.links.note_intents([link])
        say("noted")
        input()
        """,
        url,
    )
    assert process.stdout.readline() == "noted\n"
    process.kill()
    process.wait()
    assert [(link.key, link.intent.action) for link in store.links.of("HT26")] == [("HT26/x", Action.CREATE)]


def test_intents_are_not_noted_inside_a_transaction(store):
    with pytest.raises(RuntimeError, match="durable"), store.transaction():
        store.links.note_intents([ROOM])
    assert store.links.of("HT26") == ()
