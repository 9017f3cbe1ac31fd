"""Where editors and clinicians see the state of a review."""

import pytest
from django.urls import reverse

from tests.clinical_review.acting import (
    confirm,
    edit,
)
from tests.forms import messages, send
from tests.html import read, words
from treatments.models import (
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
