"""What takes the statement away, and what does not: a page claims a review of its very words, or none."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests import builders
from tests.clinical_review.acting import (
    confirm,
    edit,
    statement,
)
from tests.forms import form_of, send, text
from tests.html import read
from treatments.models import (
    ConditionPage,
    RegulatoryStatus,
    Source,
)

pytestmark = pytest.mark.django_db


def change_letter(page, editor):
    """Change one letter of the text."""
    page.summary = page.summary.replace("a", "e", 1)
    builders.publish(page)


def change_case(page, editor):
    """Change a small letter to a capital one."""
    page.title = page.title.swapcase()
    builders.publish(page)


def change_alt_text(page, editor):
    """Change what a picture's alt text says."""
    block_of(page, "figure").value["image"].contextual_alt_text = "Another room"
    builders.publish(page)


def replace_picture(page, editor):
    """Upload another file in the place of a picture that the page shows."""
    image = block_of(page, "figure").value["image"]
    address = reverse("wagtailimages:edit", args=[image.pk])
    file = builders.picture_file(300, 200, "other.jpg")
    editor.post(address, form_of(editor.get(address)) | {"file": file})


def replace_document(page, editor):
    """Upload another file in the place of a document that the page offers."""
    document = block_of(page, "document_link").value["document"]
    address = reverse("wagtaildocs:edit", args=[document.pk])
    editor.post(address, form_of(editor.get(address)) | {"file": builders.document_file(b"%PDF-1.5")})


def swap_list_items(page, editor):
    """Change the order of two symptoms."""
    items = block_of(page, "symptom_list").value["items"]
    items.append(items[0])
    del items[0]
    builders.publish(page)


def change_source(page, editor):
    """Correct the year of a source, in its own form."""
    address = reverse(Source.snippet_viewset.get_url_name("edit"), args=[page.sources[0].pk])
    send(editor, address, {"year": "2017"})


def change_link_target(page, editor):
    """Have the same words lead elsewhere."""
    text = block_of(page, "text").value
    text.source = text.source.replace("https://good.example/", "https://evil.example/")
    builders.publish(page)


def change_list_kind(page, editor):
    """Number a list that was not numbered."""
    text = block_of(page, "text").value
    text.source = text.source.replace("ul>", "ol>")
    builders.publish(page)


def unpublish_target(page, editor):
    """Take away the page that a button leads to: the button goes, too."""
    block_of(page, "call_to_action").value["link"]["page"].unpublish()


def change_sources_order(page, editor):
    """Number the sources in another order."""
    first, second = page.citations.all()
    first.sort_order, second.sort_order = 1, 0
    page.citations = [second, first]
    builders.publish(page)


def change_explanation(page, editor):
    """Change what the page says of a treatment."""
    link = page.treatment_links.first()
    link.explanation = "<p>What it is said to do.</p>"
    page.treatment_links.add(link)
    builders.publish(page)


def change_status(page, editor):
    """State that a use is approved which was off-label."""
    link = next(link for link in page.treatment_links.all() if link.is_off_label)
    link.regulatory_status = RegulatoryStatus.APPROVED
    page.treatment_links.add(link)
    builders.publish(page)


def change_notice(name):
    """Return a change of the notice of that name in the clinic details."""

    def change(page, editor):
        address = reverse("wagtailsettings:edit", args=["home", "clinicsettings"])
        send(editor, address, {name: text("Our own words.")})

    return change


def change_card(page, editor):
    """Change the summary of a page that a card on this page shows."""
    shown = block_of(page, "page_cards").value.open_pages[0]
    shown.summary = "Another summary."
    builders.publish(shown)


def block_of(page, kind):
    """Return the first block of that kind on `page`."""
    return next(
        block for section in page.body for block in section.value["content"] if block.block_type == kind
    )


