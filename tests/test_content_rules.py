"""What the content checks take for a vague link, an empty section, a phrase of the watch list."""

import pytest

from home.content_checks import check, watched
from home.models import StandardPage
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "A CURE for migraine"),
        ("cure", "the “cure”"),
        ("cure", "It's a cure-all."),
        ("cure", "so\N{SOFT HYPHEN} a cu\N{SOFT HYPHEN}re"),
        ("FDA approved", "an FDA-approved drug"),
        ("FDA approved", "FDA\N{NO-BREAK SPACE}approved"),
        ("risk-free", "It is risk free."),
        ("doctor's choice", "the doctor\N{RIGHT SINGLE QUOTATION MARK}s choice"),
        ("100% effective", "100% effective."),
        ("a+b (c)?", "say a+b (c)? here"),
    ],
)
def test_phrase_is_found(phrase, text):
    """However it is typed, it is the same claim."""
    page = StandardPage(title="Plain", summary=text)
    assert len(check(page, watched(phrase))) == 1


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "a secure place"),
        ("cure", "cured and cures"),
        ("cure", "curé"),
        ("guaranteed", "unguaranteed"),
        ("FDA approved", "FDA has not approved"),
        ("no side effects", "no effects"),
        ("a.b", "axb"),
    ],
)
def test_phrase_is_not_found(phrase, text):
    """A list that cries at innocent words is soon ignored."""
    assert check(StandardPage(title="Plain", summary=text), watched(phrase)) == []


@pytest.mark.parametrize(
    "label", ["click here", "Here", "READ MORE", "Read more →", "this page.", "<b>Link</b>"]
)
def test_vague_links(label):
    """Who hears a list of the links on a page hears nothing but their words."""
    link = f'<p>See <a href="https://www.nih.gov/">{label}</a></p>'
    page = StandardPage(
        title="Plain", summary="", body=builders.body(StandardPage, ("Facts", [("text", link)]))
    )
    assert [finding.rule.id for finding in check(page, page.content_rules)] == ["vague-link"]


@pytest.mark.parametrize(
    "label", ["More about ketamine", "Linked studies", "Heredity", "This page of the NIH"]
)
def test_telling_links(label):
    """A link that names its target is left alone, whatever it begins with."""
    link = f'<p><a href="https://www.nih.gov/">{label}</a></p>'
    page = StandardPage(
        title="Plain", summary="", body=builders.body(StandardPage, ("Facts", [("text", link)]))
    )
    assert check(page, page.content_rules) == []


def test_link_that_leads_nowhere():
    """The page it led to has left: the report says so, and so does the page's own advice."""
    target = builders.make_standard_page("Visits")
    link = f'<p>See <a linktype="page" id="{target.pk}">your first visit</a></p>'
    page = StandardPage(
        title="Plain", summary="", body=builders.body(StandardPage, ("Facts", [("text", link)]))
    )
    assert check(page, page.content_rules) == []
    target.unpublish()
    [finding] = check(page, page.content_rules)
    assert (finding.rule.id, finding.words) == ("dead-link", "your first visit")


def test_picture_alone_is_content():
    """A section may hold nothing but a picture, even one without words."""
    picture = {"image": builders.make_image().pk, "alt_text": "", "decorative": True}
    section = ("The house", [("figure", {"image": picture, "caption": ""})])
    page = StandardPage(title="Plain", summary="", body=builders.body(StandardPage, section))
    assert check(page, page.content_rules) == []


def test_blocks_that_show_nothing_are_no_content():
    """A card for a page that is not published leaves the heading as bare as no block at all."""
    section = ("Read on", [("text", "<p> </p>"), ("page_cards", {"pages": []})])
    page = StandardPage(title="Plain", summary="", body=builders.body(StandardPage, section))
    assert [finding.rule.id for finding in check(page, page.content_rules)] == ["empty-section"]
