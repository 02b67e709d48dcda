"""A browser for the pages' tests, started once for each file: Django refuses to work in a thread where one is open."""

import pytest
from browsing import QUIET
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="module")
def browser():
    arguments = ["--no-sandbox", *(f"--{one}" for one in QUIET)]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield chromium
        chromium.close()
