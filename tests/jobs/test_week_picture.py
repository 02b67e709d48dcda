import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from builders import a_leader

from nettools.domain.occasions import STOCKHOLM, Supervision
from nettools.domain.supervision import PlannedSupervision, SupervisionState
from nettools.jobs.supervision.week_picture import _LOOKS, _SOFT, Slot, slots_of, week_pictures

SVG = "{http://www.w3.org/2000/svg}"


def a_slot(day=14, hour=13, month=9, year=2026, minutes=60, **others):
    starts = datetime(year, month, day, hour, tzinfo=STOCKHOLM)
    said = {"leader": "Maja Åkerlund", "unit": "Björkens förskola", **others}
    return Slot(starts=starts, ends=starts + timedelta(minutes=minutes), **said)


def words_of(picture):
    return [element.text for element in ET.fromstring(picture.svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_each_week_with_sessions_has_its_picture_by_iso_week():
    pictures = week_pictures([a_slot(), a_slot(month=1, day=1, year=2027), a_slot(day=28, month=12), a_slot(day=15)])

    assert [(one.name, one.title) for one in pictures] == [
        ("2026-v38", "Supervision v. 38 2026, 14–18 september 2026"),
        ("2026-v53", "Supervision v. 53 2026, 28 december 2026–1 januari 2027"),
    ]


def test_days_stand_in_columns_with_swedish_names_and_weekends_only_when_used():
    working, weekend = week_pictures([a_slot()])[0], week_pictures([a_slot(day=19)])[0]

    names = ["Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag"]
    assert [word for word in words_of(working) if word in names] == names[:5]
    assert [word for word in words_of(weekend) if word in names] == names[:6]
    assert "14 september" in words_of(working)


def test_each_leader_has_a_band_in_the_order_given_then_the_alphabet():
    slots = [a_slot(leader="Örjan"), a_slot(leader="Åsa"), a_slot(leader="Bo")]

    words = words_of(week_pictures(slots, ["Zita", "Bo"])[0])

    assert [word for word in words if word in {"Örjan", "Åsa", "Bo", "Zita"}] == ["Zita", "Bo", "Åsa", "Örjan"]


def test_a_session_stands_under_its_day_beside_its_leader_in_order_of_time():
    slots = [a_slot(day=15, hour=15, unit="Sen"), a_slot(day=15, hour=9, unit="Tidig"), a_slot(unit="Måndagens")]
    texts = {
        element.text: (int(element.get("x")), int(element.get("y")))
        for element in ET.fromstring(week_pictures(slots)[0].svg).iter(f"{SVG}text")  # noqa: S314 - our own
    }

    assert texts["Tisdag"][0] < texts["Tidig"][0] == texts["Sen"][0] < texts["Onsdag"][0]
    assert texts["Tidig"][1] < texts["Sen"][1]
    assert texts["Måndagens"][0] < texts["Tisdag"][0]
    assert {"9–10", "15–16"} <= texts.keys()


def test_times_are_as_in_sweden_on_both_sides_of_the_change_of_clocks():
    before, after = (
        Slot(leader="Bo", unit="Eken", starts=moment, ends=moment + timedelta(hours=1))
        for moment in (datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC))
    )

    assert [("10–11" in words_of(one), "9–10" in words_of(one)) for one in week_pictures([before, after])] == [
        (True, False),
        (False, True),
    ]


def test_whoever_does_not_see_it_hears_all_that_it_shows():
    slots = [
        a_slot(state=SupervisionState.MOVED, locked=True),
        a_slot(hour=9, unit="Eken", state=SupervisionState.CANCELLED),
    ]

    root = ET.fromstring(week_pictures(slots)[0].svg)  # noqa: S314 - our own

    ids = root.get("aria-labelledby").split()
    assert (root.get("role"), [root[0].get("id"), root[1].get("id")]) == ("img", ids)
    assert root[1].text == (
        "Måndag 14 september 2026 kl. 9–10: Eken with Maja Åkerlund (cancelled). "
        "Måndag 14 september 2026 kl. 13–14: Björkens förskola with Maja Åkerlund (moved, locked)."
    )


def test_long_names_are_cut_and_said_in_full_and_odd_ones_are_only_words():
    odd = '<script>alert("x")</script> & förskolan Den mycket långa stigen vid sjön'

    picture = week_pictures([a_slot(unit=odd)])[0]

    root = ET.fromstring(picture.svg)  # noqa: S314 - our own
    assert odd in root[1].text
    assert max(map(len, words_of(picture)[1:])) <= 26
    assert "<script>" not in picture.svg


@pytest.mark.parametrize("state", SupervisionState)
def test_text_can_be_read_on_its_paper(state):
    for ink in ("#1d2b33", _SOFT):
        assert contrast(ink, _LOOKS[state].paper) >= 4.5
    assert contrast(_LOOKS[state].edge, "#ffffff") >= 3


def contrast(one, other):
    """The contrast of two colours by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_sessions_of_a_terms_file_are_drawn_by_the_units_names():
    starts = datetime(2026, 9, 14, 13, tzinfo=STOCKHOLM)
    session = Supervision(
        unit_key="eken-1780", number=1, starts=starts, ends=starts + timedelta(hours=1), leader=a_leader()
    )

    before, after = (
        next(slots_of([session], {"eken-1780": "Eken"}, now)) for now in (starts, starts + timedelta(days=1))
    )

    assert (before.unit, before.leader, before.state) == ("Eken", "Maja Åkerlund", SupervisionState.PUBLISHED)
    assert after.state is SupervisionState.HELD


def test_sessions_that_have_a_state_are_drawn_by_it():
    session = PlannedSupervision(
        unit_key="eken-1780",
        number=1,
        leader=a_leader(),
        starts=datetime(2026, 9, 14, 13, tzinfo=STOCKHOLM),
        ends=datetime(2026, 9, 14, 14, tzinfo=STOCKHOLM),
        state=SupervisionState.PROPOSAL,
        locked=True,
    )

    [slot] = slots_of([session], {}, datetime(2027, 1, 1, tzinfo=UTC))

    assert (slot.unit, slot.state, slot.locked) == ("eken-1780", SupervisionState.PROPOSAL, True)
