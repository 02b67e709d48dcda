"""Drafts handed in on a unit's page, at a portal that is served: in a real browser, and by hand over the wire."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from browsing import FORM, faults_of, form, opened, portal_of
from builders import a_registration, a_unit
from homes import describe
from planhome import NUMBER, PLAN, PRIVATE

from nettools.jobs.healthplans.adding import MEGABYTE
from nettools.jobs.supervision.links import addresses
from nettools.jobs.tools import open_tools
from nettools.sandbox.invented.plan_drafts import docx

UNITS = 6


def aside(work):
    """Work with the home in a thread of its own: Django refuses to where a browser is driven."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


class Office:
    """A home with units, one for each test, whose portal is served; and what is asked of it."""

    def __init__(self, folder):
        self.folder, self.term = folder, describe(folder, networks=1, capacity=12)
        with open_tools(folder) as tools:
            units = [a_unit(f"enhet-{number}", f"Enhet {number} å") for number in range(1, UNITS + 1)]
            tools.store.registrations.save([a_registration(unit, term=self.term, terms=(self.term,)) for unit in units])
            self.links = {one.page.key: one.address for one in addresses(tools, self.term).pages}

    def held(self, unit):
        """The versions of the unit, each with its bytes as they are kept."""

        def ask():
            with open_tools(self.folder) as tools:
                drafts = [one for one in tools.store.drafts.of(self.term) if one.unit_key == unit]
            return {(one.version, one.file_name): (self.folder / one.path).read_bytes() for one in drafts}

        return aside(ask)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = aside(lambda: Office(tmp_path_factory.mktemp("home")))
    with portal_of(office.folder) as address:
        office.address = address
        yield office


@pytest.fixture
def visit(office, browser):
    """Opens a unit's page in a browser of its own."""
    pages = []

    def open_page(unit, width=360):
        page = opened(browser, width)
        pages.append(page)
        page.goto(office.address + office.links[unit])
        return page

    yield open_page
    for page in pages:
        page.context.close()


def choose(page, name, content):
    page.get_by_label("Fil med utkastet").set_input_files({"name": name, "mimeType": "", "buffer": content})


def press(page):
    page.get_by_role("button", name="Lämna in utkastet").click()


def test_a_unit_hands_in_its_drafts_and_is_told_what_came_of_each(office, visit):
    page = visit("enhet-1")
    page.get_by_role("link", name="lämnar in utkast").click()
    assert page.evaluate("location.hash") == "#plan"
    assert faults_of(page) == []
    plan, better = docx(PLAN), docx((*PLAN, "Mer."))
    choose(page, "Hälsoplan för Åkern.docx", plan)
    page.get_by_label("Fil med utkastet").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Utkastet är inlämnat." in page.get_by_role("status").inner_text()
    assert "Mottaget, och filen går att läsa." in page.locator("main").inner_text()
    assert faults_of(page) == []
    page.reload()
    choose(page, "Hälsoplan, ändrad.docx", better)
    press(page)
    choose(page, "Hälsoplan, ändrad.docx", better)
    press(page)
    assert "precis den filen" in page.get_by_role("status").inner_text()
    assert page.locator(".file").all_inner_texts() == ["Hälsoplan, ändrad.docx", "Hälsoplan för Åkern.docx"]
    assert faults_of(visit("enhet-1", width=1200)) == []
    assert office.held("enhet-1") == {(1, "Hälsoplan för Åkern.docx"): plan, (2, "Hälsoplan, ändrad.docx"): better}


