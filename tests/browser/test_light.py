"""The light that suits a reader: the theme that was chosen, from the first moment, and nothing that moves."""

import pytest
from playwright.sync_api import expect

from tests.browser.light import surface, switch_of
from tests.browser.pages import DESK, PAGES


def test_browser_is_told_of_the_chosen_theme(open_context, full_site):
    """What the browser paints itself, its bars and the blank before a page, has the chosen colour too."""
    page = open_context(viewport=DESK, color_scheme="light").new_page()
    page.goto(full_site.url)

    def told():
        metas = page.locator("meta[name=theme-color]").evaluate_all(
            "metas => metas.filter(({media}) => matchMedia(media).matches).map(({content}) => content)"
        )
        return metas, page.locator("meta[name=color-scheme]").get_attribute("content")

    def painted():
        channels = page.evaluate(
            """() => {
                const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
                canvas.fillRect(0, 0, 1, 1);
                return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
            }"""
        )
        return "#" + "".join(f"{channel:02x}" for channel in channels)

    assert told() == ([painted()], "light dark")
    switch_of(page).click()
    assert told() == ([painted()], "dark")
    page.goto(f"{full_site.url}/about/")
    assert told() == ([painted()], "dark")
    switch_of(page).click()
    assert told() == ([painted()], "light")


def test_chosen_theme_is_there_before_anything_is_painted(open_context, full_site):
    """From page to page nothing flashes: the theme is set before the browser may paint, styles or not."""
    page = open_context(viewport=DESK, color_scheme="light").new_page()
    page.goto(full_site.url)
    switch_of(page).click()
    held = []
    page.route("**/site*.css", lambda route: held.append(route))
    page.goto(f"{full_site.url}/about/", wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.theme === 'low-glare'", polling=50)
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "dark"
    held[0].continue_()
    page.wait_for_load_state()
    assert surface(page) < 0.02


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves(open_context, full_site, path):
    """Motion hurts: no animation and no transition, whether a reader asks for less motion or not."""
    page = open_context(viewport=DESK).new_page()
    page.goto(full_site.url + path)
    moving = """[...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        const still = style.transitionDuration === "0s" && style.animationName === "none";
        return !still || style.scrollBehavior !== "auto";
    }).length + document.getAnimations().length"""
    assert page.evaluate(moving) == 0


def test_forced_colours(open_context, full_site):
    """Whoever has chosen the colours of everything gets them, with each edge that carries meaning."""
    page = open_context(viewport=DESK, forced_colors="active").new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    expect(page.locator(".theme-switch")).to_be_hidden()
    for part in (".button", ".care-card", ".notice", ".control:visible"):
        border = page.locator(part).first.evaluate(
            "part => Math.max(...['top', 'left'].map((side) =>"
            " parseFloat(getComputedStyle(part).getPropertyValue(`border-${side}-width`))))"
        )
        assert border >= 1, part
