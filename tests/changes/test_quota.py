"""What fits into today's quota of a Zoom host, and what waits."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nettools.changes import Adopt, Carried, ChangeSet, Create, Kind, Quota, Ref, Remove, Update, Wanted, beyond_quota

TODAY, TOMORROW, THIRD = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
A, B = "sal-a@example.se", "sal-b@example.se"


def a_meeting(number, host=A, day=1):
    return Wanted(
        key=f"HT26/n1/meeting-{number}",
        kind=Kind.ZOOM_MEETING,
        label=f"Träff {number}",
        place={"host": host},
        fields={"start_time": f"2026-12-{day:02}T12:00:00Z", "host": host},
    )


def a_registrant(number):
    meeting = f"HT26/n1/meeting-{number}"
    place = {"meeting": Ref(meeting), "host": A, "email": "r@example.se"}
    return Wanted(key=f"{meeting}/registrant/r@example.se", kind=Kind.ZOOM_REGISTRANT, label="R", place=place)


def an_event(number):
    link = Ref(f"HT26/n1/meeting-{number}", "join_url", "<a href='{link}'>")
    key = f"HT26/n1/meeting-{number}/event"
    return Wanted(key=key, kind=Kind.CALENDAR_EVENT, label="E", fields={"title": "Träff", "description": link})


def linked(number):
    """The change that tells the event its meeting's address."""
    event = an_event(number)
    return Update(thing=event, remote_id="7", fields={"description": event.fields["description"]})


def split(*changes, used=None, limit=1, **others):
    change_set = ChangeSet(term="HT26", changes=changes, **others)
    waits = beyond_quota(change_set, Quota(limit=limit, today=TODAY, used=used or {}))
    done = change_set.without([key for one in waits for key in one.keys])
    return waits, [change.key.removeprefix("HT26/n1/") for change in done.changes]


def test_nothing_waits_while_the_day_has_room():
    assert split(Create(thing=a_meeting(1)), limit=1) == ((), ["meeting-1"])


def test_the_nearest_in_time_is_done_today_and_the_rest_on_as_many_days_as_it_takes():
    changes = [Create(thing=a_meeting(number, day=10 - number)) for number in range(1, 6)]

    waits, done = split(*changes, used={A: 1}, limit=2)

    assert done == ["meeting-5"]
    assert waits == (
        Carried(date=TOMORROW, host=A, count=2, keys=("HT26/n1/meeting-4", "HT26/n1/meeting-3")),
        Carried(date=THIRD, host=A, count=2, keys=("HT26/n1/meeting-2", "HT26/n1/meeting-1")),
    )


def test_each_host_has_a_quota_of_its_own():
    waits, done = split(*(Create(thing=a_meeting(n, host)) for n, host in enumerate((A, B, A, B))))

    assert (done, [(one.host, one.count) for one in waits]) == (["meeting-0", "meeting-1"], [(A, 1), (B, 1)])


def test_what_is_removed_or_adopted_costs_nothing():
    gone = Remove(key="HT26/n1/meeting-9", kind=Kind.ZOOM_MEETING, label="", remote_id="9")
    there = Adopt(thing=a_meeting(1), remote_id="1", made=True)

    assert split(there, Update(thing=a_meeting(2), remote_id="2", fields={"topic": "T"}), gone) == (
        (),
        ["meeting-1", "meeting-2", "meeting-9"],
    )


def test_what_is_adopted_is_remembered_though_its_change_waits():
    changes = (
        Adopt(thing=a_meeting(1), remote_id="1", made=True),
        Update(thing=a_meeting(1), remote_id="1", fields={"topic": "T"}),
    )

    assert split(*changes, used={A: 1})[1] == ["meeting-1"]


def test_a_change_costs_the_host_where_the_meeting_stands():
    facts = {"HT26/n1/meeting-1": {"host": B, "id": "1"}}

    waits, _ = split(Update(thing=a_meeting(1), remote_id="1", fields={"topic": "T"}), used={B: 1}, facts=facts)

    assert [one.host for one in waits] == [B]


def test_registrants_and_links_wait_with_their_meeting_and_the_rest_of_an_event_does_not():
    changes = [Create(thing=thing(n)) for n in (1, 2) for thing in (a_meeting, a_registrant, an_event)]

    waits, done = split(*changes)

    assert done == ["meeting-1", "meeting-1/registrant/r@example.se", "meeting-1/event", "meeting-2/event"]
    assert [(one.count, one.keys[1:]) for one in split(Create(thing=a_meeting(2)), linked(2), used={A: 1})[0]] == [
        (1, ("HT26/n1/meeting-2/event",))
    ]
    assert waits[0].keys[:2] == ("HT26/n1/meeting-2", "HT26/n1/meeting-2/registrant/r@example.se")


def test_a_link_to_a_meeting_that_is_there_waits_for_nothing():
    late = Update(thing=a_meeting(1), remote_id="1", fields={"topic": "T"})
    facts = {"HT26/n1/meeting-1": {"id": "1", "join_url": "https://zoom.example.com/j/1"}}

    assert split(late, linked(1), used={A: 1}, facts=facts)[1] == ["meeting-1/event"]


def test_a_link_that_the_change_of_its_meeting_makes_anew_waits_for_it():
    late = Update(thing=a_meeting(1), remote_id="1", fields={"passcode": "8 tecken"})

    assert split(late, linked(1), used={A: 1}, facts={"HT26/n1/meeting-1": {"id": "1"}})[1] == []


def test_carried_is_told_to_programs():
    (waits,), _ = split(Create(thing=a_meeting(1)), used={A: 1})

    assert waits.as_json() == {"date": "2026-11-25", "host": A, "count": 1, "keys": ["HT26/n1/meeting-1"]}


@given(
    st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 28)), max_size=30),
    st.integers(1, 5),
    st.dictionaries(st.sampled_from([A, B]), st.integers(0, 7)),
)
def test_every_meeting_has_one_day_and_no_day_more_than_the_limit(meetings, limit, used):
    things = [a_meeting(number, host, day) for number, (host, day) in enumerate(meetings)]

    waits, done = split(*(Create(thing=thing) for thing in things), used=used, limit=limit)

    today = Counter(str(thing.place["host"]) for thing in things if thing.key.removeprefix("HT26/n1/") in done)
    assert all(count + used.get(host, 0) <= limit for host, count in today.items())
    assert all(len(one.keys) == one.count <= limit and one.date > TODAY for one in waits)
    assert sorted([f"HT26/n1/{key}" for key in done] + [key for one in waits for key in one.keys]) == sorted(
        thing.key for thing in things
    )
