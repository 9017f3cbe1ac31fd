"""Advice while somebody writes: the search preview and the site's own content checks. None of it blocks."""

import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.editing import begin, preview, publish
from tests.browser.pages import DAYLIGHT, LOW_GLARE
from tests.databases import copy_site
from tests.server import RunningSite

FIVE = {
    "A section has nothing under its heading",
    "The words of a link don't say where it leads",
    "A key figure has no source",
    "The page names no source",
    "“cure” is on the clinic's watch list",
}
PARTS = (".search-preview", ".page-advice")
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
DASH = "\N{EN DASH}"


@pytest.fixture
def new_site(filled_site, tmp_path):
    """A new site with a page for each answer of the content checks."""
    with RunningSite(copy_site(filled_site("problems"), tmp_path / "site")) as site:
        yield site


def open_page(page, title):
    """Open the condition of that title in the editor."""
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Conditions").click()
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Editing Condition: {title}")


def open_checks(page):
    """Open the panel of Wagtail's checker and return it."""
    page.get_by_role("button", name="Toggle checks").click()
    return page.get_by_role("complementary", name="Checks")


def open_sharing(page):
    """Open the tab with the search preview and the list of advice, and return its panel."""
    page.get_by_role("tab", name="Search and sharing").click()
    return page.get_by_role("tabpanel", name="Search and sharing")


def write(field, words):
    """Type `words` into `field` like a person: what comes all at once the admin may not notice."""
    field.press("Control+End")
    field.press_sequentially(words, delay=40)


def test_problems_are_told_and_can_be_published(editor, new_site, open_context):
    """An editor sees the five in the checker, marked in the preview, and has the last word all the same."""
    open_page(editor, "Problems")
    checks = open_checks(editor)
    expect(checks.get_by_role("heading", name="Issues found 5")).to_be_visible()
    assert set(checks.locator("[data-content-checker-name]").all_inner_texts()) == FIVE

    editor.get_by_role("button", name="Toggle preview").click()
    marks = preview(editor).get_by_role("button", name="Show issue")
    expect(marks).to_have_count(5)
    marks.nth(1).click()
    told = preview(editor).locator("wagtail-inline-userbar").get_by_text("Write something under the heading")
    expect(told).to_be_visible()

    begin(editor)
    write(editor.get_by_role("textbox", name="Summary"), " Published in spite of the advice.")
    publish(editor)
    visitor = open_context().new_page()
    visitor.goto(f"{new_site.url}/conditions/problems/")
    expect(visitor.get_by_text("Published in spite of the advice.")).to_be_visible()
    expect(visitor.get_by_text("Show issue")).to_have_count(0)


def test_clean_page_is_left_in_peace(editor):
    """Whoever did everything right hears nothing, and the first slip shows at once."""
    open_page(editor, "Clean")
    checks = open_checks(editor)
    expect(checks.get_by_role("heading", name="Issues found 0")).to_be_visible()
    begin(editor)
    write(editor.get_by_role("textbox", name="Summary"), " A guaranteed cure.")
    expect(checks.get_by_role("heading", name="Issues found 2")).to_be_visible()
    expect(checks.get_by_text("“guaranteed” is on the clinic's watch list")).to_be_visible()


def test_watch_list_may_change_meanwhile(editor, new_site):
    """A phrase struck off the list while somebody writes must not stop their other checks."""
    open_page(editor, "Problems")
    checks = open_checks(editor)
    expect(checks.get_by_role("heading", name="Issues found 5")).to_be_visible()
    settings = editor.context.new_page()
    settings.goto(f"{new_site.url}/admin/settings/home/clinicsettings/")
    settings.get_by_role("tab", name="Wording").click()
    settings.get_by_role("textbox", name="Watch list").fill("guaranteed")
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_role("status")).to_contain_text("updated")

    begin(editor)
    write(editor.get_by_role("textbox", name="Summary"), " Guaranteed.")
    expect(checks.get_by_role("heading", name="Issues found 5")).to_be_visible()
    expect(checks.get_by_text("“guaranteed” is on the clinic's watch list")).to_be_visible()


def test_list_follows_each_save_and_leads_to_the_field(editor):
    """The advice is beside the form too, and one click from the words that it is about."""
    open_page(editor, "Clean")
    sharing = open_sharing(editor)
    expect(sharing.get_by_text("Nothing was found in the saved draft.")).to_be_visible()
    editor.get_by_role("tab", name="Content").click()
    begin(editor)
    heading = editor.get_by_role("textbox", name="Heading")
    write(heading, " and the cure")

    open_sharing(editor)
    expect(sharing.get_by_text("“cure” is on the clinic's watch list")).to_be_visible()
    sharing.get_by_role("link", name="Section “Facts and the cure”").click()
    expect(editor.get_by_role("tab", name="Content")).to_have_attribute("aria-selected", "true")
    expect(heading).to_be_focused()


def test_search_preview_follows_the_typing(editor):
    """Whoever writes a title sees it as searchers will, and reads in time that it is too long."""
    open_page(editor, "Clean")
    sharing = open_sharing(editor)
    title = sharing.locator(".search-result__title")
    expect(title).to_have_text(f"Clean {DASH} Migraine Treatment")
    expect(sharing.get_by_text("26 of about 60 characters")).to_be_visible()

    field = sharing.get_by_role("textbox", name="Title tag")
    field.press_sequentially("Ketamine <b>for</b> migraine")
    expect(title).to_have_text(f"Ketamine <b>for</b> migraine {DASH} Migraine Treatment")
    expect(sharing.locator(".shared-card__title")).to_have_text(title.inner_text())
    field.fill("Treatment of every kind of migraine with ketamine in our clinic")
    said = re.compile("Search engines cut titles near 60 characters")
    expect(sharing.get_by_role("listitem").filter(has_text=said)).to_be_visible()
    expect(sharing.get_by_role("status")).to_have_text(said)

    sharing.get_by_role("textbox", name="Slug").fill("quiet")
    expect(sharing.locator(".search-result__address")).to_contain_text("quiet")
    editor.get_by_role("tab", name="Content").click()
    editor.get_by_role("textbox", name="Summary").fill("In one sentence.")
    open_sharing(editor)
    expect(sharing.locator(".search-result__description")).to_have_text("In one sentence.")


def test_preview_and_advice_can_be_read(open_context, new_site):
    """In both of the admin's themes and on a phone: enough contrast, and nothing cut off at the side."""
    for width, scheme in product((390, 1440), (DAYLIGHT, LOW_GLARE)):
        page = open_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        sign_in(page, new_site)
        page.goto(f"{new_site.url}/admin/conditions/")
        page.get_by_role("link", name="Problems", exact=True).click()
        open_sharing(page)
        expect(page.locator(".page-advice")).to_be_visible()
        results = Axe().run(page, context={"include": [[part] for part in PARTS]}, options=AXE_OPTIONS)
        assert "color-contrast" in {rule["id"] for rule in results.response["passes"]}
        assert not results.violations_count, results.generate_report()
        for part in PARTS:
            box = page.locator(part).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
