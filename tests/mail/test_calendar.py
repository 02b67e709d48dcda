"""The calendar file: local times right on both sides of the clock changes, entries that keep their identity."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from dateutil.tz import tzical
from icalendar import Calendar

from nettools.domain.occasions import STOCKHOLM
from nettools.mail import Event, Party, calendar_file, feed, invitation, method_of

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


ORGANISER = Party(name="Exempel, universitetet", address="natverk@växjö.example.se")
ATTENDEE = Party(name='Åsa "Ås" Öberg; rektor', address="rektor@example.se")


def invited(event, *, answer=True):
    return invitation(event, organiser=ORGANISER, attendee=ATTENDEE, answer=answer, written=WRITTEN)


@pytest.mark.parametrize(
    ("cancelled", "method", "status"), [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_an_invitation_tells_one_person_of_one_entry(cancelled, method, status):
    event = an_event(link="https://zoom.example.com/j/1", sequence=3, cancelled=cancelled)
    calendar = Calendar.from_ical(invited(event))
    (entry,) = calendar.walk("VEVENT")

    assert (str(calendar["METHOD"]), method_of(event), str(entry["STATUS"]), entry["SEQUENCE"]) == (
        method,
        method,
        status,
        3,
    )
    assert (str(entry["ORGANIZER"]), entry["ORGANIZER"].params["CN"]) == (
        "mailto:natverk@xn--vxj-qla6g.example.se",
        "Exempel, universitetet",
    )
    assert (str(entry["ATTENDEE"]), entry["ATTENDEE"].params["RSVP"]) == ("mailto:rektor@example.se", "TRUE")
    assert {str(entry[name]) for name in ("LOCATION", "URL", "CONFERENCE")} == {"https://zoom.example.com/j/1"}
    assert calendar.errors == entry.errors == []


def test_an_invitation_without_a_link_and_without_a_question():
    (entry,) = Calendar.from_ical(invited(an_event(), answer=False)).walk("VEVENT")

    assert (entry["ATTENDEE"].params["RSVP"], str(entry["LOCATION"]), "URL" in entry, "CONFERENCE" in entry) == (
        "FALSE",
        "Zoom",
        False,
        False,
    )


@pytest.mark.parametrize("make", ["file", "invitation", "feed"])
@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 10, 24), 11),  # summer time, the day before
        (date(2026, 10, 25), 12),  # the clocks went back this night
        (date(2026, 10, 26), 12),
        (date(2027, 3, 27), 12),
        (date(2027, 3, 28), 11),  # and forward
        (date(2027, 3, 29), 11),
    ],
)
def test_an_independent_reader_finds_the_right_moment_around_both_clock_changes(make, day, utc):
    """vobject knows our zone from our file alone; what it finds is the moment that the world's zones give."""
    event = an_event(day, description="Åäö", sequence=1)
    makers = {
        "file": lambda: made(event),
        "invitation": lambda: invited(event),
        "feed": lambda: feed([event], name="N", organiser="E", written=WRITTEN),
    }
    entry = vobject.readOne(makers[make]().decode("utf-8")).vevent

    assert entry.dtstart.value.replace(tzinfo=None) == datetime(day.year, day.month, day.day, 13, 0)  # noqa: DTZ001
    assert entry.dtstart.value.astimezone(UTC) == datetime(day.year, day.month, day.day, utc, 0, tzinfo=UTC)
    assert entry.dtend.value.astimezone(UTC) == event.ends.astimezone(UTC)
    assert (entry.uid.value, entry.description.value) == (event.uid, "Åäö")


def test_an_independent_reader_takes_the_whole_invitation():
    calendar = vobject.readOne(invited(an_event(link="https://zoom.example.com/j/1?pwd=a,b;c")).decode("utf-8"))
    entry = calendar.vevent
    entry.validate(raiseException=True)

    assert (calendar.method.value, entry.sequence.value, entry.attendee.value) == (
        "REQUEST",
        "0",
        "mailto:rektor@example.se",
    )
    assert (entry.attendee.params["PARTSTAT"], entry.organizer.value) == (
        ["NEEDS-ACTION"],
        "mailto:natverk@xn--vxj-qla6g.example.se",
    )
    assert entry.location.value == "https://zoom.example.com/j/1?pwd=a,b;c"


def test_a_feed_says_its_name_and_how_often_to_ask():
    raw = feed([an_event()], name="Nätverket", organiser="E", written=WRITTEN)
    calendar = Calendar.from_ical(raw)

    assert ("METHOD" in calendar, str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (
        False,
        "Nätverket",
        "Nätverket",
    )
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in raw
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in raw
    assert raw == feed([an_event()], name="Nätverket", organiser="E", written=WRITTEN)
