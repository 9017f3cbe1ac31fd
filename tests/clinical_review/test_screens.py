"""Where editors and clinicians see the state of a review."""

import pytest
from django.urls import reverse

from tests.clinical_review.acting import (
    confirm,
    edit,
    fresh,
)
from tests.forms import messages, send
from tests.html import read, words
from treatments.models import (
    ClinicalApproval,
    Clinician,
    ConditionIndexPage,
)

pytestmark = pytest.mark.django_db


def test_state_in_the_editor_and_in_lists(editor, reviewer, migraine):
    """An editor sees the state beside the page, in the explorer and in the flat list."""
    places = (
        edit(migraine),
        reverse("wagtailadmin_explore", args=[migraine.get_parent().pk]),
        "/admin/conditions/",
    )
    for place in places:
        assert "Never reviewed" in words(read(editor.get(place)).body), place
    confirm(reviewer, migraine)
    for place in places:
        shown = words(read(editor.get(place)).body)
        assert "Never reviewed" not in shown, place
        assert "Reviewed" in shown, place


def test_editor_is_warned_of_what_publishing_does(editor, reviewer, migraine):
    """Before it happens, not after."""
    confirm(reviewer, migraine)
    warning = "This draft says something else than what was approved."
    assert warning not in words(read(editor.get(edit(migraine))).body)
    send(editor, edit(migraine), {"subtitle": "Other words"})
    assert warning in words(read(editor.get(edit(migraine))).body)


def test_new_page_opens_in_the_editor(editor):
    """A page that is not saved yet has no review to show."""
    parent = ConditionIndexPage.objects.get()
    opened = editor.get(reverse("wagtailadmin_pages:add", args=["treatments", "conditionpage", parent.pk]))
    assert opened.status_code == 200


def test_preview_tells_what_publishing_would_show(editor, reviewer, migraine):
    """The preview of the approved words has the statement, that of others has not."""
    confirm(reviewer, migraine)
    draft = reverse("wagtailadmin_pages:view_draft", args=[migraine.pk])
    assert read(editor.get(draft)).select(".review-note")
    send(editor, edit(migraine), {"subtitle": "Other words"})
    assert not read(editor.get(draft)).select(".review-note")


def test_guide_is_in_the_help_menu(writer):
    """Editors find out how a page gets live where they look for help."""
    guide = reverse("clinical_review:guide")
    shown = read(writer.get(guide))
    assert "Submit to Clinical review" in words(shown.main)
    assert guide in writer.get("/admin/").content.decode()


def test_profile_needs_the_registration_it_links_to(editor):
    """A link to a register says nothing without what to look up there."""
    address = reverse(Clinician.snippet_viewset.get_url_name("add"))
    response = send(editor, address, {"name": "Jane Doe", "registration_url": "https://register.example/"})
    assert list(messages(response)) == ["registration"]
    assert not Clinician.objects.exists()


def changed_by(editor, page):
    """Return the sentence in the status panel that says who made the last change, or ""."""
    shown = words(read(editor.get(edit(page))).body)
    _before, found, after = shown.partition("The last change was made to ")
    return after.partition(", on ")[0] if found else ""


def test_who_changed_the_page_since_its_review(editor, writer, reviewer, full):
    """Since when and by whom: of the words, not of an address that somebody tidied afterwards."""
    confirm(reviewer, full)
    assert changed_by(editor, full) == ""
    send(writer, edit(full), {"subtitle": "Other words"})
    fresh(full).get_latest_revision().publish()
    assert changed_by(editor, full) == "this page, by Ed"
    send(editor, edit(full), {"slug": "tidy"}, "publish")
    assert changed_by(editor, full) == "this page, by Ed"


def test_what_changed_that_the_page_shows(editor, reviewer, full):
    """Nobody has touched the page, and it is not what was approved: the source is named."""
    confirm(reviewer, full)
    source = full.sources[0]
    send(
        editor, reverse(type(source).snippet_viewset.get_url_name("edit"), args=[source.pk]), {"year": "1999"}
    )
    send(editor, edit(full), {"slug": "tidy"}, "publish")
    assert changed_by(editor, full).startswith("“Migraine photophobia (1999)”, by")


def test_draft_that_brings_the_review_back(editor, reviewer, migraine):
    """After approved words are put back, the panel says what is left to do."""
    confirm(reviewer, migraine)
    approval = ClinicalApproval.objects.get()
    send(editor, edit(migraine), {"subtitle": "Other words"}, "publish")
    hint = "This draft has the approved words."
    assert hint not in words(read(editor.get(edit(migraine))).body)
    editor.post(reverse("clinical_review:restore", args=[migraine.pk, approval.pk]))
    assert hint in words(read(editor.get(edit(migraine))).body)
