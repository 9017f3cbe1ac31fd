"""Whether people who see, point or hear differently can use the pages: axe, contrast, glare, target size."""

from itertools import product
from pathlib import Path

import pytest

from tests.browser.axe import assert_no_axe_violation
from tests.browser.light import COLOURS, assert_colours_suit
from tests.browser.pages import DAYLIGHT, DESK, LOW_GLARE, PAGES, PHONE

HERE = Path(__file__).parent
TARGETS = (HERE / "targets.js").read_text()
VIEWS = list(product((PHONE, DESK), (DAYLIGHT, LOW_GLARE)))


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[0]['width']}px-{view[1]}")
def view(request, browser):
    """A visitor's tab in one width and one theme of the system, and that theme."""
    size, theme = request.param
    context = browser.new_context(viewport=size, color_scheme=theme)
    yield context.new_page(), theme
    context.close()


@pytest.fixture(scope="module", params=PAGES)
def opened(request, view, full_site):
    """The tab of `view` with one page of the site in it, loaded once for all tests, and the theme."""
    page, theme = view
    page.goto(full_site.url + request.param)
    return page, theme


def test_page_passes_axe(opened):
    """The rules that a machine can check, contrast and target size included, hold on every page type."""
    page, _ = opened
    assert_no_axe_violation(page)


def test_text_is_clear_and_low_glare_is_dim(opened):
    """Text has 7:1 at least; in low-glare it stays under 11:1, and nothing bright is on the screen."""
    page, theme = opened
    assert_colours_suit(page, theme)


def test_targets_are_large_enough_to_hit(opened):
    """A shaking hand hits every link and control that stands outside running text: 24 by 24 pixels."""
    page, _ = opened
    assert page.evaluate(TARGETS, "body") == []


def test_links_in_running_text_are_told_by_more_than_colour(opened):
    """Who sees no colours finds the links in a paragraph, too: they are underlined."""
    page, _ = opened
    links = page.locator("p a:not(.button, .control), .prose a").filter(visible=True)
    assert links.count()  # the crisis line, at least
    for line in links.evaluate_all("links => links.map((link) => getComputedStyle(link).textDecorationLine)"):
        assert line == "underline"


@pytest.mark.parametrize("theme", [DAYLIGHT, LOW_GLARE])
def test_open_menu_and_contents(open_context, full_site, theme):
    """What a phone shows only on demand is held to the same rules, when it is open."""
    page = open_context(viewport=PHONE, color_scheme=theme).new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("navigation", name="Main").get_by_role("link").count() == 5
    assert_no_axe_violation(page)
    assert_colours_suit(page, theme)
    assert page.evaluate(TARGETS, "#menu") == []

    page.keyboard.press("Escape")
    page.get_by_text("On this page").filter(visible=True).click()
    assert page.locator("details[open] a").count() == 6
    assert_no_axe_violation(page)
    assert_colours_suit(page, theme)
    assert page.evaluate(TARGETS, "main") == []


@pytest.mark.parametrize(
    ("system", "chosen"), [(DAYLIGHT, LOW_GLARE), (LOW_GLARE, DAYLIGHT)], ids=["low-glare", "daylight"]
)
def test_theme_of_the_switch_is_the_whole_theme(open_context, full_site, system, chosen):
    """Whoever picks a theme by the switch gets all of it, whatever the system prefers."""
    page = open_context(viewport=DESK, color_scheme=system).new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    page.get_by_role("button", name="Low-glare").click()
    page.mouse.move(0, 400)
    assert_no_axe_violation(page)
    assert_colours_suit(page, chosen)


@pytest.mark.parametrize("theme", [DAYLIGHT, LOW_GLARE])
def test_focus_is_seen(open_context, full_site, theme):
    """Each stop of the Tab key has a ring of at least 2 px and 3:1 against the page."""
    page = open_context(viewport=DESK, color_scheme=theme).new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    stops = page.locator("a[href], button, summary, [tabindex='0']").filter(visible=True).count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        ring = page.evaluate(COLOURS, "focus")
        assert ring["style"] == "solid", ring
        assert ring["width"] >= 2, ring
        assert ring["ratio"] >= 3, ring
        assert not ring["where"].startswith("body"), ring
