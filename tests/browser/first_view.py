"""What a phone loads and shows at the first view of a page, as the browser itself counts it."""

from dataclasses import dataclass, field

from tests.browser.pages import PHONE

KINDS = {"document": "document", "stylesheet": "css", "script": "js", "font": "fonts", "image": "images"}
# Of the browser's own timings (W3C: Resource Timing, Layout Instability, Largest Contentful Paint).
SEEN = """() => new Promise((resolve) => {
    const seen = {shift: 0, largest: 0, blocking: []};
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.largest = entry.startTime;
    }).observe({type: "largest-contentful-paint", buffered: true});
    for (const entry of performance.getEntriesByType("resource")) {
        if (entry.renderBlockingStatus === "blocking") seen.blocking.push(entry.name);
    }
    seen.inline = [...document.scripts].filter(({src, type}) => !src && type !== "application/ld+json")
        .map(({textContent}) => new Blob([textContent]).size).reduce((sum, size) => sum + size, 0);
    seen.pictures = [...document.images].filter(({currentSrc}) => currentSrc).map((image) => ({
        address: image.currentSrc,
        shown: Math.round(image.getBoundingClientRect().width * devicePixelRatio),
        delivered: image.naturalWidth,
    }));
    requestAnimationFrame(() => setTimeout(() => resolve(seen), 300));
})"""


@dataclass
class FirstView:
    """One view of a page.

    `requests` are (kind, address) pairs, the icons' included; `bytes` maps a kind to the bytes of bodies as
    sent, that is compressed. `script` is the size of all scripts, those in the page as written.
    `blocking` are addresses of what held back the first paint, `shift` is the cumulative layout shift,
    `largest` the milliseconds to the largest contentful paint. `pictures` are dicts of `address`, and
    of the widths `shown` and `delivered` in the screen's pixels.
    """

    requests: list = field(default_factory=list)
    bytes: dict = field(default_factory=dict)
    script: int = 0
    blocking: list = field(default_factory=list)
    shift: float = 0
    largest: float = 0
    pictures: list = field(default_factory=list)

    @property
    def without_pictures(self):
        """The bytes of everything but images."""
        return sum(size for kind, size in self.bytes.items() if kind != "images")


def first_view(browser, url):
    """Return the FirstView of `url` by a new visitor with a phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=3, is_mobile=True, has_touch=True)
    page, loaded = context.new_page(), []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(url, wait_until="networkidle")
    seen = page.evaluate(SEEN)
    view = FirstView(blocking=seen["blocking"], shift=seen["shift"], largest=seen["largest"])
    view.pictures = seen["pictures"]
    for request in loaded:
        kind = KINDS.get(request.resource_type, "other")
        view.requests.append((kind, request.url))
        view.bytes[kind] = view.bytes.get(kind, 0) + request.sizes()["responseBodySize"]
    view.script = view.bytes.get("js", 0) + seen["inline"]
    context.close()
    return view
