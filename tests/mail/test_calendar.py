"""The calendar file: local times right on both sides of the clock changes, entries that keep their identity."""

import io
from datetime import UTC, date, datetime, timedelta

from dateutil.tz import tzical
from icalendar import Calendar

from nettools.domain.occasions import STOCKHOLM
from nettools.mail import Event, calendar_file

WRITTEN = datetime(2026, 6, 13, 7, 0, tzinfo=UTC)


def an_event(day=date(2026, 9, 22), uid="HT26.natverk-1.meeting-1@example.se", **others):
    starts = datetime(day.year, day.month, day.day, 13, 0, tzinfo=STOCKHOLM)
    return Event(
        **{
            "uid": uid,
            "title": "Träff 1",
            "starts": starts,
            "ends": starts + timedelta(hours=2.5),
            "link": "",
            **others,
        }
    )


def made(*events):
    return calendar_file(events, name="Nätverket", organiser="Exempeluniversitetet", written=WRITTEN)


def test_an_entry_tells_all_that_people_need():
    event = an_event(link="https://zoom.example.com/j/1?pwd=a,b;c", description="Rad ett")
    (entry,) = Calendar.from_ical(made(event)).walk("VEVENT")

    assert {name: str(entry[name]) for name in ("UID", "SUMMARY", "LOCATION", "URL", "DESCRIPTION", "STATUS")} == {
        "UID": "HT26.natverk-1.meeting-1@example.se",
        "SUMMARY": "Träff 1",
        "LOCATION": "https://zoom.example.com/j/1?pwd=a,b;c",
        "URL": "https://zoom.example.com/j/1?pwd=a,b;c",
        "DESCRIPTION": "Rad ett",
        "STATUS": "CONFIRMED",
    }
    assert (entry["DTSTAMP"].dt, entry["SEQUENCE"]) == (WRITTEN, 0)


def test_the_calendar_is_for_publishing():
    calendar = Calendar.from_ical(made(an_event()))

    assert (str(calendar["METHOD"]), str(calendar["VERSION"]), len(calendar.walk("VTIMEZONE"))) == ("PUBLISH", "2.0", 1)


def test_times_are_local_with_the_zone_named():
    raw = made(an_event()).decode()

    assert "DTSTART;TZID=Europe/Stockholm:20260922T130000\r\n" in raw
    assert "DTEND;TZID=Europe/Stockholm:20260922T153000\r\n" in raw


def test_our_own_zone_agrees_with_the_worlds_around_both_clock_changes():
    """An independent reader computes the offsets from our VTIMEZONE alone."""
    text = made(an_event()).decode()
    zone_text = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")] + "END:VTIMEZONE\r\n"
    zone = tzical(io.StringIO(zone_text)).get("Europe/Stockholm")
    days = [date(2026, 10, 24) + timedelta(days=n) for n in range(4)] + [
        date(2027, 3, 27) + timedelta(days=n) for n in range(4)
    ]

    def offsets(of):
        return [datetime(day.year, day.month, day.day, 13, 0, tzinfo=of).utcoffset() for day in days]

    assert offsets(zone) == offsets(STOCKHOLM)


def test_long_and_odd_words_read_back_as_they_were():
    words = "Åäö, semikolon; snedstreck \\ och " + "långa ord " * 20
    (entry,) = Calendar.from_ical(made(an_event(title=words.strip()))).walk("VEVENT")

    assert str(entry["SUMMARY"]) == words.strip()


def test_no_line_is_longer_than_the_standard_allows():
    raw = made(an_event(description="Å" * 300, link="https://zoom.example.com/" + "a" * 200))

    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
