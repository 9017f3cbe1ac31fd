"""Whether a visit stays between the visitor and the clinic: no cookie, no storage, no other host."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESK, GONE, MISSING, PAGES, PHONE, WITH_PASSWORD

STORED = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": {}, "session": {}, "databases": [], "caches": [], "workers": 0}


class Traffic:
    """What a browser context loads, and what goes wrong meanwhile, from now on."""

    def __init__(self, context):
        self.requests = []
        self.responses = []
        self.complaints = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", lambda response: self.responses.append(response))
        context.on("requestfailed", lambda request: self.complaints.append(("failed", request.url)))
        context.on("weberror", lambda error: self.complaints.append(("script", str(error.error))))
        context.on("console", self._read)

    def _read(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append((message.text, message.location["url"]))

    def cookies_set(self):
        """The addresses whose answers carried a Set-Cookie header."""
        return [response.url for response in self.responses if response.header_value("set-cookie")]


def read_to_the_end(page):
    """Bring every picture of `page` on the screen, so that lazy ones load as well."""
    for picture in page.locator("img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")
    page.locator("footer").last.scroll_into_view_if_needed()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
# A page that asks for a password has to know its readers again.
@pytest.mark.parametrize("path", [path for path in PAGES if path != WITH_PASSWORD])
def test_page_tells_nobody_and_keeps_nothing(open_context, full_site, path, size):
    """What somebody reads about an illness is told to no third party and leaves no trace in the browser."""
    context = open_context(viewport=size)
    traffic = Traffic(context)
    page = context.new_page()
    page.goto(full_site.url + path)
    read_to_the_end(page)

    assert len(traffic.requests) >= 3  # the page, its script and its stylesheet, at least
    assert [url for url in traffic.requests if not url.startswith(f"{full_site.url}/")] == []
    assert page.locator("link[rel~=preconnect], link[rel~=dns-prefetch], a[ping], iframe").count() == 0
    assert traffic.cookies_set() == []
    assert context.cookies() == []
    assert page.evaluate(STORED) == NOTHING
    # Chromium reports a page that is not there as an error of its own.
    absent = {full_site.url + MISSING, full_site.url + GONE}
    complaints = [(text, url) for text, url in traffic.complaints if url not in absent]
    assert complaints == []


def test_switch_remembers_the_theme_and_no_more(open_context, full_site):
    """The one thing that is remembered is the theme, where the visitor asked for it, on this device."""
    context = open_context()
    traffic = Traffic(context)
    page = context.new_page()
    page.goto(f"{full_site.url}/conditions/everything/", wait_until="networkidle")
    assert page.evaluate(STORED) == NOTHING
    loaded = len(traffic.requests)

    switch = page.get_by_role("button", name="Low-glare")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")

    assert page.evaluate(STORED) == {**NOTHING, "local": {"theme": "low-glare"}}
    assert context.cookies() == []
    assert traffic.requests[loaded:] == []


def test_download_sets_no_cookie(open_context, full_site):
    """Taking a form home is as private as reading a page."""
    context = open_context()
    page = context.new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    address = page.get_by_role("link", name="Form for your first visit").get_attribute("href")
    response = context.request.get(full_site.url + address)
    assert response.body().startswith(b"%PDF")
    assert "set-cookie" not in response.headers
    assert context.cookies() == []