DROPS = [
    change_letter,
    change_case,
    change_alt_text,
    replace_picture,
    replace_document,
    swap_list_items,
    change_source,
    change_sources_order,
    change_explanation,
    change_status,
    change_notice("off_label_notice"),
    change_notice("medical_notice"),
    change_notice("crisis_line"),
    change_notice("footer_text"),
    change_card,
    change_link_target,
    change_list_kind,
    unpublish_target,
]


@pytest.mark.parametrize("change", DROPS)
def test_change_takes_the_statement_away(client, editor, reviewer, full, change):
    """Whatever a reader is told differs from what was approved: then nobody has approved it."""
    confirm(reviewer, full)
    assert statement(full)
    assert "reviewedBy" in client.get(full.url).content.decode()
    change(ConditionPage.objects.get(pk=full.pk), editor)
    assert statement(full) == ""
    assert "reviewedBy" not in client.get(full.url).content.decode()


def test_change_on_the_condition_reaches_the_treatment(editor, reviewer, migraine, ketamine):
    """What ketamine does is written on the condition and shown on both: both lose their review."""
    for page in (migraine, ketamine):
        confirm(reviewer, page)
        assert statement(page)
    change_explanation(ConditionPage.objects.get(pk=migraine.pk), editor)
    assert statement(migraine) == statement(ketamine) == ""


def test_off_label_notice_concerns_pages_that_show_it(editor, reviewer, migraine, ketamine):
    """Its words are part of the pages with an off-label use, and of no other."""
    without = builders.make_condition("Without treatments")
    for page in (migraine, ketamine, without):
        confirm(reviewer, page)
    change_notice("off_label_notice")(migraine, editor)
    assert statement(migraine) == statement(ketamine) == ""
    assert statement(without)


KEEPS = {
    "search_description": "Another description",
    "seo_title": "Another title for search engines",
    "slug": "another-address",
    "show_in_menus": "on",
}


@pytest.mark.parametrize("field", KEEPS)
def test_what_is_not_clinical_keeps_the_statement(editor, reviewer, full, field):
    """An editor must not be punished for tidying an address."""
    confirm(reviewer, full)
    send(editor, edit(full), {field: KEEPS[field]}, "publish")
    assert str(getattr(Page.objects.get(pk=full.pk), field)) in {KEEPS[field], "True"}
    assert statement(full)


def test_other_details_of_the_clinic_keep_the_statement(editor, reviewer, full):
    """A new phone number is no change of what the page says about health."""
    confirm(reviewer, full)
    address = reverse("wagtailsettings:edit", args=["home", "clinicsettings"])
    send(editor, address, {"phone": "(555) 010-0100"})
    assert statement(full)


def test_approved_words_put_back_bring_it_back(editor, reviewer, full):
    """The approval is bound to words, not to a version number."""
    confirm(reviewer, full)
    before = statement(full)
    approved = full.latest_revision
    send(editor, edit(full), {"summary": "Other words."}, "publish")
    assert statement(full) == ""
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[full.pk, approved.pk])
    send(editor, revert, {}, "publish")
    assert statement(full) == before


def test_saving_without_a_change_keeps_it(editor, reviewer, full):
    """The editor rewrites all its fields at each save, with new marks in each text."""
    confirm(reviewer, full)
    send(editor, edit(full), {}, "publish")
    assert statement(full)


def test_picture_renamed_in_the_library(editor, reviewer, full):
    """Where a picture has no alt text of its own, the library's words stand in, and are read out."""
    block_of(full, "figure").value["image"].contextual_alt_text = ""
    page = builders.publish(full)
    confirm(reviewer, page)
    assert statement(page)
    image = block_of(page, "figure").value["image"]
    address = reverse("wagtailimages:edit", args=[image.pk])
    editor.post(address, form_of(editor.get(address)) | {"description": "Words that nobody approved"})
    assert read(editor.get(page.url)).find("img", alt="Words that nobody approved")
    assert statement(page) == ""
