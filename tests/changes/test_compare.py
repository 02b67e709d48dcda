"""Compare, by examples: whole change sets, values in and values out."""

from datetime import UTC, datetime

import pytest

from nettools.changes import (
    Action,
    Adopt,
    ChangeSet,
    Create,
    Drift,
    Found,
    Intent,
    Kind,
    Link,
    Ref,
    Remove,
    Snapshot,
    System,
    Update,
    Wanted,
    compare,
)

ROOM, SECTION, PERSON = "HT26/n", "HT26/n/u", "person/asa@example.se"
ENROLMENT, MEETING = f"{SECTION}/principal/asa@example.se", f"{ROOM}/meeting-1"
EVENT = f"{MEETING}/event"
NOTED = datetime(2026, 8, 1, tzinfo=UTC)


def a_wanted(key=SECTION, kind=Kind.SECTION, place=None, fields=None, **others):
    return Wanted(key=key, kind=kind, label=key, place=place or {}, fields=fields or {}, **others)


def a_link(key=SECTION, kind=Kind.SECTION, remote_id="7", sent=None, **others):
    term = "" if kind is Kind.PERSON else "HT26"
    return Link(key=key, term=term, system=kind.system, kind=kind, remote_id=remote_id, sent=sent or {}, **others)


def a_found(kind=Kind.SECTION, remote_id="7", key="", place=None, fields=None, **others):
    return Found(kind=kind, remote_id=remote_id, key=key, place=place or {}, fields=fields or {}, **others)


def compared(wanted=(), found=(), links=(), systems=System):
    return compare("HT26", wanted, Snapshot(found, systems), {link.key: link for link in links})


def of(change_set):
    return change_set.changes, change_set.drift


SECTION_WANTED = a_wanted(fields={"name": "Björken"})


def test_what_is_missing_is_created():
    assert compared([SECTION_WANTED]) == ChangeSet(term="HT26", changes=(Create(thing=SECTION_WANTED),))


def test_what_is_there_and_right_needs_nothing():
    found = a_found(key=SECTION, fields={"name": "Björken"})
    change_set = compared([SECTION_WANTED], [found], [a_link(sent={"name": "Björken"})])
    assert change_set == ChangeSet(
        term="HT26", facts={SECTION: {"name": "Björken", "id": "7"}}, standing={Kind.SECTION: 1}
    )


def test_what_carries_our_mark_is_adopted_as_ours():
    found = a_found(key=SECTION, fields={"name": "Björken"})
    adopt = Adopt(thing=SECTION_WANTED, remote_id="7", made=True, sent={"name": "Björken"})
    assert of(compared([SECTION_WANTED], [found])) == ((adopt,), ())


def test_what_carries_our_mark_and_is_otherwise_is_adopted_and_changed():
    found = a_found(key=SECTION, fields={"name": "Eken"})
    adopt = Adopt(thing=SECTION_WANTED, remote_id="7", made=True)
    update = Update(thing=SECTION_WANTED, remote_id="7", fields={"name": "Björken"})
    assert of(compared([SECTION_WANTED], [found])) == ((adopt, update), ())


def test_a_thing_that_a_person_made_in_its_place_is_adopted_and_left_as_it_is():
    wanted = a_wanted(EVENT, Kind.CALENDAR_EVENT, {"course": "1", "title": "Träff"}, {"start_at": "13"})
    found = a_found(Kind.CALENDAR_EVENT, "9", place={"course": 1, "title": "Träff"}, fields={"start_at": "14"})
    adopt = Adopt(thing=wanted, remote_id="9", made=False)
    drift = Drift(
        key=EVENT, kind=Kind.CALENDAR_EVENT, code="edited", label=EVENT, name="start_at", ours="13", theirs="14"
    )
    assert of(compared([wanted], [found])) == ((adopt,), (drift,))


def test_a_standing_intent_proves_that_the_thing_in_its_place_is_ours():
    wanted = a_wanted(EVENT, Kind.CALENDAR_EVENT, {"course": "1", "title": "Nytt namn"}, {"title": "Nytt namn"})
    place = {"course": "1", "title": "Träff"}
    intent = Intent(action=Action.CREATE, fields={"place": place, "fields": {}}, noted=NOTED)
    link = a_link(EVENT, Kind.CALENDAR_EVENT, "", intent=intent)
    found = a_found(Kind.CALENDAR_EVENT, "9", place=place, fields={"title": "Träff"})
    adopt = Adopt(thing=wanted, remote_id="9", made=True)
    update = Update(thing=wanted, remote_id="9", fields={"title": "Nytt namn"})
    assert of(compared([wanted], [found], [link])) == ((adopt, update), ())


