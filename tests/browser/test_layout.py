"""Whether a page keeps its shape: on a small screen, with large text, and while it loads."""

from pathlib import Path

import pytest

from tests.browser.pages import DESK, PAGES, PHONE

HERE = Path(__file__).parent
LAYOUT = (HERE / "layout.js").read_text()
EVERYTHING = "/conditions/everything/"
FIRST_PAINT = """() => new Promise((resolve) =>
    new PerformanceObserver(resolve).observe({type: "paint", buffered: true})
).then(() => null)"""
SHIFTS = """() => new Promise((resolve) => {
    const seen = [];
    const watch = new PerformanceObserver((list) => seen.push(...list.getEntries()));
    watch.observe({type: "layout-shift", buffered: true});
    const moved = ({value, sources}) => [value, ...sources.map(({node}) => node?.className ?? "a text")];
    const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then));
    afterPaint(() => afterPaint(() => resolve(seen.map(moved))));
})"""
PAGES_WITH_PICTURES = ("/conditions/", EVERYTHING, "/treatments/")
# Width of the window in CSS pixels, and size of the text in per cent.
SIZES = [(320, 100), (320, 200), (360, 100), (360, 200), (640, 200), (1280, 100), (1280, 200)]


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}px-{size[1]}%")
def sized(request, browser):
    """A visitor's tab of one width, and the size of its text in per cent."""
    width, text_size = request.param
    context = browser.new_context(viewport={"width": width, "height": 800})
    yield context.new_page(), text_size
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_or_overlaps(sized, full_site, path):
    """On the smallest phone and with text twice as large, a page never scrolls sideways or hides words."""
    page, text_size = sized
    page.goto(full_site.url + path)
    page.evaluate(f"document.documentElement.style.fontSize = '{text_size}%'")
    for folded in page.locator("summary").filter(visible=True).all():
        folded.click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(LAYOUT) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES_WITH_PICTURES)
def test_pictures_are_light_and_keep_their_place(open_context, full_site, path, size):
    """A picture costs little, keeps its place free while it loads, and waits while it is far away."""
    page = open_context(viewport=size).new_page()
    page.goto(full_site.url + path)
    pictures = page.locator("main img").all()
    assert pictures
    for picture in pictures:
        formats = picture.locator("xpath=../source").evaluate_all("sources => sources.map(({type}) => type)")
        assert formats == ["image/avif", "image/webp"]
        top = picture.bounding_box()["y"]
        if top < size["height"]:
            assert picture.get_attribute("loading") != "lazy"
        elif top > 2 * size["height"]:
            assert picture.get_attribute("loading") == "lazy"
        assert int(picture.get_attribute("width")) > 0
        assert int(picture.get_attribute("height")) > 0
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")
        assert picture.evaluate("image => image.currentSrc").endswith(".avif")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_while_the_page_loads(open_context, full_site, size):
    """Nothing jumps under the eyes or the finger: motion hurts, and a moved link is hit by mistake.

    The end of the document is held back until the browser has painted its beginning, as on a slow line.
    """
    page = open_context(viewport=size).new_page()
    held = []
    page.route("**/held-back.js", lambda route: held.append(route))
    page.route(full_site.url + EVERYTHING, add_held_script)
    page.goto(full_site.url + EVERYTHING, wait_until="commit")
    page.evaluate(FIRST_PAINT)
    assert page.evaluate("document.readyState") != "complete"
    held[0].fulfill(content_type="text/javascript", body="")
    page.wait_for_load_state()
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")
    assert page.evaluate(SHIFTS) == []


def add_held_script(route):
    """Answer `route` with a page whose DOMContentLoaded waits for one more script."""
    response = route.fetch()
    head, body = response.text().split("</head>")
    script = '<script defer src="/held-back.js"></script>'
    route.fulfill(response=response, body=f"{head}{script}</head>{body}")
