"""The pages of units and course leaders in a real browser: booked, too late, moved, cancelled, told, misread."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from browsing import faults_of, opened, portal_of
from builders import a_registration, a_unit
from homes import describe

from nettools.domain import swedish
from nettools.domain.supervision import GivenTime, PlannedSupervision, SupervisionState, SupervisionTimes, TimesOf
from nettools.jobs.supervision.links import addresses
from nettools.jobs.supervision.supervised import bounds_of
from nettools.jobs.tools import open_tools

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def aside(work):
    """Work with the home in a thread of its own: Django refuses to where a browser is driven."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


class Office:
    """A served home with three units and a course leader who is free one morning."""

    def __init__(self, folder):
        aside(lambda: self.open(folder))

    def open(self, folder):
        self.folder, self.term = folder, describe(folder, networks=1, capacity=12)
        with self.tools() as tools:
            described = tools.settings.term(self.term)
            self.leader = described.networks[0].leaders[0]
            first = described.first_day + timedelta(days=1)
            busy = {swedish.local(one.starts).date() for one in described.networks[0].meetings}
            self.day = next(
                day for day in (first + timedelta(days=n) for n in range(21)) if day.weekday() == 1 and day not in busy
            )
            units = [a_unit(f"enhet-{number}", f"Enhet {number} å") for number in (1, 2, 3)]
            tools.store.registrations.save([a_registration(unit, term=self.term, terms=(self.term,)) for unit in units])
            self.links = {one.page.key: one.address for one in addresses(tools, self.term).pages}
            self.free(tools)

    def tools(self):
        return open_tools(self.folder)

    def at(self, hour, minute=0):
        return datetime.combine(self.day, time(hour, minute), tzinfo=STOCKHOLM)

    def free(self, tools):
        times = SupervisionTimes(
            kind=TimesOf.LEADER,
            key=self.leader.email.key,
            times=(GivenTime(starts=self.at(8), ends=self.at(12)),),
        )
        tools.store.supervisions.save_times(self.term, [times])

    def ask(self, question):
        """What the question finds out with the home's tools."""

        def answer():
            with self.tools() as tools:
                return question(tools)

        return aside(answer)

    def times(self):
        return self.ask(lambda tools: tools.store.supervisions.times_of(self.term))

    def put(self, session):
        self.ask(lambda tools: tools.store.supervisions.put(self.term, [session], bounds_of(tools, self.term)))

    def sessions(self):
        found = self.ask(lambda tools: tools.store.supervisions.of(self.term))
        return [(one.unit_key, f"{one.starts.astimezone(STOCKHOLM):%H.%M}", one.state.value) for one in found]


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


@pytest.fixture
def visit(office, browser):
    """Opens somebody's page in a browser of its own."""
    pages = []
    with portal_of(office.folder) as address:

        def open_page(key, width=390):
            page = opened(browser, width)
            pages.append(page)
            page.goto(address + office.links[key])
            return page

        open_page.address = address
        yield open_page
        for page in pages:
            page.context.close()


def pick(page, hours):
    page.get_by_role("radio", name=hours).check()


def test_a_unit_books_by_keyboard_and_the_next_is_told_plainly_what_is_left(office, visit):
    first, second = visit("enhet-1"), visit("enhet-2", width=1200)
    assert faults_of(first) == faults_of(second) == []
    assert first.get_by_role("radio").count() == 3
    pick(second, "kl. 8–9")
    first.get_by_role("radio").first.focus()
    first.keyboard.press("Space")
    first.keyboard.press("Enter")
    first.get_by_role("status").wait_for()
    assert first.get_by_role("status").inner_text() == "Handledningen är bokad."
    assert faults_of(first) == []

    second.get_by_role("button", name="Boka vald tid").click()
    assert "Tiden är inte ledig längre" in second.get_by_role("alert").inner_text()
    assert second.get_by_role("radio").count() == 2
    assert second.title().startswith("Fel: ")
    assert [one for one in faults_of(second) if "409" not in one] == []
    assert office.sessions() == [("enhet-1", "08.00", "published")]
    first.reload()
    assert office.sessions() == [("enhet-1", "08.00", "published")]


def test_a_unit_moves_its_session_and_cancels_it(office, visit):
    page = visit("enhet-1")
    pick(page, "kl. 8–9")
    page.get_by_role("button", name="Boka vald tid").click()
    page.get_by_role("link", name="Flytta").click()
    assert faults_of(page) == []
    pick(page, "kl. 10.30–11.30")
    page.get_by_role("button", name="Flytta till vald tid").click()
    assert page.get_by_role("status").inner_text() == "Handledningen är flyttad."
    assert office.sessions() == [("enhet-1", "10.30", "moved")]
    page.locator("summary", has_text="Avboka").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Ja, avboka").click()
    assert page.get_by_role("status").inner_text() == "Handledningen är avbokad."
    assert office.sessions() == [("enhet-1", "10.30", "cancelled")]
    assert page.get_by_role("radio").count() == 3