def test_what_a_person_edited_is_reported_and_kept():
    found = a_found(fields={"name": "Vår sektion"})
    drift = Drift(
        key=SECTION,
        kind=Kind.SECTION,
        code="edited",
        label=SECTION,
        name="name",
        ours="Björken",
        theirs="Vår sektion",
        ours_again=True,
    )
    assert of(compared([SECTION_WANTED], [found], [a_link(sent={"name": "Björken"})])) == ((), (drift,))
    assert drift.named == f"{SECTION}:name"


def test_what_a_person_edited_is_overwritten_when_we_want_something_new_in_that_field():
    found = a_found(fields={"name": "Vår sektion"})
    update = Update(thing=SECTION_WANTED, remote_id="7", fields={"name": "Björken"})
    assert of(compared([SECTION_WANTED], [found], [a_link(sent={"name": "Eken"})])) == ((update,), ())


def test_what_the_system_made_of_a_field_is_no_edit():
    found = a_found(fields={"name": "BJÖRKEN"})
    link = a_link(sent={"name": "Björken", "name~": "BJÖRKEN"})
    assert of(compared([SECTION_WANTED], [found], [link])) == ((), ())


def test_a_field_that_is_seen_to_be_right_is_remembered_without_a_call():
    found = a_found(fields={"name": "Björken"})
    intent = Intent(action=Action.UPDATE, fields={"fields": {"name": "Björken"}}, noted=NOTED)
    change_set = compared([SECTION_WANTED], [found], [a_link(intent=intent)])
    assert (change_set.changes, change_set.learned) == ((), (a_link(sent={"name": "Björken"}),))


def an_event(inside=""):
    fields = {"description": Ref(MEETING, "join_url", inside)}
    return a_wanted(EVENT, Kind.CALENDAR_EVENT, {"course": "1", "title": "Träff"}, fields)


def test_a_link_that_has_changed_is_sent_again_though_the_reference_is_the_same():
    """What was sent is remembered, not what it referred to."""
    meeting = a_wanted(MEETING, Kind.ZOOM_MEETING)
    found = [
        a_found(Kind.ZOOM_MEETING, "6", key=MEETING, fields={"join_url": "https://z/6?a=1&b=2"}),
        a_found(Kind.CALENDAR_EVENT, "9", fields={"description": "<a href='https://z/2'>"}),
    ]
    event = an_event("<a href='{link}'>")
    links = [
        a_link(MEETING, Kind.ZOOM_MEETING, "6", {"join_url~": "https://z/6?a=1&b=2"}),
        a_link(EVENT, Kind.CALENDAR_EVENT, "9", {"description": "<a href='https://z/2'>"}),
    ]
    change_set = compared([meeting, event], found, links)
    assert of(change_set) == ((Update(thing=event, remote_id="9", fields=event.fields),), ())
    assert event.fields["description"].fill(change_set.facts[MEETING]["join_url"]) == (
        "<a href='https://z/6?a=1&amp;b=2'>"
    )


def test_a_link_that_is_not_known_waits_and_is_no_change():
    found = a_found(Kind.CALENDAR_EVENT, "9", fields={"description": ""})
    link = a_link(EVENT, Kind.CALENDAR_EVENT, "9", {})
    assert of(compared([an_event()], [found], [link])) == ((), ())


def test_a_system_that_was_not_looked_at_is_left_alone_and_its_facts_are_remembered():
    meeting = a_wanted(MEETING, Kind.ZOOM_MEETING, fields={"topic": "Nytt"})
    link = a_link(MEETING, Kind.ZOOM_MEETING, "6", {"topic": "Träff", "join_url~": "https://z/6"})
    change_set = compared([meeting], [], [link], {System.CANVAS})
    assert change_set.changes == ()
    assert change_set.facts == {MEETING: {"topic": "Träff", "join_url": "https://z/6", "id": "6"}}


def test_a_meeting_that_is_over_is_neither_made_nor_changed():
    meeting = a_wanted(MEETING, Kind.ZOOM_MEETING, fields={"topic": "Nytt"}, over=True)
    assert of(compared([meeting])) == ((), ())
    found = a_found(Kind.ZOOM_MEETING, "6", key=MEETING, fields={"topic": "Gammalt"})
    link = a_link(MEETING, Kind.ZOOM_MEETING, "6", {"topic": "Gammalt"})
    assert of(compared([meeting], [found], [link])) == ((), ())


