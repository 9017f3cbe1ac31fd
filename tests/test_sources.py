"""Sources: typed once, checked at once, cited with numbers, and never lost while a page cites them."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests import builders
from tests.forms import form_of, messages, send
from tests.html import read, words
from treatments.models import ConditionCitation, ConditionPage, Source, TreatmentCitation

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/treatments/source/add/"
NOTHING = {"title": "Migraine photophobia", "doi": "", "pmid": "", "url": ""}


def usage(editor, source):
    """Return the page that lists where `source` is used, parsed."""
    return read(editor.get(reverse(Source.snippet_viewset.get_url_name("usage"), args=[source.pk])))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("doi", "doi:brain/aww119", "This is not a DOI. A DOI starts with “10.” and has a slash"),
        ("doi", "https://example.org/10.1093/brain/aww119", "This is not a DOI."),
        ("pmid", "2719002x", "This is not a PubMed number."),
        ("pmid", "0", "This is not a PubMed number."),
        ("url", "the library", "Enter a valid URL."),
        ("year", "1066", "greater than or equal to 1800"),
        ("title", "", "This field is required."),
    ],
)
def test_mistakes_are_marked_where_they_are(editor, field, typed, said):
    """A wrong locator sends a reader nowhere; an editor who is told so keeps what is typed."""
    locator = {"doi": "10.1093/brain/aww119"} if field == "url" else {"url": "https://www.nih.gov/"}
    response = send(editor, ADD, {**NOTHING, "authors": "Noseda R", **locator, field: typed})
    assert set(messages(response)) == {field}
    assert said in messages(response)[field]
    form = form_of(response)
    assert form["authors"] == "Noseda R"
    assert form[field] == typed
    assert not Source.objects.exists()


def test_source_needs_a_locator(editor):
    """A reader must be able to look a statement up."""
    response = send(editor, ADD, NOTHING)
    assert messages(response) == {
        "doi": "Say where to find it: fill in a DOI, a PubMed number or a web address."
    }
    assert form_of(response)["title"] == "Migraine photophobia"


@pytest.mark.parametrize(
    "typed",
    [
        "10.1093/brain/aww119",
        "https://doi.org/10.1093/brain/aww119",
        "http://dx.doi.org/10.1093/brain/aww119",
        " doi: 10.1093/brain/aww119 ",
        "DOI:10.1093/brain/aww119",
    ],
)
def test_pasted_doi_is_shortened(editor, typed):
    """Journals print a DOI in many ways; the same paper must not become five sources."""
    response = send(editor, ADD, {**NOTHING, "doi": typed})
    assert messages(response) == {}
    assert Source.objects.get().doi == "10.1093/brain/aww119"


@pytest.mark.parametrize(
    ("fields", "href"),
    [
        (
            {"doi": "10.1093/brain/aww119", "pmid": "27190022", "url": "https://www.nih.gov/"},
            "https://doi.org/10.1093/brain/aww119",
        ),
        ({"pmid": "27190022", "url": "https://www.nih.gov/"}, "https://pubmed.ncbi.nlm.nih.gov/27190022/"),
        ({"url": "https://www.nih.gov/"}, "https://www.nih.gov/"),
        (
            {"doi": "10.1002/(SICI)99<1::A>3.0.CO;2-#"},
            "https://doi.org/10.1002/(SICI)99%3C1::A%3E3.0.CO;2-%23",
        ),
    ],
)
def test_readers_get_the_lasting_address(client, migraine, fields, href):
    """A DOI outlives the address of a web page."""
    source = builders.make_source(**{"doi": "", **fields})
    migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    assert read(client.get(migraine.url)).select_one("#sources li a")["href"] == href


def test_sources_are_numbered_in_the_editors_order(client, editor, migraine):
    """The numbers in a text mean something only while the list keeps its order."""
    zebra, apple, mango = (builders.make_source(title) for title in ("Zebra", "Apple", "Mango"))
    for source in (zebra, apple):
        migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    assert listed(client, migraine) == ["Zebra", "Apple"]
    edit = reverse("wagtailadmin_pages:edit", args=[migraine.pk])
    changes = {
        "citations": {
            "TOTAL_FORMS": "3",
            "0": {"ORDER": "3"},
            "1": {"ORDER": "1"},
            "2": {"source": mango.pk, "ORDER": "2", "DELETE": "", "id": ""},
        }
    }
    assert messages(send(editor, edit, changes, "publish")) == {}
    assert listed(client, migraine) == ["Apple", "Mango", "Zebra"]


def listed(client, page):
    return [words(a) for a in read(client.get(page.url)).select("ol li a[rel=external]")]


def test_source_says_which_pages_cite_it(editor, migraine, ketamine):
    """When a paper is withdrawn, every page that rests on it must be found."""
    source = builders.make_source("A withdrawn paper")
    figures = {"figures": [{"figure": "6", "sentence": "attacks a month", "source": source.pk}]}
    builders.make_condition(
        "Sciatica", body=builders.body(ConditionPage, ("Numbers", [("key_figures", figures)]))
    )
    builders.make_condition("Backache")
    migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    ketamine.citations.add(TreatmentCitation(source=source))
    builders.publish(ketamine)
    links = {a["href"] for a in usage(editor, source).select("main table a[href]")}
    for title, cited in (
        ("Migraine Treatment", True),
        ("Ketamine", True),
        ("Sciatica", True),
        ("Backache", False),
    ):
        edit = reverse("wagtailadmin_pages:edit", args=[Page.objects.get(title=title).pk])
        assert any(href.startswith(edit) for href in links) == cited, title


def test_source_that_is_cited_cannot_be_deleted(editor, migraine):
    """A numbered list with a gap, or a crash, is no answer to a click on “delete”."""
    source = builders.make_source("Still cited")
    migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    assert_kept(editor, source, "Migraine Treatment")
    assert listed(editor, migraine) == ["Still cited"]


def test_source_of_a_key_figure_cannot_be_deleted(editor):
    """A number without its source is a claim that nobody can check."""
    source = builders.make_source("Behind a number")
    figures = {"figures": [{"figure": "6", "sentence": "attacks a month", "source": source.pk}]}
    builders.make_condition(
        "Sciatica", body=builders.body(ConditionPage, ("Numbers", [("key_figures", figures)]))
    )
    assert_kept(editor, source, "Sciatica")


def assert_kept(editor, source, page_title):
    """Try to delete `source` from its own page and from the list; both answer with the page that uses it."""
    one = reverse(Source.snippet_viewset.get_url_name("delete"), args=[source.pk])
    ticked = reverse("wagtail_bulk_action", args=["treatments", "source", "delete"])
    for address in (one, f"{ticked}?id={source.pk}&next=/admin/"):
        answer = read(editor.post(address, follow=True))
        assert "was not deleted" in words(answer.body)
        assert page_title in words(answer.main)
        assert Source.objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("name", ["edit", "view_draft", "history"])
def test_draft_outlives_a_source_that_it_cites(editor, migraine, name):
    """Only what is public protects a source; a draft that loses one must still open."""
    source, kept = builders.make_source("Deleted later"), builders.make_source("Kept")
    for cited in (source, kept):
        migraine.citations.add(ConditionCitation(source=cited))
    migraine.save_revision()
    editor.post(reverse(Source.snippet_viewset.get_url_name("delete"), args=[source.pk]))
    assert not Source.objects.filter(pk=source.pk).exists()
    opened = editor.get(reverse(f"wagtailadmin_pages:{name}", args=[migraine.pk]))
    assert opened.status_code == 200
    if name == "view_draft":
        assert [words(a) for a in read(opened).select("#sources a")] == ["Kept"]


def test_source_that_nobody_cites_can_be_deleted(editor):
    """A typing mistake need not stay in the list for ever."""
    source = builders.make_source("A mistake")
    editor.post(reverse(Source.snippet_viewset.get_url_name("delete"), args=[source.pk]), follow=True)
    assert not Source.objects.exists()


def test_sources_can_be_found_by_what_people_remember(editor):
    """Of a hundred papers an editor remembers an author or a word of the title."""
    builders.make_source("Photophobia in migraine", authors="Noseda R", publisher="Brain")
    builders.make_source("Ketamine infusions", authors="Doe J", publisher="Pain")
    for typed in ("Noseda", "photophobia", "Brain"):
        found = read(editor.get("/admin/snippets/treatments/source/", {"q": typed})).main
        assert "Photophobia in migraine" in words(found)
        assert "Ketamine infusions" not in words(found)


@pytest.mark.parametrize(("field", "number"), [("doi", "10.1093/BRAIN/aww119"), ("pmid", "27190022")])
def test_publication_is_in_the_list_once(editor, field, number):
    """Two entries of one paper would be kept up to date by halves."""
    builders.make_source("The first entry", **{"doi": "", field: number.lower()})
    address = reverse(Source.snippet_viewset.get_url_name("add"))
    response = send(editor, address, {"title": "The second entry", field: number})
    assert list(messages(response)) == [field]
    assert "The first entry" in messages(response)[field]
    assert form_of(response)["title"] == "The second entry"
    assert Source.objects.count() == 1
