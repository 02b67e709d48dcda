"""Busy times out of a calendar file, as Outlook and Google write them."""

from datetime import date

import pytest

from nettools.domain.occasions import STOCKHOLM
from nettools.errors import InputError
from nettools.files.calendars import read_busy

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Exempel//SE\r\n"


def busy(tmp_path, *events, first=date(2026, 10, 1), last=date(2026, 11, 30)):
    file = tmp_path / "kalender.ics"
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    file.write_text(f"{HEAD}{body}END:VCALENDAR\r\n", encoding="utf-8", newline="")
    found = read_busy(file, first, last)
    return [f"{t.starts.astimezone(STOCKHOLM):%m-%d %H:%M}-{t.ends.astimezone(STOCKHOLM):%H:%M}" for t in found]


def test_events_in_a_zone_in_utc_and_without_one(tmp_path):
    assert busy(
        tmp_path,
        "UID:1\r\nDTSTART;TZID=Europe/Stockholm:20261012T130000\r\nDTEND;TZID=Europe/Stockholm:20261012T140000",
        "UID:2\r\nDTSTART:20261026T080000Z\r\nDURATION:PT30M",
        "UID:3\r\nDTSTART:20261013T090000\r\nDTEND:20261013T100000",
    ) == ["10-12 13:00-14:00", "10-13 09:00-10:00", "10-26 09:00-09:30"]


def test_a_repeated_event_keeps_its_hour_when_clocks_change_and_heeds_exceptions(tmp_path):
    weekly = (
        "UID:1\r\nDTSTART;TZID=Europe/Stockholm:20261012T130000\r\nDTEND;TZID=Europe/Stockholm:20261012T140000\r\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20261109T235959Z\r\nEXDATE;TZID=Europe/Stockholm:20261019T130000"
    )
    moved = (
        "UID:1\r\nRECURRENCE-ID;TZID=Europe/Stockholm:20261102T130000\r\n"
        "DTSTART;TZID=Europe/Stockholm:20261103T080000\r\nDTEND;TZID=Europe/Stockholm:20261103T090000"
    )
    assert busy(tmp_path, weekly, moved) == [
        "10-12 13:00-14:00",
        "10-26 13:00-14:00",
        "11-03 08:00-09:00",
        "11-09 13:00-14:00",
    ]


def test_a_whole_day_is_taken_and_what_is_free_or_cancelled_is_not(tmp_path):
    assert busy(
        tmp_path,
        "UID:1\r\nDTSTART;VALUE=DATE:20261012\r\nDTEND;VALUE=DATE:20261013",
        "UID:2\r\nDTSTART:20261013T080000Z\r\nDTEND:20261013T090000Z\r\nTRANSP:TRANSPARENT",
        "UID:3\r\nDTSTART:20261014T080000Z\r\nDTEND:20261014T090000Z\r\nSTATUS:CANCELLED",
        "UID:4\r\nDTSTART:20261015T080000Z\r\nDTEND:20261015T090000Z\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ) == ["10-12 00:00-00:00"]


def test_an_event_without_end_in_sight_is_followed_to_the_last_day_only(tmp_path):
    daily = "UID:1\r\nDTSTART:20200101T080000Z\r\nDTEND:20200101T090000Z\r\nRRULE:FREQ=DAILY"
    assert len(busy(tmp_path, daily, last=date(2026, 10, 10))) == 10


def test_a_file_that_is_no_calendar_is_refused(tmp_path):
    file = tmp_path / "kalender.ics"
    for content in (
        "",
        "Enhet;Tid\n",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:i morgon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_busy(file, date(2026, 10, 1), date(2026, 10, 2))
        assert refused.value.problems[0].code == "unreadable"
