"""The fingerprint of what a page tells: one content, one fingerprint; other words, another one."""

import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

from tests import builders
from tests.clinical_review.acting import confirm, edit, fresh
from tests.forms import form_of, send
from tests.test_blocks import parts, streams
from treatments.clinical_review.content import told, told_html
from treatments.clinical_review.digest import content_digest, live_digests, reviewed_content
from treatments.clinical_review.wording import differences
from treatments.models import ClinicalApproval, ConditionPage, Source, TreatmentForCondition, TreatmentPage

pytestmark = pytest.mark.django_db


def test_every_form_of_one_content_gives_one_digest(editor, every_page, clinic):
    """Saved, published again, in a draft, reverted to or copied: nothing was reworded."""
    page = fresh(every_page["everything"])
    digest = content_digest(page, clinic)
    first = page.latest_revision
    assert content_digest(page.get_latest_revision_as_object(), clinic) == digest
    send(editor, edit(page), {}, "publish")
    assert content_digest(fresh(page), clinic) == digest
    send(editor, edit(page), {"summary": "Other words."}, "publish")
    assert content_digest(fresh(page), clinic) != digest
    send(editor, reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]), {}, "publish")
    assert content_digest(fresh(page), clinic) == digest
    copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = form_of(editor.get(copy)) | {"new_slug": "a-copy", "publish_copies": "on"}
    editor.post(copy, data)
    assert content_digest(ConditionPage.objects.get(slug="a-copy"), clinic) == digest


def test_many_pages_at_once_give_the_same_digests(every_page, clinic):
    """The report reads pages in bulk, a visitor's page alone: they must agree."""
    pages = [*ConditionPage.objects.all(), *TreatmentPage.objects.all()]
    assert len(pages) > 4
    assert live_digests(pages, clinic) == {page.pk: content_digest(fresh(page), clinic) for page in pages}
    every_page["migraine"].unpublish()
    pages = [fresh(page) for page in pages]
    assert live_digests(pages, clinic) == {page.pk: content_digest(fresh(page), clinic) for page in pages}


def test_many_pages_take_no_more_queries(every_page, clinic):
    """Pages with pictures, sources, cards and documents are read together."""
    builders.make_full_condition("Another with everything", source="Another source")

    def count(pages):
        read = [fresh(page) for page in pages]
        with CaptureQueriesContext(connection) as context:
            live_digests(read, clinic)
        return len(context)

    live_digests(list(ConditionPage.objects.all()), clinic)  # from now on the digests of files are known
    one = count([every_page["everything"]])
    both = count([every_page["everything"], ConditionPage.objects.get(title="Another with everything")])
    assert max(one, both) <= 12