def test_another_host_is_reported_since_a_meeting_cannot_be_moved():
    meeting = a_wanted(MEETING, Kind.ZOOM_MEETING, fields={"host": "new@example.se"})
    found = a_found(Kind.ZOOM_MEETING, "6", key=MEETING, fields={"host": "old@example.se"})
    link = a_link(MEETING, Kind.ZOOM_MEETING, "6", {"host": "old@example.se"})
    drift = Drift(
        key=MEETING,
        kind=Kind.ZOOM_MEETING,
        code="fixed",
        label=MEETING,
        name="host",
        ours="new@example.se",
        theirs="old@example.se",
    )
    assert of(compared([meeting], [found], [link])) == ((), (drift,))


def test_what_is_not_wanted_any_more_is_removed_last_and_backwards():
    found = [a_found(fields={"name": "Björken"}), a_found(Kind.CALENDAR_EVENT, "9", fields={"title": "Träff"})]
    links = [a_link(), a_link(EVENT, Kind.CALENDAR_EVENT, "9")]
    assert of(compared([a_wanted(ROOM, Kind.COURSE_ROOM)], found, links)) == (
        (
            Create(thing=a_wanted(ROOM, Kind.COURSE_ROOM)),
            Remove(key=EVENT, kind=Kind.CALENDAR_EVENT, label="Träff", remote_id="9"),
            Remove(key=SECTION, kind=Kind.SECTION, label="Björken", remote_id="7"),
        ),
        (),
    )


def test_a_marked_thing_that_nothing_is_remembered_of_is_removed_when_it_is_of_this_term():
    found = [
        a_found(Kind.ZOOM_MEETING, "6", key=MEETING, fields={"topic": "Träff"}),
        a_found(Kind.ZOOM_MEETING, "8", key="VT27/n/meeting-1"),
    ]
    remove = Remove(key=MEETING, kind=Kind.ZOOM_MEETING, label="Träff", remote_id="6")
    assert of(compared([], found)) == ((remove,), ())


def test_what_a_person_made_is_never_removed():
    found = [
        a_found(fields={"name": "Egen"}),
        a_found(Kind.ZOOM_MEETING, "6", fields={"topic": "Eget"}),
        a_found(Kind.ENROLMENT, "5", fields={"state": "active"}),
    ]
    links = [a_link(made=False), a_link(ENROLMENT, Kind.ENROLMENT, "5", made=False)]
    assert of(compared([], found, links)) == ((), ())


def test_people_are_never_removed():
    assert of(compared([], [a_found(Kind.PERSON, "5", key=PERSON)], [a_link(PERSON, Kind.PERSON, "5")])) == ((), ())


def an_enrolment_of_ours(state, there):
    found = a_found(Kind.ENROLMENT, "5", place={"course": "1"}, fields={"state": there})
    return found, a_link(ENROLMENT, Kind.ENROLMENT, "5", {"state": state})


def test_someone_who_leaves_is_set_aside():
    found, link = an_enrolment_of_ours("active", "active")
    remove = Remove(
        key=ENROLMENT,
        kind=Kind.ENROLMENT,
        label=ENROLMENT,
        remote_id="5",
        place={"course": "1"},
        sets_aside={"state": "inactive"},
    )
    assert of(compared([], [found], [link])) == ((remove,), ())


def test_someone_who_was_set_aside_stays_so_without_a_word():
    found, link = an_enrolment_of_ours("inactive", "inactive")
    assert of(compared([], [found], [link])) == ((), ())


def test_someone_who_comes_back_is_brought_back():
    wanted = a_wanted(ENROLMENT, Kind.ENROLMENT, fields={"state": "active"})
    found, link = an_enrolment_of_ours("inactive", "inactive")
    assert of(compared([wanted], [found], [link])) == (
        (Update(thing=wanted, remote_id="5", fields={"state": "active"}),),
        (),
    )


def test_a_section_with_people_in_it_is_kept_and_reported():
    found = a_found(fields={"name": "Björken"}, lasting=True)
    drift = Drift(key=SECTION, kind=Kind.SECTION, code="kept", label="Björken")
    assert of(compared([], [found], [a_link()])) == ((), (drift,))


def test_a_copy_with_our_mark_is_reported_and_left():
    wanted = a_wanted(MEETING, Kind.ZOOM_MEETING)
    found = [a_found(Kind.ZOOM_MEETING, number, key=MEETING) for number in ("6", "8")]
    drift = Drift(key=MEETING, kind=Kind.ZOOM_MEETING, code="duplicate", label=MEETING, theirs="8")
    assert of(compared([wanted], found, [a_link(MEETING, Kind.ZOOM_MEETING, "6")])) == ((), (drift,))


