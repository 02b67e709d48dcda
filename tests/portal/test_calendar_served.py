"""A person's calendar at its secret address: asked for over HTTP as calendar programs do, read by another parser."""

from datetime import datetime, time, timedelta

import pytest
import requests
import vobject
from browsing import portal_of
from builders import a_companion, a_registration, an_email
from homes import describe

from nettools.domain.occasions import STOCKHOLM
from nettools.domain.supervision import PlannedSupervision, SupervisionState
from nettools.jobs.letters.feed_addresses import close_feed, feed_address
from nettools.jobs.supervision.supervised import bounds_of
from nettools.jobs.tools import open_tools

REKTOR, COMPANION = an_email("rektor@example.se"), an_email("kurator@example.se")
SECONDS = 30


@pytest.fixture
def term(tmp_path):
    return describe(tmp_path, networks=1, capacity=12)


@pytest.fixture
def tools(tmp_path, term):
    with open_tools(tmp_path) as tools:
        one = a_registration(term=term, terms=(term,), companions=(a_companion(),))
        tools.store.registrations.save([one])
        tools.store.placements.save(term, {one.unit.key: tools.settings.term(term).networks[0].key})
        yield tools


@pytest.fixture
def portal(tools):
    with portal_of(tools.home) as address:
        yield address


def asked(address, **headers):
    return requests.get(address, headers=headers, timeout=SECONDS)


def entries(answer):
    """Each entry's title and beginning, in order."""
    found = vobject.readOne(answer.content.decode()).vevent_list
    return sorted((one.dtstart.value, one.summary.value) for one in found)


def test_a_calendar_program_subscribes_is_told_what_has_changed_and_is_shut_out_when_it_should(tools, term, portal):
    address = portal + feed_address(tools, REKTOR).address
    description = tools.settings.term(term)
    first = asked(address)

    assert (first.status_code, first.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    assert [when for when, _ in entries(first)] == [one.starts for one in description.networks[0].meetings]
    assert asked(address, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert requests.head(address, timeout=SECONDS).headers["ETag"] == first.headers["ETag"]

    starts = datetime.combine(description.first_day + timedelta(days=3), time(8), tzinfo=STOCKHOLM)
    session = PlannedSupervision(
        unit_key="bjorkens-forskola-1780",
        number=1,
        starts=starts,
        ends=starts + timedelta(hours=1),
        leader=description.networks[0].leaders[0],
        state=SupervisionState.PUBLISHED,
    )
    tools.store.supervisions.put(term, [session], bounds_of(tools, term))
    after = asked(address, **{"If-None-Match": first.headers["ETag"]})
    assert (after.status_code, entries(after)[0]) == (200, (starts, "Handledning: Björkens förskola"))

    renewed = portal + feed_address(tools, REKTOR, renew=True).address
    gone = asked(address)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")
    assert asked(renewed).content == after.content
    close_feed(tools, REKTOR)
    assert asked(renewed).status_code == 404


def test_nobody_is_in_a_calendar_and_no_other_road_leads_to_one(tools, portal):
    address = portal + feed_address(tools, COMPANION).address
    said = asked(address).text

    assert [word for word in ("rektor", "kurator", "Ström", "Öberg", "ATTENDEE") if word in said] == []
    assert [asked(address.replace(".ics", end)).status_code for end in ("", "x.ics", ".ics.ics")] == [404] * 3
    assert asked(f"{portal}/kalender/{'x' * 5000}.ics").status_code == 404
    assert requests.post(address, timeout=SECONDS).status_code in {403, 405}
    assert asked(f"{portal}/kalender/").status_code == 404
