"""How often a page asks the database: few times, and no more often when a list grows.

A page is counted at its first visit after a change, in a process that has shown another page since: it knows
content types and what every page shares, and the cache the site's address and the sizes of pictures.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import StandardPage
from tests import builders
from tests.after_change import wait_for_visit
from tests.clinical_review.acting import signed_in
from tests.html import read
from treatments.models import (
    ConditionCitation,
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    TreatmentIndexPage,
    TreatmentPage,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("between_transactions")]

MOST = 6
# Each kind of thing that a page points to is one more: pictures, sources of figures, the footer's links.
MOST_OF_A_COMPLETE_SITE = MOST + 2
# Cards ask once for each type of page in them.
MOST_WITH_CARDS_AND_DOCUMENTS = MOST + 7
# A process that has just started learns content types and the site's address.
MOST_AT_FIRST = MOST + 9
MOST_IN_THE_ADMIN = 45


def queries(client, url):
    """Return how many queries the first visit of `url` makes after a change."""
    wait_for_visit(client, url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def clinical_page():
    """Return a condition page with pictures, sources and each block but cards and documents."""
    page = builders.make_full_condition()
    for section in page.body:
        content = section.value["content"]
        for place in reversed(range(len(content))):
            if content[place].block_type in {"page_cards", "document_link"}:
                del content[place]
    return builders.publish(page)


def add_pages(page_type, parent, titles, image_size=None):
    """Add a published page for each of `titles`, with a picture of its own if `image_size` is given."""
    for title in titles:
        image = builders.make_image(*image_size) if image_size else None
        parent.add_child(instance=page_type(title=title, summary="What to know.", listing_image=image))


def test_first_visit_of_the_migraine_page(client, migraine):
    """Right after a start nothing is remembered, and somebody is waiting."""
    ContentType.objects.clear_cache()
    cache.clear()
    with CaptureQueriesContext(connection) as context:
        assert client.get(migraine.url).status_code == 200
    assert len(context) <= MOST_AT_FIRST


def test_pages_of_a_new_site(client, migraine, ketamine):
    """What most visitors read takes eight questions, and next to no time."""
    for url in (migraine.url, ketamine.url, "/conditions/", "/treatments/"):
        assert queries(client, url) <= MOST, url


def test_next_visits(client, migraine, ketamine):
    """Whatever a page looks up stays with it until something changes; it is only rendered again."""
    for url in (migraine.url, ketamine.url, "/"):
        queries(client, url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        assert not len(context), context.captured_queries


def test_condition_page_of_a_complete_site(client, clinic):
    """Pictures, numbered sources, sources of figures and treatments are each fetched once, not one by one."""
    builders.complete(clinic, builders.make_standard_page())
    page = clinical_page()
    kinds = {block.block_type for section in page.body for block in section.value["content"]}
    assert kinds >= {"figure", "key_figures", "table", "care_card", "questions"}
    assert queries(client, page.url) <= MOST_OF_A_COMPLETE_SITE


def test_condition_page_that_leads_on(client, clinic):
    """Cards and documents are the dear ones: each kind of page in the cards is one more question."""
    builders.complete(clinic, builders.make_standard_page())
    assert queries(client, builders.make_full_condition().url) <= MOST_WITH_CARDS_AND_DOCUMENTS


def test_longer_condition_page_asks_no_more(client):
    """Four pictures, sources and cards take as many queries as one of each."""
    images = [builders.make_image(64, 48) for _ in range(4)]
    sources = [builders.make_source(f"Source {number}") for number in range(4)]
    treatments = [builders.make_treatment(f"Treatment {number}") for number in range(4)]

    def page(count):
        rows = [{"figure": "6", "sentence": "a month", "source": source.pk} for source in sources[:count]]
        blocks = [
            (
                "figure",
                {"image": {"image": picture.pk, "alt_text": "A room", "decorative": False}, "caption": ""},
            )
            for picture in images[:count]
        ]
        blocks += [("key_figures", {"figures": [row]}) for row in rows]
        blocks += [("page_cards", {"pages": [treatment.pk for treatment in treatments[:count]]})]
        condition = builders.make_condition(
            f"With {count}", body=builders.body(ConditionPage, ("What points elsewhere", blocks))
        )
        condition.citations = [ConditionCitation(source=source) for source in sources[:count]]
        for treatment in treatments[:count]:
            builders.link_treatment(condition, treatment, RegulatoryStatus.APPROVED)
        return condition

    assert queries(client, page(4).url) == queries(client, page(1).url)


@pytest.mark.parametrize(
    ("index_type", "page_type"), [(ConditionIndexPage, ConditionPage), (TreatmentIndexPage, TreatmentPage)]
)
@pytest.mark.parametrize(("many", "image_size"), [(100, None), (12, (64, 48))])
def test_longer_index_asks_no_more(client, index_type, page_type, many, image_size):
    """A list of a hundred pages opens as fast as one of three, with pictures too."""
    index = index_type.objects.get()
    ConditionPage.objects.get().delete()
    TreatmentPage.objects.get().delete()
    add_pages(page_type, index, ["One", "Two", "Three"], image_size)
    few = queries(client, index.url)
    assert few <= MOST
    add_pages(
        page_type, index_type.objects.get(), [f"Page {number}" for number in range(4, many + 1)], image_size
    )
    assert queries(client, index.url) == few
    cards = read(client.get(index.url)).select(".card")
    assert (len(cards), len([card for card in cards if card.img])) == (many, many if image_size else 0)


def test_treatment_for_more_conditions_asks_no_more(client, ketamine):
    """Ketamine's page grows with each condition it is used for."""
    few = queries(client, ketamine.url)
    assert few <= MOST
    for number in range(9):
        condition = builders.make_condition(f"Condition {number}")
        builders.link_treatment(condition, ketamine, RegulatoryStatus.OFF_LABEL)
    assert queries(client, ketamine.url) == few