def test_an_intent_of_a_thing_that_is_neither_wanted_nor_there_is_forgotten():
    """Else it would one day claim what a person made in the same place."""
    intent = Intent(action=Action.CREATE, fields={"place": {"course": "1"}}, noted=NOTED)
    change_set = compared([], [], [a_link(ENROLMENT, Kind.ENROLMENT, "", intent=intent)])
    assert (change_set.changes, change_set.gone) == ((), ((ENROLMENT, System.CANVAS),))


# --- a thing whose key is another than before


PLACE = {"section": "7", "user": "3"}
AS_COMPANION, AS_PRINCIPAL = f"{SECTION}/companion/asa@example.se", ENROLMENT


def an_enrolment(key):
    return a_wanted(key, Kind.ENROLMENT, PLACE, {"state": "active"})


def enrolled(state="active"):
    return a_found(Kind.ENROLMENT, "9", place=PLACE, fields={"state": state})


def test_a_companion_who_becomes_the_rektor_stays_enrolled():
    link = a_link(AS_COMPANION, Kind.ENROLMENT, "9", {"state": "active"})
    change_set = compared([an_enrolment(AS_PRINCIPAL)], [enrolled()], [link])
    assert of(change_set) == ((), ())
    assert change_set.learned == (a_link(AS_PRINCIPAL, Kind.ENROLMENT, "9", {"state": "active"}),)
    assert change_set.gone == ((AS_COMPANION, System.CANVAS),)


def test_a_companion_who_was_set_aside_and_comes_as_the_rektor_is_brought_back():
    link = a_link(AS_COMPANION, Kind.ENROLMENT, "9", {"state": "inactive"})
    wanted = an_enrolment(AS_PRINCIPAL)
    update = Update(thing=wanted, remote_id="9", fields={"state": "active"})
    assert of(compared([wanted], [enrolled("inactive")], [link])) == ((update,), ())


def test_an_enrolment_that_a_person_made_stays_theirs_when_the_role_changes():
    link = a_link(AS_COMPANION, Kind.ENROLMENT, "9", {"state": "active"}, made=False)
    change_set = compared([an_enrolment(AS_PRINCIPAL)], [enrolled()], [link])
    assert [one.made for one in change_set.learned] == [False]


def test_an_unanswered_enrolment_is_ours_under_its_new_key_too():
    intent = Intent(action=Action.CREATE, fields={"place": PLACE, "fields": {"state": "active"}}, noted=NOTED)
    link = a_link(AS_COMPANION, Kind.ENROLMENT, "", intent=intent)
    change_set = compared([an_enrolment(AS_PRINCIPAL)], [enrolled()], [link])
    assert of(change_set) == ((), ())
    assert change_set.learned == (a_link(AS_PRINCIPAL, Kind.ENROLMENT, "9", {"state": "active"}),)
    assert change_set.gone == ((AS_COMPANION, System.CANVAS),)


def test_what_the_system_would_not_remove_is_kept_until_it_is_wanted_again():
    link = a_link(sent={"name": "Björken", "kept~": True})
    found = a_found(key=SECTION, fields={"name": "Björken"})
    drift = Drift(key=SECTION, kind=Kind.SECTION, code="kept", label="Björken")
    assert of(compared([], [found], [link])) == ((), (drift,))
    assert compared([SECTION_WANTED], [found], [link]).learned == (a_link(sent={"name": "Björken"}),)


# --- what only fills in


@pytest.mark.parametrize(
    ("there", "sent", "fills"),
    [
        ({"body": "", "title": "T"}, {"title": "T"}, True),  # empty: its meeting was carried to this day
        ({"title": "T"}, {"title": "T"}, True),  # not shown, never answered for: the run before was killed
        ({"title": "T"}, {"title": "T", "body": "gammalt"}, False),  # not shown, but something stands there
        ({"body": "gammalt", "title": "T"}, {"title": "T"}, False),
        ({"body": "", "title": "gammal"}, {"title": "gammal"}, False),
    ],
)
def test_a_change_of_what_nobody_has_written_yet_only_fills_in(there, sent, fills):
    thing = a_wanted(fields={"title": "T", "body": "nytt"})
    change_set = compared([thing], [a_found(key=SECTION, fields=there)], [a_link(sent=sent)])
    assert [change.fills for change in change_set.changes] == [fills]
