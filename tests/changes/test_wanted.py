"""A term plan told as things: whole keys, fields and references."""

from datetime import UTC, date, datetime

from builders import (
    a_companion,
    a_leader,
    a_meeting,
    a_network,
    a_principal,
    a_registration,
    a_term_plan,
    a_unit,
)
from wordings import WORDING

from nettools.changes import Kind, Ref, System, Wanted, mark, term_wants

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
ROOM, SECTION = "HT26/natverk-1", "HT26/natverk-1/bjorkens-forskola-1780"


def a_plan(*registrations, **others):
    return a_term_plan((a_network(registrations or (a_registration(),), **others),))


def wants(plan, now=NOW):
    return {thing.key: thing for thing in term_wants(plan, WORDING, now)}


def test_a_small_term_is_told_by_these_keys_in_this_order():
    plan = a_plan(a_registration(companions=(a_companion(),)), meetings=(a_meeting(1),))
    assert [(thing.kind, thing.key) for thing in term_wants(plan, WORDING, NOW)] == [
        (Kind.CANVAS_TERM, "HT26/term"),
        (Kind.PERSON, "person/ledare@example.se"),
        (Kind.PERSON, "person/rektor@example.se"),
        (Kind.PERSON, "person/kurator@example.se"),
        (Kind.ZOOM_MEETING, f"{ROOM}/meeting-1"),
        (Kind.COURSE_ROOM, ROOM),
        (Kind.SECTION, SECTION),
        (Kind.PAGE, f"{ROOM}/front-page"),
        (Kind.PAGE, f"{ROOM}/meeting-1/page"),
        (Kind.MODULE, f"{ROOM}/meeting-1/module"),
        (Kind.GROUP_CATEGORY, f"{ROOM}/units"),
        (Kind.ENROLMENT, f"{ROOM}/leader/ledare@example.se"),
        (Kind.ENROLMENT, f"{SECTION}/principal/rektor@example.se"),
        (Kind.ENROLMENT, f"{SECTION}/companion/kurator@example.se"),
        (Kind.MODULE_ITEM, f"{ROOM}/meeting-1/module/page"),
        (Kind.GROUP, f"{SECTION}/group"),
        (Kind.GROUP_MEMBERSHIP, f"{SECTION}/group/rektor@example.se"),
        (Kind.GROUP_MEMBERSHIP, f"{SECTION}/group/kurator@example.se"),
        (Kind.CALENDAR_EVENT, f"{ROOM}/meeting-1/event"),
        (Kind.HAND_IN, f"{ROOM}/health-plan"),
    ]


def test_a_participant_is_a_student_of_the_section_and_a_leader_a_teacher_of_the_room():
    found = wants(a_plan())
    assert found[f"{SECTION}/principal/rektor@example.se"] == Wanted(
        key=f"{SECTION}/principal/rektor@example.se",
        kind=Kind.ENROLMENT,
        label="Åsa Öberg (Björkens förskola)",
        place={
            "course": Ref(ROOM),
            "section": Ref(SECTION),
            "user": Ref("person/rektor@example.se"),
            "type": "StudentEnrollment",
        },
        fields={"state": "active"},
    )
    assert found[f"{ROOM}/leader/ledare@example.se"].place == {
        "course": Ref(ROOM),
        "user": Ref("person/ledare@example.se"),
        "type": "TeacherEnrollment",
    }


def test_a_meeting_in_zoom_carries_its_mark_first_and_starts_in_utc():
    meeting = wants(a_plan(meetings=(a_meeting(1),)))[f"{ROOM}/meeting-1"]
    assert meeting.fields == {
        "topic": "Träff 1: Nuläge och önskat läge (Nätverk 1)",
        "agenda": f"nettools:{ROOM}/meeting-1\nÄndra inte raden ovan.",
        "start_time": "2026-09-22T11:00:00Z",
        "duration": 150,
        "host": "zoom1@example.se",
        "waiting_room": True,
        "join_before_host": False,
        "approval_type": 2,
    }


def test_winter_time_is_an_hour_later_in_utc():
    plan = a_plan(meetings=(a_meeting(1, day=date(2026, 11, 10)),))
    assert wants(plan)[f"{ROOM}/meeting-1"].fields["start_time"] == "2026-11-10T12:00:00Z"