def test_what_became_too_near_while_the_page_stood_open_is_refused_with_whom_to_write_to(office, visit):
    page = visit("enhet-1")
    pick(page, "kl. 8–9")
    page.get_by_role("button", name="Boka vald tid").click()
    page.locator("summary", has_text="Avboka").click()
    [session] = office.ask(lambda tools: tools.store.supervisions.of(office.term))
    tomorrow = office.ask(lambda tools: tools.clock()) + timedelta(days=1)
    office.put(replace(session, starts=tomorrow, ends=tomorrow + timedelta(hours=1)))
    page.get_by_role("button", name="Ja, avboka").click()
    assert "för sent" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("alert").get_by_role("link").get_attribute("href").startswith("mailto:")
    assert page.get_by_role("link", name="Flytta").count() == 0
    assert [state for _, _, state in office.sessions()] == ["published"]


def test_times_are_kept_as_they_were_understood_and_lines_that_cannot_be_read_lose_nothing(office, visit):
    page = visit("enhet-1", width=1200)
    said = f"{office.day} kl. 8-10\nnågon gång\n\n30 februari kl. 9–10"
    page.get_by_label("Tider då ni kan", exact=True).fill(said)
    page.get_by_label("Tider som ni helst vill ha").fill(f"{office.day} kl. 9-10")
    page.get_by_role("button", name="Spara tiderna").click()
    assert "gick inte att läsa" in page.get_by_role("alert").inner_text()
    field = page.get_by_label("Tider då ni kan", exact=True)
    assert (field.input_value(), field.get_attribute("aria-invalid")) == (said, "true")
    assert [line.split(":")[0] for line in page.locator("#possible-fel li").all_inner_texts()] == [
        "Rad 2, ”någon gång”",
        "Rad 4, ”30 februari kl. 9–10”",
    ]
    assert [one for one in faults_of(page) if "422" not in one] == []
    assert [one.key for one in office.times()] == [office.leader.email.key]

    page.get_by_label("Tider då ni kan", exact=True).fill(f"{office.day} kl. 8-10")
    page.get_by_role("button", name="Spara tiderna").click()
    words = swedish.weekday_and_date(office.day)
    assert page.get_by_label("Tider då ni kan", exact=True).input_value() == f"{words} kl. 8–10"
    assert page.get_by_role("radio", name="kl. 9–10 Maja Åkerlund önskad tid").count() == 1
    [times] = [one for one in office.times() if one.kind is TimesOf.UNIT]
    assert [(one.starts, one.ends, one.weight) for one in times.times] == [
        (office.at(8), office.at(10), 0),
        (office.at(9), office.at(10), 3),
    ]
    page.get_by_role("button", name="Spara tiderna").click()
    assert times in office.times()


def test_a_leader_tells_free_times_and_sees_the_weeks(office, visit):
    session = PlannedSupervision(
        unit_key="enhet-1",
        number=1,
        starts=office.at(8),
        ends=office.at(9),
        leader=office.leader,
        state=SupervisionState.PUBLISHED,
    )
    office.put(session)
    for width in (390, 1200):
        page = visit(office.leader.email.key, width)
        assert faults_of(page) == []
        assert "Enhet 1 å" in page.get_by_role("table").inner_text()
        assert "bokad" in page.locator("svg").text_content()
    page.get_by_label("Tider då du kan handleda").fill(f"{office.day} fm\nibland")
    page.get_by_role("button", name="Spara tiderna").click()
    assert page.locator("#possible-fel li").count() == 1
    page.get_by_label("Tider då du kan handleda").fill(f"{office.day} kl. 13-15")
    page.get_by_role("button", name="Spara tiderna").click()
    assert "sparade" in page.get_by_role("status").inner_text()
    assert visit("enhet-2").get_by_role("radio").count() == 1


def test_a_leader_sets_limits_on_a_telephone_and_sees_what_they_leave_out(office, visit):
    page = visit(office.leader.email.key)
    page.get_by_label("Dagar som du håller fria från handledning").fill("fredagar")
    page.get_by_label("Högst så många handledningar per dag").fill("2")
    page.get_by_role("button", name="Spara tiderna").click()
    assert "sparade" in page.get_by_role("status").inner_text()
    [times] = office.times()
    assert ({day.weekday() for day in times.days_off}, times.most_a_day) == ({4}, 2)

    unit = visit("enhet-1")
    pick(unit, "kl. 8–9")
    unit.get_by_role("button", name="Boka vald tid").click()
    page.get_by_label("Dagar som du håller fria från handledning").fill(str(office.day))
    page.get_by_role("button", name="Spara tiderna").click()
    assert "Enhet 1 å" in page.locator(".notice.ill").inner_text()
    assert faults_of(page) == []
    assert visit("enhet-2").get_by_role("radio").count() == 0
