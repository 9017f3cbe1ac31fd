"""What comes out of the printer: a handout that a clinician would hand over."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DESK, GONE, LOW_GLARE, MISSING, PAGES, THANKS, WITH_PASSWORD

COLOURS = (Path(__file__).parent / "colours.js").read_text()
EVERYTHING = "/conditions/everything/"
# Nobody hands these over: they say that there is nothing to read, or not yet.
NOT_FOR_PAPER = {MISSING, GONE, WITH_PASSWORD, THANKS}
# What leads on from the page, on the screen.
WAYS_ON = (
    ".breadcrumbs, .contents, .next-step, .call-to-action, .read-on, .related, .page-tools, .pages, form"
)
WORDS = """(without) => {
    const main = document.querySelector("main").cloneNode(true);
    for (const part of main.querySelectorAll(without)) part.remove();
    document.body.append(main);
    const words = main.innerText;
    main.remove();
    return words;
}"""


def words_of_pdf(pdf, folder):
    """Return the text of `pdf`, bytes, as pdftotext finds it."""
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("large", ["", "print=large"], ids=["normal", "large"])
@pytest.mark.parametrize("path", [path for path in PAGES if path not in NOT_FOR_PAPER])
def test_nothing_is_lost_on_paper(open_context, full_site, tmp_path, path, large):
    """Every word of the page is on the sheets, and nothing to click; the address is at their end."""
    page = open_context(viewport=DESK).new_page()
    page.goto(full_site.url + path + ("&" if "?" in path else "?") * bool(large) + large)
    expected = Counter(page.evaluate(WORDS, WAYS_ON).replace("\u00ad", "").split())
    assert expected.total() > 2
    text = words_of_pdf(page.pdf(), tmp_path)
    for words in (
        "Low-glare",
        "Skip to the content",
        "On this page",
        "Print this page",
        "Related pages",
        "Menu",
    ):
        assert words not in text
    # A heading may be divided at the end of a line.
    lost = expected - Counter(text.replace("\N{HYPHEN}\n", "").replace("-\n", "").split())
    glued = "".join(text.split()).replace("-", "").replace("\N{HYPHEN}", "")
    assert [word for word in lost if word.replace("-", "").rstrip(".") not in glued] == []
    if not path.startswith("/search/"):
        assert glued.rpartition("Theaddressofthispage:")[2].endswith(path.replace("-", ""))


def test_large_print(open_context, full_site):
    """Eighteen points on paper, large on the screen too, and one link back; it works without scripts."""
    page = open_context(viewport=DESK, java_script_enabled=False).new_page()
    page.goto(full_site.url + EVERYTHING)
    normal = page.locator(".prose p").first.bounding_box()["height"]
    page.get_by_role("link", name="Large print").click()
    assert page.url.endswith("?print=large")
    assert page.locator(".prose p").first.bounding_box()["height"] > normal
    page.emulate_media(media="print")
    body = page.locator("body").evaluate("body => getComputedStyle(body).fontSize")
    assert float(body.removesuffix("px")) == pytest.approx(18 * 96 / 72)
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Normal print").click()
    assert page.url == full_site.url + EVERYTHING


def test_print_button_opens_the_browsers_dialog(open_context, full_site):
    """Not everybody knows where the browser hides it. Without scripts no button is there in vain."""
    page = open_context(viewport=DESK).new_page()
    page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    page.goto(full_site.url + EVERYTHING)
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed") == 1
    page = open_context(viewport=DESK, java_script_enabled=False).new_page()
    page.goto(full_site.url + EVERYTHING)
    expect(page.locator(".print-button")).to_be_hidden()


@pytest.fixture
def on_paper(open_context, full_site):
    """The page with everything as it is printed by somebody who reads in low-glare."""
    page = open_context(viewport=DESK, color_scheme=LOW_GLARE).new_page()
    page.goto(full_site.url + EVERYTHING)
    page.emulate_media(media="print")
    return page


def test_paper_holds_what_can_be_read_there(on_paper):
    """Nothing to click is printed; the text, the notice and the phone number are."""
    for selector in ("nav", "button", ".contents", ".skip-link", ".next-step", ".call-to-action", ".read-on"):
        parts = on_paper.locator(selector)
        assert parts.count(), selector
        assert parts.filter(visible=True).count() == 0, selector
    assert on_paper.get_by_role("heading", level=1).is_visible()
    assert on_paper.get_by_role("note", name="Off-label use").is_visible()
    assert on_paper.get_by_text("(555) 010-0199").first.is_visible()


def test_paper_spells_out_the_sources(on_paper):
    """On paper nobody can follow a link, so a source's address is printed behind its title."""
    printed = on_paper.locator("#sources a").evaluate_all(
        "links => links.map((link) => getComputedStyle(link, '::after').content)"
    )
    assert printed == ['" (https://doi.org/10.1093/migraine-photophobia)"']


def test_paper_ends_with_the_review_and_the_address(on_paper):
    """Whoever finds the handout in a year sees who answered for it, and where a newer one is."""
    note = on_paper.get_by_text("Medically reviewed by Jane Doe, MD").filter(visible=True)
    address = on_paper.get_by_text("The address of this page:").filter(visible=True)
    assert (note.count(), address.count()) == (1, 1)
    sources = on_paper.locator("#sources")
    assert sources.bounding_box()["y"] < note.bounding_box()["y"] < address.bounding_box()["y"]


def test_paper_is_black_on_white(on_paper):
    """Low-glare would waste toner. Browsers leave backgrounds out: all text must be dark, buttons too."""
    colours = on_paper.evaluate(COLOURS)
    assert colours["surface"] == 1
    assert colours["texts"]
    assert [text for text in colours["texts"] if text["ratio"] < 7 or text["ink"] > 0.1] == []
    assert set(colours["pictures"]) == {"brightness(1)"}
