from datetime import UTC, datetime, timedelta

from builders import an_email
from hypothesis import given
from hypothesis import strategies as st

from nettools.attendance import (
    Attendance,
    Expected,
    How,
    Present,
    Unsettled,
    ZoomPresence,
    attend,
    minutes,
)

START = datetime(2026, 9, 22, 11, 0, tzinfo=UTC)
ASA = Expected(email=an_email("asa.oberg@example.se"), name="Åsa Öberg")
ALI = Expected(email=an_email("ali.strom@example.se"), name="Ali Ström")


def at(minute):
    return START + timedelta(minutes=minute)


def a_row(joined=0, left=60, name="", email="", registrant_id="", *, waiting_room=False):
    return ZoomPresence(
        name=name,
        email=email,
        registrant_id=registrant_id,
        joined=at(joined),
        left=at(left),
        waiting_room=waiting_room,
    )


def present(person, count, how):
    return Present(email=person.email, minutes=count, how=how)


def test_nobody_came():
    assert attend([], [ASA]) == Attendance()


def test_rows_that_overlap_are_counted_once():
    rows = [
        a_row(0, 40, "Åsa Öberg"),
        a_row(30, 50, "Åsa Öberg"),
        a_row(35, 45, "Åsa Öberg"),
        a_row(60, 70, "Åsa Öberg"),
    ]
    assert attend(rows, [ASA]) == Attendance(present=(present(ASA, 60, How.NAME),))


def test_the_waiting_room_is_not_the_meeting():
    rows = [a_row(0, 10, "Åsa Öberg", waiting_room=True), a_row(10, 30, "Åsa Öberg")]
    assert attend(rows, [ASA]) == Attendance(present=(present(ASA, 20, How.NAME),))


def test_only_someone_in_the_waiting_room_means_that_nobody_came():
    assert attend([a_row(waiting_room=True, name="Åsa Öberg")], [ASA]) == Attendance()


def test_the_registrant_goes_before_the_address_and_the_address_before_the_name():
    rows = [
        a_row(0, 10, "Ali Ström", "ali.strom@example.se", registrant_id="r1"),
        a_row(0, 10, "Åsa Öberg", "ALI.strom@example.se"),
    ]
    assert attend(rows, [ASA, ALI], registrants={"r1": ASA.email}) == Attendance(
        present=(present(ALI, 10, How.EMAIL), present(ASA, 10, How.REGISTRANT))
    )


def test_an_unknown_registrant_and_address_leave_the_name():
    rows = [a_row(0, 10, "Åsa Öberg", "asa@hemma.example.com", registrant_id="r9")]
    assert attend(rows, [ASA], registrants={"r1": ALI.email}) == Attendance(present=(present(ASA, 10, How.NAME),))


def test_several_devices_are_one_person_known_in_the_surest_way():
    rows = [a_row(0, 10, "Åsa Öberg"), a_row(5, 20, "iPad", "asa.oberg@example.se")]
    assert attend(rows, [ASA]) == Attendance(present=(present(ASA, 20, How.EMAIL),))


def test_a_name_is_the_same_in_any_order_and_with_an_aside():
    rows = [a_row(0, 10, "öberg, åsa (rektor)"), a_row(10, 20, "A\u030asa O\u0308berg")]
    assert attend(rows, [ASA]) == Attendance(present=(present(ASA, 20, How.NAME),))


def test_a_name_that_two_have_is_left_unsettled():
    twin = Expected(email=an_email("asa.oberg@skola.example.se"), name="Åsa Öberg")
    assert attend([a_row(0, 10, "Åsa Öberg")], [ASA, twin]) == Attendance(
        unsettled=(Unsettled(name="Åsa Öberg", minutes=10, candidates=(ASA.email, twin.email)),)
    )


def test_a_part_of_a_name_gives_candidates_and_nothing_gives_none():
    rows = [a_row(0, 10, "Åsa"), a_row(0, 5, "Galaxy S21"), a_row(5, 8, "Galaxy S21")]
    assert attend(rows, [ALI, ASA]) == Attendance(
        unsettled=(
            Unsettled(name="Galaxy S21", minutes=8, candidates=()),
            Unsettled(name="Åsa", minutes=10, candidates=(ASA.email,)),
        )
    )


def test_only_what_falls_within_the_meeting_counts():
    rows = [a_row(-30, 10, "Åsa Öberg"), a_row(50, 90, "Åsa Öberg"), a_row(100, 110, "Åsa Öberg")]
    assert attend(rows, [ASA], between=(at(0), at(60))) == Attendance(present=(present(ASA, 20, How.NAME),))


SPANS = st.lists(st.tuples(st.integers(0, 120), st.integers(-5, 60)).map(lambda pair: (pair[0], pair[0] + pair[1])))


@given(SPANS)
def test_minutes_are_the_minutes_that_someone_covers(spans):
    covered = {minute for start, end in spans for minute in range(start, end)}
    assert minutes((at(start), at(end)) for start, end in spans) == len(covered)
