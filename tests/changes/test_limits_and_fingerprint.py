"""When a change set is too much, and when two are the same."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nettools.changes import (
    ChangeSet,
    Create,
    Drift,
    Kind,
    Limits,
    Ref,
    Remove,
    Update,
    Wanted,
    as_json,
    calls_estimated,
    fingerprint,
    refusal,
)

LIMITS = Limits(remove_share=0.3, update_share=0.5)


def a_remove(number, kind=Kind.ENROLMENT):
    return Remove(key=f"HT26/n/u/{number}", kind=kind, label=str(number), remote_id=str(number))


def an_update(number, name="Björken"):
    thing = Wanted(key=f"HT26/n/{number}", kind=Kind.SECTION, label=str(number), fields={"name": name})
    return Update(thing=thing, remote_id=str(number), fields=thing.fields)


def a_set(*changes, **standing):
    return ChangeSet(
        term="HT26", changes=changes, standing={Kind(kind.replace("_", "-")): n for kind, n in standing.items()}
    )


def test_more_removals_than_the_share_are_refused_with_the_word_that_allows_them():
    refused = refusal(a_set(*map(a_remove, range(12)), enrolment=20), LIMITS)
    assert (refused.code, str(refused.message)) == (
        "removals",
        "12 of 20 (enrolment) would be removed; the limit is 30 %. To allow it: --allow removals.",
    )


def test_the_share_itself_is_not_too_much():
    assert refusal(a_set(*map(a_remove, range(6)), enrolment=20), LIMITS) is None


def test_what_is_allowed_by_name_is_not_refused():
    change_set = a_set(*map(a_remove, range(20)), enrolment=20)
    assert refusal(change_set, LIMITS, ["removals"]) is None
    assert refusal(change_set, LIMITS, ["updates"]).code == "removals"


def test_a_share_of_fewer_than_ten_says_nothing():
    assert refusal(a_set(*map(a_remove, range(9)), enrolment=9), LIMITS) is None


def test_each_kind_is_counted_by_itself():
    change_set = a_set(*map(a_remove, range(6)), enrolment=100, calendar_event=10)
    assert refusal(change_set, LIMITS) is None


def test_a_network_that_is_withdrawn_is_refused_however_small_it_is():
    event = Remove(key="HT26/n/meeting-1/event", kind=Kind.CALENDAR_EVENT, label="Träff", remote_id="1")
    room = Remove(key="HT26/n", kind=Kind.COURSE_ROOM, label="Nätverk 1 – HT26", remote_id="2")
    kept = Drift(key="HT26/n", kind=Kind.COURSE_ROOM, code="kept", label="Nätverk 1 – HT26")
    for change_set, count in ((a_set(event, room), 2), (replace(a_set(event), drift=(kept,)), 1)):
        refused = refusal(change_set, LIMITS)
        assert refused.code == "removals"
        assert str(refused.message) == (
            "Nätverk 1 – HT26 is not in the term any more, and all of it would be removed or set aside "
            f"({count} changes). To allow it: --allow removals."
        )
        assert refusal(change_set, LIMITS, ["removals"]) is None


def test_a_room_that_is_kept_and_empty_and_a_network_of_a_like_name_are_no_reason_to_refuse():
    other = Remove(key="HT26/n-2/meeting-1/event", kind=Kind.CALENDAR_EVENT, label="Träff", remote_id="1")
    kept = Drift(key="HT26/n", kind=Kind.COURSE_ROOM, code="kept", label="Nätverk 1 – HT26")
    assert refusal(replace(a_set(other), drift=(kept,)), LIMITS) is None


def test_too_many_updates_are_refused():
    assert refusal(a_set(*map(an_update, range(11)), section=20), LIMITS).code == "updates"


def test_filling_in_what_is_empty_is_no_change_of_what_was_there():
    """As when the meetings of a day before are there at last, and every event is told its link."""
    updates = [replace(an_update(number), fills=True) for number in range(11)]

    assert refusal(a_set(*updates, section=11), LIMITS) is None


@given(st.permutations([a_remove(1), a_remove(2), an_update(3), an_update(4)]))
def test_the_fingerprint_does_not_depend_on_the_order(changes):
    assert fingerprint(a_set(*changes)) == fingerprint(a_set(a_remove(1), a_remove(2), an_update(3), an_update(4)))


def test_the_fingerprint_tells_a_value_a_target_and_a_reference_apart():
    create = Create(
        thing=Wanted(key="HT26/n/e", kind=Kind.CALENDAR_EVENT, label="e", fields={"d": Ref("m", "join_url")})
    )
    sets = [a_set(), a_set(an_update(1)), a_set(an_update(1, "Eken")), a_set(a_remove(1)), a_set(create)]
    assert len({fingerprint(each) for each in sets}) == len(sets)


def test_the_json_of_a_change_set_is_this():
    event = Wanted(
        key="HT26/n/meeting-1/event",
        kind=Kind.CALENDAR_EVENT,
        label="Träff 1",
        fields={"title": "Träff 1", "description": Ref("HT26/n/meeting-1", "join_url", "<a href='{link}'>")},
    )
    change_set = a_set(Create(thing=event))
    assert as_json(change_set) == {
        "term": "HT26",
        "fingerprint": fingerprint(change_set),
        "changes": [
            {
                "kind": "create",
                "system": "canvas",
                "what": "calendar-event",
                "key": "HT26/n/meeting-1/event",
                "label": "Träff 1",
                "remote_id": "",
                "fields": {
                    "title": "Träff 1",
                    "description": {"of": "HT26/n/meeting-1", "name": "join_url", "inside": "<a href='{link}'>"},
                },
            }
        ],
        "drift": [],
    }


def test_of_a_passcode_is_told_that_there_is_one():
    meeting = Wanted(key="HT26/n/meeting-1", kind=Kind.ZOOM_MEETING, label="1", fields={"password": "Sommar26"})
    shown = [
        as_json(a_set(Create(thing=meeting))),
        as_json(a_set(Update(thing=meeting, remote_id="1", fields=meeting.fields))),
    ]
    assert [each["changes"][0]["fields"] for each in shown] == [{"password": "…"}] * 2


def test_thirty_registrants_of_a_meeting_are_counted_as_one_call():
    people = [
        Create(thing=Wanted(key=f"HT26/n/meeting-{m}/registrant/{n}", kind=Kind.ZOOM_REGISTRANT, label="x"))
        for m, size in ((1, 31), (2, 30))
        for n in range(size)
    ]
    assert calls_estimated(a_set(*people, an_update(1))) == 2 + 1 + 1
