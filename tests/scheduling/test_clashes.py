from datetime import UTC, date, datetime, timedelta

import pytest
from builders import a_leader, a_meeting, a_network_description, a_term_description

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.people import EmailAddress
from nettools.domain.termplan import ZoomHost
from nettools.scheduling import clashes, does_not_exist

DAY = date(2026, 9, 22)


def meeting(hour, number=1, hours=2, day=DAY):
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)
    return a_meeting(number, starts=starts, ends=starts + timedelta(hours=hours))


def network(number, *meetings, leader=None, host=None):
    return a_network_description(
        f"natverk-{number}",
        meetings=meetings,
        leaders=(a_leader(leader or f"ledare{number}@example.se"),),
        zoom_host=host or f"zoom{number}@example.se",
    )


def found(*networks, hosts=()):
    described = a_term_description(networks=networks, zoom_hosts=hosts)
    return [(problem.code, problem.place.key) for problem in clashes(described)]


def test_different_people_may_meet_at_the_same_time():
    assert found(network(1, meeting(13)), network(2, meeting(13))) == []


def test_a_course_leader_is_not_in_two_meetings_at_once_whatever_the_case_of_the_address():
    both = network(1, meeting(13), leader="Maja@example.se"), network(2, meeting(14), leader="maja@example.se")

    assert found(*both) == [("leader-clash", "networks.natverk-2.meetings.1")]


def test_a_clash_is_told_with_the_place_in_config_and_the_other_meeting():
    described = a_term_description(
        networks=(network(1, meeting(13), leader="m@example.se"), network(2, meeting(14), leader="m@example.se"))
    )

    (problem,) = clashes(described)
    assert (str(problem.place), str(problem.message)) == (
        "config/terms/HT26.toml, networks.natverk-2.meetings.1",
        "The course leader is in another meeting at the same time: natverk-1/1.",
    )


def test_back_to_back_is_no_clash():
    assert found(network(1, meeting(13), leader="m@example.se"), network(2, meeting(15), leader="m@example.se")) == []


def test_a_zoom_host_holds_one_meeting_at_a_time():
    assert found(network(1, meeting(13), host="sal@example.se"), network(2, meeting(13), host="Sal@example.se")) == [
        ("host-clash", "networks.natverk-2.meetings.1")
    ]


def test_a_zoom_host_with_room_for_two_refuses_the_third():
    networks = [network(number, meeting(13), host="sal@example.se") for number in (1, 2, 3)]
    hosts = (ZoomHost(email=EmailAddress("sal@example.se"), meetings_at_once=2),)

    assert found(*networks[:2], hosts=hosts) == []
    assert found(*networks, hosts=hosts) == [("host-clash", "networks.natverk-3.meetings.1")]


def test_a_long_meeting_clashes_with_everything_within_it():
    networks = (
        network(1, meeting(9, hours=8), host="s@example.se"),
        network(2, meeting(10, hours=1), meeting(15, number=2, hours=1), host="s@example.se"),
    )

    assert found(*networks) == [
        ("host-clash", "networks.natverk-2.meetings.1"),
        ("host-clash", "networks.natverk-2.meetings.2"),
    ]


def test_a_meeting_at_an_hour_that_clocks_jump_over_is_refused():
    assert found(network(1, meeting(2, hours=3, day=date(2027, 3, 28)))) == [
        ("no-such-time", "networks.natverk-1.meetings.1")
    ]


@pytest.mark.parametrize(
    ("moment", "missing"),
    [
        (datetime(2027, 3, 28, 1, 59, tzinfo=STOCKHOLM), False),
        (datetime(2027, 3, 28, 2, 0, tzinfo=STOCKHOLM), True),
        (datetime(2027, 3, 28, 2, 59, tzinfo=STOCKHOLM), True),
        (datetime(2027, 3, 28, 3, 0, tzinfo=STOCKHOLM), False),
        (datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM), False),  # comes twice, and so exists
        (datetime(2027, 3, 28, 2, 30, tzinfo=UTC), False),
    ],
)
def test_only_the_hour_that_clocks_jump_over_does_not_exist(moment, missing):
    assert does_not_exist(moment) is missing
