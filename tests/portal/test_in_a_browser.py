"""`nettools portal` in a real browser: Debian's Chromium."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from nettools.jobs.home import lay_out

QUIET = ("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "no-first-run")
OUTLINE = "Array.from(document.querySelectorAll('h1, h2, h3')).map(one => Number(one.tagName[1]))"
OVERFLOWS = "document.documentElement.scrollWidth > window.innerWidth"

# For every text that is seen: the contrast between its colour and the nearest background below it.
LOWEST_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const below = one => { while (one) { const c = numbers(getComputedStyle(one).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; one = one.parentElement; } return [255, 255, 255]; };
  const texts = Array.from(document.querySelectorAll('body *')).filter(one =>
    Array.from(one.childNodes).some(node => node.nodeType === 3 && node.textContent.trim()));
  return Math.min(...texts.map(one => { const [a, b] = [light(numbers(getComputedStyle(one).color)), light(below(one))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the portal of a fresh home answers."""
    home = tmp_path_factory.mktemp("home")
    lay_out(home)
    command = [sys.executable, "-m", "nettools", "portal", "--port", "0", "--home", str(home)]
    environment = {**os.environ, "NETTOOLS__LANGUAGE": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as running:
        try:
            yield running.stdout.readline().split()[-1]
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def browser():
    arguments = ["--no-sandbox", *(f"--{one}" for one in QUIET)]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(params=[1200, 360], ids=["wide", "narrow"])
def page(request, browser):
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.complaints = []
    opened.on("console", lambda said: opened.complaints.append(said.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    opened.close()


def test_the_first_page_reads_well(page, address):
    page.goto(address)
    assert page.complaints == []
    assert page.get_attribute("html", "lang") == "sv"
    assert page.title() == "Att utveckla barn- och elevhälsoarbete som allas ansvar – Exempeluniversitetet"
    outline = page.evaluate(OUTLINE)
    assert outline.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip([0, *outline], outline, strict=False))
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5
    assert not page.evaluate(OVERFLOWS)


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