def test_other_pages(client, clinic):
    """The front page and plain pages are no dearer than the clinical ones."""
    about = builders.make_standard_page("About", show_in_menus=True)
    builders.complete(clinic, about)
    nested = builders.make_page(type(about), about, "Nested")
    for page in ("/", about.url, nested.url, "/conditions/", "/treatments/"):
        assert queries(client, page) <= MOST_OF_A_COMPLETE_SITE, page


def add_dead_links(first, last, target):
    """Add published pages of two types, each with links to `target`, to nothing, and to another site."""
    index = ConditionIndexPage.objects.get()
    for number in range(first, last, 2):
        html = "".join(f'<p><a linktype="page" id="{pk}">On</a></p>' for pk in (target.pk, 10**9))
        html += f'<p><a href="https://outside.example/{number}">Out</a></p>'
        for page_type, parent in ((StandardPage, index.get_parent()), (ConditionPage, index)):
            body = builders.body(page_type, ("The house", [("text", html)]))
            page = page_type(title=f"Page {number}", summary="What to know.", body=body)
            type(parent).objects.get(pk=parent.pk).add_child(instance=page)


def test_report_on_links_of_a_large_site_asks_no_more(migraine):
    """With two hundred pages it opens with as many questions as with twenty, whoever looks at it."""
    target = builders.make_standard_page("Visits")
    target.unpublish()
    users = builders.make_user("ed", "Editors"), builders.make_user("kim", "Site managers")
    clients = [signed_in(user) for user in users]
    add_dead_links(0, 20, target)
    few = [queries(client, "/admin/reports/links/") for client in clients]
    add_dead_links(20, 200, target)
    assert ConditionPage.objects.count() > 100
    assert [queries(client, "/admin/reports/links/") for client in clients] == few
    assert max(few) <= MOST_IN_THE_ADMIN
