"""How bright a page is, and the switch that changes it."""

from pathlib import Path

from tests.browser.pages import LOW_GLARE

COLOURS = (Path(__file__).parent / "colours.js").read_text()


def surface(page):
    """The luminance of the page's background, from 0 (black) to 1 (white)."""
    return page.evaluate(COLOURS)["surface"]


def switch_of(page):
    """The low-glare switch of `page`."""
    return page.get_by_role("button", name="Low-glare")


def assert_colours_suit(page, theme):
    """Fail unless every visible text and surface of the open `page` keeps the limits of its `theme`."""
    colours = page.evaluate(COLOURS)
    assert colours["texts"]
    limits = (7, 11) if theme == LOW_GLARE else (7, 21)
    assert [text for text in colours["texts"] if not limits[0] <= text["ratio"] <= limits[1]] == []
    if theme == LOW_GLARE:
        assert colours["surface"] <= 0.02
        assert [thing for thing in colours["bright"] if thing["luminance"] > 0.6] == []
        assert set(colours["pictures"]) <= {"brightness(0.78)"}
    else:
        assert colours["surface"] >= 0.8
