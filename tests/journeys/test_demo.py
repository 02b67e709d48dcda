"""The demo plays a whole term, says what to type, and finds nothing to do the second time."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import sync_playwright

from nettools.sandbox import start

DOCUMENTED = Path(__file__).parent.parent.parent / "docs" / "json.md"
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
# Names that stand in a document as keys but are names of things, not of fields.
NAMES = {"counts", "fields", "states"}


def nettools(*words, **more):
    done = subprocess.run(
        [sys.executable, "-m", "nettools", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **more,
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    home = tmp_path_factory.mktemp("journey") / "demo"
    return home, nettools("demo", "--home", home)


@pytest.fixture(scope="module")
def point_at_it(played):
    home, _ = played
    with start(home / "out" / "sandbox") as sandbox:
        yield home, {**os.environ, **sandbox.environment(), "NETTOOLS_HOME": str(home)}


def test_each_step_says_what_it_did_and_what_to_type(played):
    _, said = played

    assert re.findall(r"^ ?(\d+)  ", said, re.MULTILINE) == [str(n) for n in range(1, 23)]
    assert "30 rows: 24 units signed up, 2 refused and written back to be mended" in said
    assert "20 units get a place, 4 wait." in said
    assert "20 welcome letters sent" in said
    assert "Supervision for 20 units" in said
    assert "proven best: yes" in said
    assert "The answers stand as comments on Canvas: 9 new." in said
    assert "Once more: 0 changes are left" in said
    assert said.count("    $ nettools ") == 21


def test_typed_twice_it_says_that_nothing_is_to_do(played):
    home, _ = played

    assert "Nothing is to do: all of it stood already." in nettools("demo", "--home", home)


def test_it_ends_with_a_page_that_a_browser_opens(played):
    home, _ = played
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto((home / "out" / "index.html").as_uri())

        assert [h1.partition(": ")[2] for h1 in page.locator("h1").all_inner_texts()] == ["The term in pictures"]
        assert page.locator(".tiles b").all_inner_texts()[:2] == ["20", "4"]
        assert page.locator("svg circle").count() == 8
        assert complaints == []
        browser.close()


def test_the_protected_person_is_in_nothing_that_nettools_wrote(played, tmp_path):
    """The sign-up file came from outside; the database and all that was written hold no trace of that row."""
    home, _ = played
    rows = openpyxl.load_workbook(home / "anmalningar.xlsx").active.iter_rows(values_only=True)
    hidden = [[str(cell) for cell in row if cell] for row in rows if "Ja" in row]
    addresses = {cell for row in hidden for cell in row if "@" in cell and not cell.startswith("admin")}
    written = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".xlsx"]
    written += [*(home / "out").rglob("*.xlsx")]

    assert len(hidden) == 1
    assert [
        (path.name, address)
        for path in written
        for address in addresses
        if address.encode() in content(path).lower() and not _is_a_neighbour(address, home)
    ] == []


def content(path):
    """The bytes of a file; of a workbook, what is inside."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def _is_a_neighbour(address, home):
    """Whether the address is the administrator's who filled the form in, and so stands in other rows too."""
    rows = openpyxl.load_workbook(home / "anmalningar.xlsx").active.iter_rows(values_only=True)
    return sum(address in row for row in rows) > 1


LISTINGS = [
    "terms list",
    "terms show {term}",
    "terms build {term}",
    "units list",
    "signups list --term {term}",
    "signups check {home}/anmalningar.xlsx --term {term}",
    "signups decide {term}",
    "companions list --term {term}",
    "companions check {home}/medfoljare.xlsx --term {term}",
    "changes {term}",
    "apply {term} --yes",
    "letters preview welcome {term}",
    "letters send welcome {term}",
    "letters list {term}",
    "healthplans status {term}",
    "healthplans collect {term}",
    "groups make {term}",
    "groups show {term}",
    "groups export {term} --meeting 1",
    "report {term}",
    "retention due",
    "journal list",
    "journal show 1",
]


@pytest.mark.parametrize("words", LISTINGS)
def test_every_key_of_every_document_is_documented(words, point_at_it):
    home, environment = point_at_it
    term = next((home / "config" / "terms").glob("*.toml")).stem

    document = json.loads(nettools(*words.format(term=term, home=home).split(), "--json", env=environment))

    documented = set(re.findall(r'"([a-z_]+)"', DOCUMENTED.read_text(encoding="utf-8")))
    assert sorted(set(keys(document)) - documented) == []


def keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in NAMES and not (key == "units" and isinstance(inner, dict)):
                yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)