def test_the_event_has_the_theme_escaped_and_waits_for_the_link():
    event = wants(a_plan(meetings=(a_meeting(1, theme="Barn & <elever> {link}"),)))[f"{ROOM}/meeting-1/event"]
    description = event.fields["description"]
    assert description == Ref(
        f"{ROOM}/meeting-1",
        "join_url",
        '<p>Barn &amp; &lt;elever&gt; &#123;link&#125;</p><a href="{link}">Zoom</a>',
    )
    assert description.fill("https://z/1?a=1&b=2") == (
        '<p>Barn &amp; &lt;elever&gt; &#123;link&#125;</p><a href="https://z/1?a=1&amp;b=2">Zoom</a>'
    )


def test_a_meeting_that_has_begun_is_over_in_both_systems():
    found = wants(
        a_plan(meetings=(a_meeting(1), a_meeting(2, day=date(2026, 10, 20)))), datetime(2026, 9, 22, 11, tzinfo=UTC)
    )
    over = {key: thing.over for key, thing in found.items() if "/meeting-" in key and "/module" not in key}
    assert over == {
        f"{ROOM}/meeting-1": True,
        f"{ROOM}/meeting-1/page": True,
        f"{ROOM}/meeting-1/event": True,
        f"{ROOM}/meeting-2": False,
        f"{ROOM}/meeting-2/page": False,
        f"{ROOM}/meeting-2/event": False,
    }


def test_a_network_without_a_zoom_host_has_nothing_in_zoom():
    found = wants(a_plan(meetings=(a_meeting(1),), zoom_host=""))
    assert [thing.key for thing in found.values() if thing.system is System.ZOOM] == []


def test_units_of_one_name_are_told_apart_by_authority_and_else_by_key():
    units = [
        a_unit("a-1780", "Björken", authority="Karlstads kommun"),
        a_unit("b-1761", "Björken", authority="Hammarö kommun"),
        a_unit("c-1780", "Eken", authority="Karlstads kommun"),
        a_unit("d-1780", "Eken", authority="Karlstads kommun"),
        a_unit("e-1780", "Linden"),
    ]
    registrations = [a_registration(unit, a_principal(f"r{n}@example.se")) for n, unit in enumerate(units)]
    found = wants(a_plan(*registrations))
    names = [thing.fields["name"] for thing in found.values() if thing.kind is Kind.SECTION]
    assert names == [
        "Björken (Karlstads kommun)",
        "Björken (Hammarö kommun)",
        "Eken (c-1780)",
        "Eken (d-1780)",
        "Linden",
    ]


def test_someone_who_signs_up_two_units_is_one_person_with_two_enrolments():
    principal = a_principal("Rektor@Example.se")
    found = wants(a_plan(a_registration(a_unit("a"), principal), a_registration(a_unit("b"), a_principal())))
    assert [key for key in found if "rektor" in key and "/group/" not in key] == [
        "person/rektor@example.se",
        f"{ROOM}/a/principal/rektor@example.se",
        f"{ROOM}/b/principal/rektor@example.se",
    ]


def test_a_rektor_who_is_a_companion_too_is_enrolled_once():
    registration = a_registration(companions=(a_companion("REKTOR@example.se"),))
    found = wants(a_plan(registration))
    assert [key for key in found if key.startswith(f"{SECTION}/") and "/group" not in key] == [
        f"{SECTION}/principal/rektor@example.se"
    ]


def test_the_hand_in_is_due_at_the_end_of_its_day_in_sweden():
    hand_in = wants(a_plan())[f"{ROOM}/health-plan"]
    assert (hand_in.fields["due_at"], hand_in.fields["description"]) == (
        "2026-12-04T22:59:00Z",
        "<p>Lämna in ert utkast.</p>",
    )


def test_a_leader_of_two_networks_is_one_person():
    networks = (a_network((), key="a", leaders=(a_leader(),)), a_network((), key="b", leaders=(a_leader(),)))
    found = wants(a_term_plan(networks))
    assert [key for key in found if "ledare" in key] == [
        "person/ledare@example.se",
        "HT26/a/leader/ledare@example.se",
        "HT26/b/leader/ledare@example.se",
    ]


def test_long_names_are_cut_to_what_the_systems_take():
    found = wants(a_plan(meetings=(a_meeting(1, theme="å" * 300),)))
    meeting, event = found[f"{ROOM}/meeting-1"], found[f"{ROOM}/meeting-1/event"]
    assert (len(meeting.fields["topic"]), len(event.fields["title"])) == (200, 255)
    assert len(meeting.fields["agenda"]) <= 250


def test_the_mark_of_a_person_does_not_tell_the_address():
    assert mark(SECTION) == "nettools.HT26.natverk-1.bjorkens-forskola-1780"
    assert mark("person/rektor@example.se").startswith("nettools.person.")
    assert "rektor" not in mark("person/rektor@example.se")
