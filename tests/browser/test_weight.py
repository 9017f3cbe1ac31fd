"""What a page weighs at its first view: counts, which are the same on each machine."""

from urllib.parse import urlsplit

import pytest

from tests.browser.first_view import first_view

MOST_BYTES, MOST_SCRIPT = 30_000, 3_000
PATHS = ("/", "/conditions/migraine/", "/treatments/ketamine/")


@pytest.mark.parametrize("path", PATHS)
def test_first_view_is_light(browser, full_site, path):
    """Few requests and bytes, no font, and little to run, on a phone with a bad line."""
    view = first_view(browser, full_site.url + path)
    assert 0 < view.without_pictures <= MOST_BYTES
    # Besides them the browser asks for the clinic's pictures, its icons, and what the site is called.
    apart = ("/icon", "/media/", "/site.webmanifest", "/static/site/img/icon")
    needed = [kind for kind, address in view.requests if not urlsplit(address).path.startswith(apart)]
    assert sorted(needed) == ["css", "document", "js"]
    assert 0 < view.script <= MOST_SCRIPT


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_the_stylesheet_holds_back_the_page(browser, full_site, path):
    """What stands between the answer and the first words on the screen is one file."""
    view = first_view(browser, full_site.url + path)
    assert len(view.blocking) == 1
    assert view.blocking[0].endswith(".css")
    assert view.shift == 0


@pytest.mark.parametrize("path", ["/conditions/", "/conditions/everything/"])
def test_pictures_fit_the_screen(browser, full_site, path):
    """A picture has the newest format, and at most twice the width that it is shown in."""
    pictures = first_view(browser, full_site.url + path).pictures
    assert pictures
    for picture in pictures:
        assert picture["address"].endswith(".avif")
        assert picture["delivered"] <= 2 * picture["shown"]
