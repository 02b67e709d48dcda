"""Units told as groups: the set, the groups, who is in them, and the supervision in their calendars."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import a_companion, a_leader, a_network, a_principal, a_registration, a_term_plan, a_unit

from nettools.changes import Kind, Ref, Wanted, mark, term_wants
from nettools.domain.occasions import Supervision
from nettools.jobs.wording import wording_of

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
WORDING = wording_of(Path("no-home"))
ROOM = "HT26/natverk-1"
EK, ASK = f"{ROOM}/eken-1780", f"{ROOM}/asken-1780"


def a_supervision(number=1, unit_key="eken-1780", **others):
    return Supervision(
        **{
            "unit_key": unit_key,
            "number": number,
            "starts": datetime(2026, 10, 1, 11, tzinfo=UTC),
            "ends": datetime(2026, 10, 1, 12, tzinfo=UTC),
            "leader": a_leader(name="Maja <Ek>"),
            **others,
        }
    )


def a_sign_up(key="eken-1780", name="Eken", address="rektor@example.se", *companions):
    return a_registration(a_unit(key, name), a_principal(address), companions=companions)


def wants(*registrations, now=NOW, **others):
    plan = a_term_plan((a_network(registrations or (a_sign_up(),)),), **others)
    return {thing.key: thing for thing in term_wants(plan, WORDING, now)}


def members(found):
    return {key: thing.fields["group"] for key, thing in found.items() if thing.kind is Kind.GROUP_MEMBERSHIP}


def test_a_room_has_one_set_of_groups_with_the_name_of_the_wording():
    assert wants()[f"{ROOM}/units"] == Wanted(
        key=f"{ROOM}/units",
        kind=Kind.GROUP_CATEGORY,
        label="Enheter",
        place={"course": Ref(ROOM), "name": "Enheter"},
        fields={"name": "Enheter"},
    )


def test_a_unit_has_a_group_of_its_name_in_the_set():
    assert wants()[f"{EK}/group"] == Wanted(
        key=f"{EK}/group",
        kind=Kind.GROUP,
        label="Eken",
        place={"course": Ref(ROOM), "category": Ref(f"{ROOM}/units"), "name": "Eken"},
        fields={"name": "Eken"},
    )
    assert mark(f"{EK}/group") == "nettools.HT26.natverk-1.eken-1780.group"


def test_groups_of_one_name_are_told_apart_as_their_sections_are():
    found = wants(a_sign_up("eken-1780"), a_sign_up("eken-1761", "Eken", "b@example.se"))
    names = {key: thing.fields["name"] for key, thing in found.items() if thing.kind is Kind.GROUP}
    assert names == {f"{EK}/group": "Eken (eken-1780)", f"{ROOM}/eken-1761/group": "Eken (eken-1761)"}


def test_everyone_of_the_unit_is_in_its_group_once():
    companions = (a_companion("k@example.se"), a_companion("r@example.se"))
    found = wants(a_sign_up("eken-1780", "Eken", "R@example.se", *companions))
    assert members(found) == {
        f"{EK}/group/r@example.se": Ref(f"{EK}/group"),
        f"{EK}/group/k@example.se": Ref(f"{EK}/group"),
    }
    assert found[f"{EK}/group/k@example.se"].place == {
        "category": Ref(f"{ROOM}/units"),
        "user": Ref("person/k@example.se"),
    }


def test_a_rektor_of_two_units_is_in_the_first_ones_group_only():
    """Canvas has a person in one group of a set."""
    both = (a_sign_up("eken-1780", "Eken"), a_sign_up("asken-1780", "Asken"))
    assert members(wants(*both)) == {f"{EK}/group/rektor@example.se": Ref(f"{EK}/group")}
    assert members(wants(*reversed(both))) == {f"{ASK}/group/rektor@example.se": Ref(f"{ASK}/group")}


def test_the_hand_in_is_made_for_the_set():
    hand_in = wants()[f"{ROOM}/health-plan"]
    assert hand_in.fields["group_category"] == Ref(f"{ROOM}/units")
    assert hand_in.once["grade_group_students_individually"] is False


def test_supervision_stands_in_the_calendar_of_the_units_group():
    found = wants(a_sign_up(), a_sign_up("asken-1780", "Asken", "b@example.se"), supervisions=(a_supervision(2),))
    events = {key: thing for key, thing in found.items() if "/supervision-" in key and key.endswith("/event")}
    assert events == {
        f"{EK}/supervision-2/event": Wanted(
            key=f"{EK}/supervision-2/event",
            kind=Kind.CALENDAR_EVENT,
            label="Handledning 2: Eken",
            place={"group": Ref(f"{EK}/group"), "title": "Handledning 2: Eken"},
            fields={
                "title": "Handledning 2: Eken",
                "start_at": "2026-10-01T11:00:00Z",
                "end_at": "2026-10-01T12:00:00Z",
                "description": "<p>Handledning för Eken med Maja &lt;Ek&gt;.</p>",
            },
        )
    }


def test_supervision_on_zoom_waits_for_the_link():
    found = wants(supervisions=(a_supervision(zoom_host="zoom1@example.se"),))
    description = found[f"{EK}/supervision-1/event"].fields["description"]
    assert description == Ref(
        f"{EK}/supervision-1",
        "join_url",
        '<p>Handledning för Eken med Maja &lt;Ek&gt;.</p><p><a href="{link}">Anslut till handledningen på Zoom</a></p>',
    )


@pytest.mark.parametrize(("hour", "over"), [(10, False), (11, True)])
def test_supervision_that_has_begun_is_over(hour, over):
    found = wants(supervisions=(a_supervision(),), now=datetime(2026, 10, 1, hour, tzinfo=UTC))
    assert found[f"{EK}/supervision-1/event"].over is over
