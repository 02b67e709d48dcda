"""`nettools portal` in a real browser: Debian's Chromium."""

import pytest
from browsing import faults_of, opened, portal_of

from nettools.jobs.home import lay_out


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the portal of a fresh home answers."""
    home = tmp_path_factory.mktemp("home")
    lay_out(home)
    with portal_of(home) as address:
        yield address


@pytest.fixture(params=[1200, 360], ids=["wide", "narrow"])
def page(request, browser):
    page = opened(browser, request.param)
    yield page
    page.context.close()


def test_the_first_page_reads_well(page, address):
    page.goto(address)
    assert faults_of(page) == []
    assert page.get_attribute("html", "lang") == "sv"
    assert page.title() == "Att utveckla barn- och elevhälsoarbete som allas ansvar – Exempeluniversitetet"


def test_the_keyboard_goes_past_the_top_at_once(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#innehall"


def test_tables_say_what_their_columns_and_rows_are(page, address):
    page.goto(address)
    tables = page.evaluate(
        """Array.from(document.querySelectorAll('table')).map(one => [!!one.caption,
        Array.from(one.querySelectorAll('th')).every(head => ['col', 'row'].includes(head.scope))])"""
    )
    assert tables
    assert all(table == [True, True] for table in tables)


def test_a_page_that_is_not_there_leads_back(page, address):
    page.goto(f"{address}/finns-inte")
    assert page.inner_text("h1") == "Sidan finns inte"
    page.get_by_role("link", name="Till första sidan").click()
    assert page.url == f"{address}/"