def test_digest_can_be_checked_later(reviewer, migraine):
    """The record holds what was approved, so that anybody can compute its fingerprint again."""
    confirm(reviewer, migraine)
    approval = ClinicalApproval.objects.get()
    text = json.dumps(approval.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == approval.digest


SAME = [
    ("<p>One  two</p>", '<p data-block-key="a1b2c">One two</p>'),
    ("<p>One</p>", "<p>One</p><p></p>"),
    ("<p> One <b>two</b> </p>", "<p>One <b>two</b></p>"),
    ("<p>One<br/>two</p>", "<p>One<br>two</p>"),
    ("<p>&amp; &quot;</p>", '<p>&#38; "</p>'),
    (
        "<ul><li>One<ul><li>two</li></ul></li></ul>",
        "<ul>\n <li>One\n <ul><li>two</li></ul>\n </li>\n</ul>",
    ),
    (
        '<p><a linktype="page" id="3">x</a></p>',
        '<p><a id="3" linktype="page">x</a></p>',
    ),
]
OTHER = [
    ("<p>One two</p>", "<p>Onetwo</p>"),
    ("<p>One <b>two</b></p>", "<p>One<b>two</b></p>"),
    ("<p>One two</p>", "<p>One</p><p>two</p>"),
    ("<p>One two</p>", "<p>One <b>two</b></p>"),
    ("<p>not <b>safe</b></p>", "<p><b>not</b> safe</p>"),
    ("<p>10<sup>2</sup></p>", "<p>102</p>"),
    ("<ul><li>One</li><li>two</li></ul>", "<ol><li>One</li><li>two</li></ol>"),
    ("<ul><li>One<ul><li>two</li></ul></li></ul>", "<ul><li>One</li><li>two</li></ul>"),
    ('<p><a linktype="page" id="3">x</a></p>', '<p><a linktype="page" id="4">x</a></p>'),
    ('<p><a linktype="page" id="3">x</a></p>', '<p><a linktype="document" id="3">x</a></p>'),
    ('<p><a href="https://a.example/">x</a></p>', '<p><a href="https://b.example/">x</a></p>'),
    ("<p>One</p>", "<p>one</p>"),
    ("<p>&lt;b&gt;</p>", "<p><b></b></p>"),
    ("<ol><li></li><li>Two</li></ol>", "<ol><li>Two</li></ol>"),
    ('<ol start="3"><li>x</li></ol>', "<ol><li>x</li></ol>"),
    ('<embed embedtype="image" id="1"/>', '<embed embedtype="image" id="2"/>'),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_read_the_same(one, other):
    """What differs is what a browser does not show."""
    assert told_html(one) == told_html(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_texts_that_read_otherwise(one, other):
    """Each of these says something else."""
    assert told_html(one) != told_html(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_reviewer_can_see_every_difference(one, other):
    """What counts and can't be seen would be approved without being looked at."""
    contents = [
        {"form": 1, "page": {"title": "T", "shown_links": [{"explanation": told_html(text)}]}, "notices": {}}
        for text in (one, other)
    ]
    rows = differences(*contents)
    assert rows
    assert all(before != after for _label, before, after in rows)
    assert differences(contents[0], contents[0]) == []


def test_what_differs_is_shown_where_it_is(every_page, clinic):
    """Order, links, lists and notices: each has a row of its own."""
    before = reviewed_content(every_page["everything"], clinic)

    def rows(change):
        after = json.loads(json.dumps(before))
        change(after)
        return [label for label, _before, _after in differences(before, after)]

    assert rows(lambda content: content["page"]["shown_links"].reverse()) == [
        "Treatment for condition 1",
        "Treatment for condition 3",
    ]
    assert rows(lambda content: content["page"]["sources"].reverse()) == ["Source 1", "Source 2"]
    assert rows(lambda content: content["notices"].update(crisis=told_html("<p>Call us</p>"))) == [
        "Crisis line"
    ]
    assert rows(lambda content: content["page"]["body"].pop()) == ["Section 1"]
    assert rows(lambda content: content.update(form=2)) == ["Something that has no words"]


def test_file_that_cannot_be_read(client, every_page, clinic):
    """A lost file must not take the page and the report with it, and is another content than before."""
    page = fresh(every_page["everything"])
    digest = content_digest(page, clinic)
    document = get_document_model().objects.get()
    document.file.delete(save=False)
    get_document_model().objects.update(file_hash="", file="documents/gone.pdf")
    assert content_digest(fresh(page), clinic) != digest


def test_every_block_can_be_told(every_page):
    """A block that nobody thought of would make its page fail: it is found here first."""
    seen = set()
    for stream in streams():
        for name, block in parts(stream):
            value = block.to_python(block.get_prep_value(block.get_preview_value()))
            json.dumps(told(value))
            seen.add(name)
    assert len(seen) > 20


def test_what_cannot_be_told_is_named():
    """A new kind of content has to be thought about, not to be left out."""
    with pytest.raises(TypeError, match=r"content\.py"):
        told(object())
    with pytest.raises(TypeError, match=r"content\.py"):
        told(Page())


@pytest.mark.parametrize("page_type", [ConditionPage, TreatmentPage, Source, TreatmentForCondition])
def test_new_field_is_thought_about(page_type):
    """Every field of our own is either part of the approval or known to be none of it."""
    outside = {
        "listing_image",
        "social_image",
        "hide_from_search_engines",
        "page_ptr",
        "id",
        "sort_order",
        "doi",
        "pmid",
        "url",
        "condition",
        "treatment",
    }
    own = {
        field.name
        for field in page_type._meta.concrete_fields
        if field.model.__module__.startswith(("home.", "treatments."))
    }
    assert own - set(page_type.reviewed_fields) <= outside


def test_locator_and_treatment_count_by_what_is_shown():
    """A source's number and a link's target are told by the address and the name that stand on the page."""
    assert "locator" in Source.reviewed_fields
    assert {"treatment_title", "condition_title"} < set(TreatmentForCondition.reviewed_fields)