def test_what_is_refused_is_said_at_the_field_and_can_be_mended(office, visit, tmp_path):
    page = visit("enhet-2")
    press(page)
    assert page.evaluate("document.activeElement.id") == "utkast"  # the browser itself asks for a file
    choose(page, "plan.pdf", b"<!DOCTYPE html><title>Logga in</title>")
    press(page)
    field = page.get_by_label("Fil med utkastet")
    assert "Filen är en webbsida" in page.get_by_role("alert").inner_text()
    assert "utkast-fel" in field.get_attribute("aria-describedby").split()
    assert (field.get_attribute("aria-invalid"), page.title()[:5]) == ("true", "Fel: ")
    assert [one for one in faults_of(page) if "422" not in one] == []
    large = tmp_path / "stor.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(26 * MEGABYTE))
    page.get_by_label("Fil med utkastet").set_input_files(large)
    press(page)
    assert "Filen är för stor" in page.get_by_role("alert").inner_text()
    choose(page, "plan.docx", docx(PRIVATE))
    press(page)
    assert "Men ni behöver göra något" in page.get_by_role("status").inner_text()
    said = page.locator("main").inner_text()
    assert ("Lagt åt sidan" in said, "170101-****" in said, NUMBER in said) == (True, True, False)
    assert [one for one in faults_of(page) if "422" not in one and "413" not in one] == []


def test_without_scripts_all_of_it_works(office, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(office.address + office.links["enhet-3"])
    choose(page, "plan.docx", docx(PLAN))
    press(page)
    assert "Utkastet är inlämnat." in page.get_by_role("status").inner_text()
    context.close()
    assert [*office.held("enhet-3")] == [(1, "plan.docx")]


class Wire:
    """A program that speaks HTTP with the portal, and keeps to the rules as far as it is told to."""

    def __init__(self, office, unit):
        self.netloc, self.path = urlsplit(office.address).netloc, office.links[unit]
        connection = HTTPConnection(self.netloc)
        connection.request("GET", self.path)
        answer = connection.getresponse()
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())[1]
        connection.close()

    def hand_in(self, content, name="plan.docx"):
        connection = HTTPConnection(self.netloc)
        headers = {"Content-Type": FORM, "Cookie": self.cookie}
        connection.request("POST", f"{self.path}/plan", form(self.token, ("utkast", name, content)), headers)
        answer = connection.getresponse()
        connection.close()
        return answer.status

    def say(self, headers, body=b""):
        """The first line of what is answered to a POST that says so; empty when the portal waits for more."""
        host, port = self.netloc.split(":")
        with socket.create_connection((host, int(port)), timeout=2) as wire:
            head = [f"POST {self.path}/plan HTTP/1.1", f"Host: {self.netloc}", f"Content-Type: {FORM}", *headers]
            wire.sendall("\r\n".join([*head, f"Cookie: {self.cookie}", "", ""]).encode() + body)
            try:
                return wire.recv(4096).partition(b"\r\n")[0].decode()
            except TimeoutError:
                return ""


def test_drafts_that_come_at_once_are_each_a_version_and_the_same_one_is_one(office):
    wire, contents = Wire(office, "enhet-4"), [docx((*PLAN, f"Nummer {number}.")) for number in range(3)]
    with ThreadPoolExecutor(6) as pool:
        assert [*pool.map(wire.hand_in, contents * 2)] == [303] * 6
    held = office.held("enhet-4")
    assert sorted(version for version, _ in held) == [1, 2, 3]
    assert sorted(held.values()) == sorted(contents)


def test_a_body_that_is_too_big_is_refused_by_its_length_and_one_that_never_ends_by_its_size(office):
    wire = Wire(office, "enhet-5")
    assert wire.say([f"Content-Length: {10**11}"]) == "HTTP/1.1 413 Request Entity Too Large"
    chunk = b"100000\r\n" + bytes(MEGABYTE) + b"\r\n"
    host, port = wire.netloc.split(":")
    sent = 0
    with socket.create_connection((host, int(port)), timeout=10) as endless:
        endless.sendall(f"POST {wire.path}/plan HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        try:
            while sent < 400:
                endless.sendall(chunk)
                sent += 1
        except OSError:
            pass  # it was hung up
    assert sent < 200
    assert office.held("enhet-5") == {}


def test_a_body_that_breaks_off_keeps_nothing_and_the_portal_answers_others_meanwhile(office):
    wire = Wire(office, "enhet-6")
    half = form(wire.token, ("utkast", "plan.docx", docx(PLAN)))[:-200]
    assert wire.say([f"Content-Length: {len(half) + 200}"], half) == ""
    assert office.held("enhet-6") == {}
    assert (wire.hand_in(docx(PLAN)), [*office.held("enhet-6")]) == (303, [(1, "plan.docx")])
