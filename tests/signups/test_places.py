from datetime import UTC, datetime, timedelta

import pytest
from builders import a_registration, a_unit
from hypothesis import given
from hypothesis import strategies as st

from nettools.domain.registrations import RegistrationState as State
from nettools.signups import decide, may_become, queue

DAY = datetime(2026, 5, 12, tzinfo=UTC)


def registrations(*states):
    return [
        a_registration(a_unit(f"enhet-{n}", f"Enhet {n}"), state=state, submitted=DAY + timedelta(hours=n))
        for n, state in enumerate(states)
    ]


def test_the_first_get_the_places_and_the_rest_wait():
    moves = decide(registrations(State.RECEIVED, State.RECEIVED, State.RECEIVED), capacity=2)

    assert [(one.key, one.before, one.after) for one in moves] == [
        ("HT26/enhet-0", State.RECEIVED, State.ACCEPTED),
        ("HT26/enhet-1", State.RECEIVED, State.ACCEPTED),
        ("HT26/enhet-2", State.RECEIVED, State.WAITING),
    ]


def test_the_order_is_that_of_submission_and_who_waits_comes_before_who_came_later():
    everyone = registrations(State.WAITING, State.WITHDRAWN, State.ACCEPTED, State.RECEIVED)

    assert [(one.unit_key, one.after) for one in decide(reversed(everyone), capacity=2)] == [
        ("enhet-0", State.ACCEPTED),
        ("enhet-3", State.WAITING),
    ]


@given(st.lists(st.sampled_from(list(State)), max_size=12), st.integers(0, 12))
def test_the_capacity_holds_nobody_accepted_is_moved_and_deciding_again_moves_nobody(states, capacity):
    everyone = registrations(*states)
    after = {one.unit_key: one.after for one in decide(everyone, capacity)}
    settled = registrations(*(after.get(one.unit.key, one.state) for one in everyone))
    accepted = sum(one.state is State.ACCEPTED for one in settled)

    assert accepted <= max(capacity, states.count(State.ACCEPTED))
    assert all(one.before is not State.ACCEPTED for one in decide(everyone, capacity))
    assert decide(settled, capacity) == ()
    assert accepted >= capacity or not queue(settled)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        (State.RECEIVED, State.ACCEPTED, True),
        (State.WAITING, State.ACCEPTED, True),
        (State.ACCEPTED, State.WITHDRAWN, True),
        (State.WITHDRAWN, State.ACCEPTED, False),
        (State.ACCEPTED, State.WAITING, False),
    ],
)
def test_which_moves_a_person_may_make(before, after, may):
    assert may_become(before, after) is may
