"""Chromium, and the sites that it visits."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.databases import copy_site
from tests.server import ADMIN, RunningSite

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing but the page under test may talk to a network.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# On a busy machine an answer of the admin may take longer than the 5 seconds that are the default.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def browser():
    """The system's Chromium, without a window. In CI its absence is a failure."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        advice = "No Chromium found. Install it (Debian: apt-get install chromium) to run the browser tests."
        pytest.fail(advice) if os.environ.get("CI") else pytest.skip(advice)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_site(new_site_data, tmp_path):
    """A new site of one test's own, to change at will."""
    with RunningSite(copy_site(new_site_data, tmp_path / "site")) as site:
        yield site


@pytest.fixture(scope="package")
def full_site(full_site, tmp_path_factory):
    """A site that has one of everything, served, for all tests to read. See full_content.py."""
    with RunningSite(copy_site(full_site, tmp_path_factory.mktemp("served") / "site")) as site:
        yield site


@pytest.fixture
def open_context(browser):
    """A function that opens a browser context, a visitor of its own; all close after the test."""
    contexts = []

    def open_context(**options):
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


def sign_in(page, site, username=ADMIN["ADMIN_USERNAME"]):
    """Sign the browser `page` in to the admin of `site`; every account has the administrator's password."""
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(ADMIN["ADMIN_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.url}/admin/")


@pytest.fixture
def editor(open_context, new_site):
    """The tab of an editor who has just signed in, on the dashboard. An error in the admin fails the test."""
    page = open_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => document.documentElement.dataset.watching = '')"
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda answer: errors.append(answer.url) if answer.status >= 500 else None)
    sign_in(page, new_site)
    yield page
    assert errors == []


@pytest.fixture
def clinic_site(staffed_site, tmp_path):
    """A new site with its staff: an editor, two clinical reviewers and somebody at the front desk."""
    with RunningSite(copy_site(staffed_site, tmp_path / "site")) as site:
        yield site


@pytest.fixture
def signed_in(open_context, clinic_site):
    """A function that gives the tab of a member of staff. An error in the admin fails the test."""
    errors = []

    def open_tab(username):
        page = open_context(viewport={"width": 1440, "height": 900}).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("response", lambda answer: errors.append(answer.url) if answer.status >= 500 else None)
        page.add_init_script(
            "addEventListener('w-unsaved:watch-edits', () => document.documentElement.dataset.watching = '')"
        )
        sign_in(page, clinic_site, username)
        return page

    yield open_tab
    assert errors == []
