"""Links in rich text to what is gone: on the public page the words stay, and nothing leads to an error."""

import pytest
from wagtail.blocks import RichTextBlock
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.models import StandardPage
from tests import builders
from tests.clinical_review.acting import confirm, signed_in
from tests.html import read, shown, words

pytestmark = pytest.mark.django_db


def link(kind, pk, text="Read on"):
    """Return a link as rich text holds it."""
    return f'<a linktype="{kind}" id="{pk}">{text}</a>'


def rendered(html):
    """Return what readers get of rich text, parsed."""
    return shown(RichTextBlock(), RichTextBlock().to_python(html))


def page_with(html):
    """Return a published page with that text."""
    return builders.make_standard_page(
        "About", body=builders.body(StandardPage, ("The house", [("text", html)]))
    )


def shown_link(client, page):
    """Return the link in the page's section as a visitor gets it."""
    return read(client.get(page.url)).select_one(".section .prose a")


def test_link_to_a_page_that_is_taken_down(client, ketamine):
    """A reader who is ill must not be sent to "Page not found"; and the link is back with its page."""
    page = page_with(f"<p>Ask. {link('page', ketamine.pk)}</p>")
    assert shown_link(client, page)["href"] == ketamine.url
    ketamine.unpublish()
    dead = shown_link(client, page)
    assert (dead.attrs, words(dead.parent)) == ({}, "Ask. Read on")
    builders.publish(Page.objects.get(pk=ketamine.pk).specific)
    assert shown_link(client, page)["href"] == ketamine.url


def test_link_to_a_page_that_is_deleted(client):
    """The words of a sentence stay whole."""
    gone = builders.make_standard_page("Gone")
    page = page_with(f"<p>{link('page', gone.pk)}</p>")
    gone.delete()
    assert (shown_link(client, page).attrs, words(shown_link(client, page))) == ({}, "Read on")


def test_link_to_a_document_that_is_deleted(client):
    """A file that was replaced by a new one leaves no broken download."""
    document = builders.make_document()
    page = page_with(f"<p>{link('document', document.pk)}</p>")
    assert shown_link(client, page)["href"] == document.url
    get_document_model().objects.all().delete()
    assert shown_link(client, page).attrs == {}


def test_page_without_an_address():
    """A page outside the site, such as the root of the tree, has none."""
    root = Page.get_first_root_node()
    assert rendered(f"<p>{link('page', root.pk)}</p>").a.attrs == {}


@pytest.mark.parametrize("number", ["", "x", "²", "99999999999999999999999"])
def test_link_that_names_no_page(number):
    """Text that another program has brought in must not take the whole page down."""
    assert rendered(f"<p>{link('page', number)}</p>").a.attrs == {}
    assert rendered('<p><a linktype="page">Read on</a></p>').a.attrs == {}


def test_many_links_are_one_question(django_assert_num_queries, migraine, ketamine):
    """A text with many links opens as fast as one with a single one."""
    about = builders.make_standard_page("About")
    about.unpublish()
    pages = [migraine, ketamine, about, Page.objects.get(slug="conditions")]
    html = "".join(f"<p>{link('page', page.pk)}</p>" for page in pages)
    rendered(html)
    with django_assert_num_queries(1):
        links = rendered(html).find_all("a")
    assert [found.get("href") for found in links] == [migraine.url, ketamine.url, None, "/conditions/"]


def test_other_links_stay(migraine):
    """Addresses, phone numbers and places within a page are none of its business."""
    hrefs = ["https://www.nih.gov/", "tel:988", "mailto:a@clinic.example", "#sources", "/conditions/"]
    html = "".join(f'<p><a href="{href}">Read on</a></p>' for href in hrefs)
    assert [found["href"] for found in rendered(html).find_all("a")] == hrefs


def test_what_a_clinician_approved_stays_approved(client, migraine):
    """The words are the same whether their link leads on or not: a page taken down voids no review."""
    target = builders.make_standard_page("Visits")
    migraine.body.append(
        ("section", {"heading": "More", "content": [("text", f"<p>{link('page', target.pk)}</p>")]})
    )
    page = builders.publish(migraine)
    confirm(signed_in(builders.make_reviewer()), page)
    target.unpublish()
    soup = read(client.get(page.url))
    assert soup.select(".review-note")
    assert not soup.find("a", string="Read on").attrs
    target.delete()
    assert read(client.get(page.url)).select(".review-note")
