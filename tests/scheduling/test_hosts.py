"""Which host holds which meeting: never more at once than it can, and no meeting moved without need."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from builders import a_leader, a_meeting, a_network_description, a_term_description, a_term_plan
from hypothesis import given
from hypothesis import strategies as st

from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import Network, ZoomHost
from nettools.scheduling import Booking, Seen, choose_hosts, clashes, held_by

DAY = date(2026, 9, 22)
A, B, C = (f"sal-{letter}@example.se" for letter in "abc")


def hosts(*at_once):
    return tuple(
        ZoomHost(email=EmailAddress(f"sal-{letter}@example.se"), meetings_at_once=room)
        for letter, room in zip("abcdefgh", at_once, strict=False)
    )


def meeting(hour, number=1, hours=2, day=DAY):
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)
    return a_meeting(number, starts=starts, ends=starts + timedelta(hours=hours))


def network(number, *meetings, host=""):
    leaders = (a_leader(f"ledare{number}@example.se"),)
    return a_network_description(f"n{number}", meetings=meetings, leaders=leaders, zoom_host=host)


def term(*networks, pool=(), **others):
    return a_term_description(networks=networks, zoom_hosts=pool, **others)


def short(found):
    """Hosts by network and number, as letters."""
    return {key.removeprefix("HT26/").replace("/meeting-", "."): one[4] for key, one in found.of.items()}


def key(number, meeting_number=1):
    return f"HT26/n{number}/meeting-{meeting_number}"


def booked(host, hour, minutes=120, day=DAY):
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)
    return Booking(host=host, starts=starts.astimezone(UTC), minutes=minutes)


def test_a_named_host_stays_and_the_free_one_is_chosen():
    found = choose_hosts(term(network(1, meeting(13), host=A), network(2, meeting(13)), pool=hosts(1, 1)))

    assert (short(found), found.problems, found.warnings) == ({"n1.1": "a", "n2.1": "b"}, (), ())


def test_meetings_are_spread_and_of_equals_the_first_in_the_file_is_taken():
    meetings = [meeting(hour, number) for number, hour in enumerate((8, 10, 12, 14), start=1)]

    found = choose_hosts(term(network(1, *meetings), pool=hosts(1, 1)))

    assert short(found) == {"n1.1": "a", "n1.2": "b", "n1.3": "a", "n1.4": "b"}


def test_back_to_back_is_no_clash():
    assert short(choose_hosts(term(network(1, meeting(13)), network(2, meeting(15)), pool=hosts(1)))) == {
        "n1.1": "a",
        "n2.1": "a",
    }


def test_a_host_that_may_holds_two_at_once_and_not_three():
    networks = [network(number, meeting(13)) for number in (1, 2, 3)]

    assert choose_hosts(term(*networks[:2], pool=hosts(2))).problems == ()
    (problem,) = choose_hosts(term(*networks, pool=hosts(2))).problems
    assert (problem.code, str(problem.place)) == ("no-free-host", "config/terms/HT26.toml, networks.n3.meetings.1")
    assert str(problem.message) == (
        "No Zoom host is free then (sal-a@example.se: n1/1, n2/1). "
        "Describe one more under [zoom_hosts], or move the meeting."
    )


def test_the_smallest_remedy_is_told_when_a_host_could_hold_two():
    (problem,) = choose_hosts(term(network(1, meeting(13)), network(2, meeting(14)), pool=hosts(1))).problems

    assert str(problem.message) == (
        "No Zoom host is free then (sal-a@example.se: n1/1). Describe one more under [zoom_hosts], or set "
        "meetings_at_once = 2 for sal-a@example.se if its licence allows it."
    )


def test_what_is_hard_to_place_is_not_shut_out_by_what_is_easy():
    """The best host for the first is the only one for the second."""
    networks = (network(1, meeting(9, hours=1)), network(2, meeting(9, hours=2)), network(3, meeting(10), host=A))

    found = choose_hosts(term(*networks, pool=hosts(1, 1)))

    assert (short(found), found.problems) == ({"n1.1": "a", "n2.1": "b", "n3.1": "a"}, ())


def test_an_earlier_choice_is_kept_though_another_host_would_be_better():
    described = term(network(1, meeting(13)), network(2, meeting(13)), pool=hosts(1, 1, 1))
    seen = Seen(earlier={key(1): C.upper(), key(2): B})

    assert short(choose_hosts(described, seen)) == {"n1.1": "c", "n2.1": "b"}


@pytest.mark.parametrize("earlier", [A, "gone@example.se"])
def test_an_earlier_choice_that_cannot_be_kept_is_made_anew(earlier):
    described = term(network(1, meeting(13), host=A), network(2, meeting(13)), pool=hosts(1, 1))

    assert short(choose_hosts(described, Seen(earlier={key(2): earlier})))["n2.1"] == "b"


def test_what_others_have_booked_is_in_the_way_of_a_new_meeting():
    described = term(network(1, meeting(13)), pool=hosts(1, 1))

    found = choose_hosts(described, Seen(bookings=[booked(A.upper(), 12)]))
    assert (short(found), found.warnings) == ({"n1.1": "b"}, ())
    (problem,) = choose_hosts(described, Seen(bookings=[booked(A, 12), booked(B, 14)])).problems
    assert "(sal-a@example.se: booked by others; sal-b@example.se: booked by others)" in str(problem.message)


@pytest.mark.parametrize(("hour", "minutes"), [(11, 120), (15, 60), (14, 0)])
def test_what_others_have_booked_at_other_times_is_not(hour, minutes):
    described = term(network(1, meeting(13)), pool=hosts(1))

    assert short(choose_hosts(described, Seen(bookings=[booked(A, hour, minutes)]))) == {"n1.1": "a"}


@pytest.mark.parametrize(
    ("host", "earlier"), [(A, {}), ("", {key(1): A})], ids=["a named host", "a host chosen earlier"]
)
def test_a_host_that_stays_and_is_booked_by_others_is_warned_of(host, earlier):
    described = term(network(1, meeting(13), host=host), pool=hosts(1, 1))

    found = choose_hosts(described, Seen(earlier=earlier, bookings=[booked(A, 14, 90)]))

    (warning,) = found.warnings
    assert (short(found), found.problems, warning.code) == ({"n1.1": "a"}, (), "host-booked")
    assert (str(warning.place), str(warning.message).partition(". ")[0]) == (
        "config/terms/HT26.toml, networks.n1.meetings.1",
        "Others have booked sal-a@example.se on 2026-09-22, 14.00–15.30",
    )


def test_others_who_share_a_host_with_room_for_two_are_no_warning():
    described = term(network(1, meeting(13), host=A), pool=hosts(2))

    assert choose_hosts(described, Seen(bookings=[booked(A, 14)])).warnings == ()
    assert len(choose_hosts(described, Seen(bookings=[booked(A, 14), booked(A, 14)])).warnings) == 1


def test_a_host_with_something_left_today_is_preferred():
    described = term(network(1, meeting(9), meeting(11, 2), meeting(13, 3)), pool=hosts(1, 1))

    assert short(choose_hosts(described, Seen(left={A: 0, B: 2}))) == {"n1.1": "b", "n1.2": "b", "n1.3": "a"}


def test_what_has_begun_keeps_its_host_and_gets_no_new_one():
    described = term(network(1, meeting(8), meeting(10, 2), meeting(13, 3)), pool=hosts(1))
    seen = Seen(earlier={key(1): "gone@example.se"}, now=datetime(2026, 9, 22, 10, tzinfo=STOCKHOLM))

    assert choose_hosts(described, seen).of == {key(1): "gone@example.se", key(1, 3): A}


def test_supervision_takes_its_hosts_time():
    starts = datetime(2026, 9, 22, 13, tzinfo=STOCKHOLM)
    session = Supervision(
        unit_key="e-1",
        number=1,
        starts=starts,
        ends=starts + timedelta(hours=1),
        leader=a_leader("x@example.se"),
        zoom_host=A,
    )
    described = term(network(1, meeting(13)), pool=hosts(1, 1), supervisions=(session,))

    assert choose_hosts(described).of[key(1)] == B
    both = replace(described, networks=(network(1, meeting(13), host=A),))
    assert [problem.code for problem in clashes(both)] == ["host-clash"]
    elsewhere = replace(both, supervisions=(replace(session, zoom_host="", leader=a_leader("ledare1@example.se")),))
    assert [problem.code for problem in clashes(elsewhere)] == ["leader-clash"]


def test_a_pool_that_is_too_small_is_a_clash():
    described = term(network(1, meeting(13)), network(2, meeting(13)), pool=hosts(1))

    assert [problem.code for problem in clashes(described)] == ["no-free-host"]
    assert clashes(replace(described, zoom_hosts=hosts(1, 1))) == ()


def test_the_plan_is_completed_everywhere():
    description = network(1, meeting(13), meeting(16, 2), host="")
    plan = a_term_plan((Network(description=description),), zoom_hosts=hosts(1))

    whole = held_by(plan, choose_hosts(plan.description))

    assert [one.zoom_host for one in whole.networks[0].description.meetings] == [A, A]
    assert whole.description.networks == (whole.networks[0].description,)


# --- what always holds

HOURS = st.integers(8, 15)
NETWORKS = st.lists(st.tuples(HOURS, st.integers(1, 3), st.sampled_from(["", "", A])), min_size=1, max_size=5)
POOLS = st.lists(st.integers(1, 2), min_size=1, max_size=3)
BOOKINGS = st.lists(st.tuples(st.sampled_from([A, B]), HOURS, st.sampled_from([30, 60, 120])), max_size=2)


def described(networks, pool):
    made = [network(n, meeting(hour, hours=hours), host=host) for n, (hour, hours, host) in enumerate(networks)]
    return term(*made, pool=hosts(*pool))


def at_once(description, of, bookings=()):
    """The most that each host holds at a moment when it holds something of ours."""
    ours = [
        (of[f"HT26/{one.key}/meeting-{each.number}"], each.starts, each.ends)
        for one in description.networks
        for each in one.meetings
    ]
    others = [(one.host, one.starts, one.starts + timedelta(minutes=one.minutes)) for one in bookings]
    most = Counter()
    for _, moment, _ in ours + others:
        mine, now = (
            Counter(host for host, starts, ends in spans if starts <= moment < ends) for spans in (ours, ours + others)
        )
        most |= Counter({host: now[host] for host in mine})
    return most


def possible(description, bookings):
    """Whether any way of giving hosts works, tried one after the other."""
    free = [one for one in description.networks if not one.zoom_host]
    pool = [str(host.email) for host in description.zoom_hosts]
    named = {f"HT26/{one.key}/meeting-1": one.zoom_host for one in description.networks if one.zoom_host}
    for combination in product(pool, repeat=len(free)):
        of = {f"HT26/{one.key}/meeting-1": host for one, host in zip(free, combination, strict=True)} | named
        if fits(description, at_once(description, of, bookings)):
            return True
    return False


def fits(description, most):
    room = {str(host.email): host.meetings_at_once for host in description.zoom_hosts}
    return all(count <= room.get(host, 1) for host, count in most.items())


@given(NETWORKS, POOLS, BOOKINGS)
def test_all_are_placed_exactly_when_that_is_possible_and_no_host_holds_too_many(networks, pool, booked_hours):
    description = described(networks, pool)
    bookings = [booked(*one) for one in booked_hours]

    found = choose_hosts(description, Seen(bookings=bookings))

    if not found.problems and not found.warnings and not clashes(description):
        assert fits(description, at_once(description, found.of, bookings))
    if possible(description, bookings):
        assert (found.problems, len(found.of)) == ((), len(networks))
    assert len(found.of) + len(found.problems) == len(networks)


@given(NETWORKS, POOLS, BOOKINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_networks_does_not_matter(networks, pool, booked_hours, chance):
    description = described(networks, pool)
    seen = Seen(bookings=[booked(*one) for one in booked_hours], left={A: 1})
    shuffled = [*description.networks]
    chance.shuffle(shuffled)

    assert choose_hosts(replace(description, networks=tuple(shuffled)), seen).of == choose_hosts(description, seen).of


@given(NETWORKS, POOLS, BOOKINGS, BOOKINGS)
def test_what_is_chosen_is_kept_whatever_others_book_later(networks, pool, before, after):
    description = described(networks, pool)
    first = choose_hosts(description, Seen(bookings=[booked(*one) for one in before]))

    second = choose_hosts(description, Seen(earlier=first.of, bookings=[booked(*one) for one in after], left={A: 0}))

    assert first.of.items() <= second.of.items()
