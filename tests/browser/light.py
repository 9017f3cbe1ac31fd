"""How bright a page is, and the switch that changes it."""

from pathlib import Path

COLOURS = (Path(__file__).parent / "colours.js").read_text()


def surface(page):
    """The luminance of the page's background, from 0 (black) to 1 (white)."""
    return page.evaluate(COLOURS)["surface"]


def switch_of(page):
    """The low-glare switch of `page`."""
    return page.get_by_role("button", name="Low-glare")
