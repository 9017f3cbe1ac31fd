"""A second pair of eyes: whoever made the last change to what a page tells can't approve it."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.models import ClinicImage
from tests import builders
from tests.clinical_review.acting import (
    JSON,
    act_in_editor,
    approve,
    confirm,
    edit,
    fresh,
    open_review,
    refusal,
    signed_in,
    statement,
    submit,
)
from tests.forms import form_of, send
from tests.html import read, words
from treatments.models import (
    ClinicalApproval,
    ClinicalReviewSettings,
    Clinician,
    ConditionCitation,
    Source,
)

pytestmark = pytest.mark.django_db


def test_nobody_approves_their_own_change(reviewer, migraine):
    """A second pair of eyes; the reason is said before anything is typed."""
    submit(reviewer, migraine, {"subtitle": "The reviewer's own words"})
    address, window, fields = open_review(reviewer, migraine)
    assert "You made the last change" in words(window)
    assert not window.select("form")
    forced = {"digest": "0" * 64, "months": "12"}
    assert "You made the last change" in refusal(reviewer.post(address, forced, headers=JSON).json())
    assert not ClinicalApproval.objects.exists()
    assert fields == {}


def test_own_change_where_the_clinic_allows_it(editor, reviewer, migraine):
    """A clinic with one clinician can't wait for a second."""
    address = reverse("wagtailsettings:edit", args=["treatments", "clinicalreviewsettings"])
    send(editor, address, {"own_changes": "on"})
    assert ClinicalReviewSettings.objects.get().own_changes
    submit(reviewer, migraine, {"subtitle": "The reviewer's own words"})
    approve(reviewer, migraine)
    assert statement(migraine)


def test_own_live_words_cannot_be_confirmed(editor, migraine):
    """Confirming must not be the way round the second pair of eyes."""
    admin = get_user_model().objects.get(username="clinic-admin")
    Clinician.objects.create(name="Al", user=admin)
    send(editor, edit(migraine), {"subtitle": "Own words"}, "publish")
    shown = editor.get(reverse("clinical_review:confirm", args=[migraine.pk]))
    assert "You made the last change" in words(read(shown).main)
    assert not ClinicalApproval.objects.exists()


def test_typing_while_approving_keeps_the_words_and_approves_nothing(writer, reviewer, migraine):
    """A reviewer who changes a word in the editor and then approves has not approved that word."""
    submit(writer, migraine)
    _address, _window, fields = open_review(reviewer, migraine)
    answer = act_in_editor(
        reviewer, migraine, fields | {"months": 12}, {"subtitle": "Typed at the last moment"}
    )
    assert "You made the last change" in words(read(answer).body)
    assert not ClinicalApproval.objects.exists()
    assert form_of(reviewer.get(edit(migraine)))["subtitle"] == "Typed at the last moment"
    assert statement(migraine) == ""


def own_change_on_the_condition(jane, migraine, ketamine):
    """Jane writes what ketamine does, on the condition; it shows on the treatment that she then confirms."""
    link = migraine.treatment_links.first()
    link.explanation = "<p>In Jane's own words.</p>"
    migraine.treatment_links.add(link)
    migraine.save_revision(user=jane).publish(user=jane)
    return ketamine


def own_change_of_a_source(jane, migraine, ketamine):
    """Jane corrects a source that the page cites."""
    migraine.citations.add(ConditionCitation(source=builders.make_source(year=2016)))
    builders.publish(migraine)
    send(
        signed_in(jane),
        reverse(Source.snippet_viewset.get_url_name("edit"), args=[Source.objects.get().pk]),
        {"year": "2017"},
    )
    return migraine


def own_change_of_a_picture(jane, migraine, ketamine):
    """Jane uploads another file in the place of a picture."""
    page = builders.make_full_condition()
    address = reverse("wagtailimages:edit", args=[ClinicImage.objects.first().pk])
    client = signed_in(jane)
    client.post(address, form_of(client.get(address)) | {"file": builders.picture_file(300, 200, "b.jpg")})
    return page


def own_change_published_by_another(jane, migraine, ketamine):
    """Jane writes, and somebody else presses the button."""
    migraine.subtitle = "In Jane's own words"
    migraine.save_revision(user=jane)
    other = get_user_model().objects.create_superuser("al")
    send(signed_in(other), edit(migraine), {}, "publish")
    return migraine


@pytest.mark.parametrize(
    "change",
    [
        own_change_on_the_condition,
        own_change_of_a_source,
        own_change_of_a_picture,
        own_change_published_by_another,
    ],
)
def test_nobody_approves_their_own_change_of_what_a_page_shows(migraine, ketamine, change):
    """The second pair of eyes is for the words, wherever they are kept and whoever published them."""
    jane = builders.make_reviewer()
    page = change(jane, migraine, ketamine)
    shown = signed_in(jane).get(reverse("clinical_review:confirm", args=[page.pk]))
    assert "You made the last change" in words(read(shown).main)
    assert not read(shown).main.select("form")
    sam = signed_in(builders.make_reviewer("sam", "Sam Roe"))
    confirm(sam, page)
    assert "Sam Roe" in statement(page)
    confirm(signed_in(jane), page)
    assert "Jane Doe" in statement(page)


def test_saving_without_a_change_makes_nobody_the_author(writer, migraine):
    """The editor's marks in a text are no words: whoever only looked may approve and publish."""
    jane = builders.make_reviewer()
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    fresh(migraine).get_latest_revision_as_object().save_revision(user=jane)
    approve(signed_in(jane), migraine)
    assert statement(migraine)
    assert migraine.subtitle == "A new subtitle"


def test_who_puts_words_back_has_not_written_them(editor, reviewer, migraine, ketamine):
    """A reviewer who undoes what was published around them may still approve the pages that show it."""
    confirm(reviewer, migraine)
    approval = ClinicalApproval.objects.get()
    page = fresh(migraine)
    for link in page.treatment_links.all():
        link.explanation = "<p>Published around the review</p>"
        page.treatment_links.add(link)
    builders.publish(page)
    reviewer.post(reverse("clinical_review:restore", args=[migraine.pk, approval.pk]))
    send(reviewer, edit(migraine), {}, "publish")
    shown = reviewer.get(reverse("clinical_review:confirm", args=[ketamine.pk]))
    assert "You made the last change" not in words(read(shown).main)
    assert statement(migraine)


def test_opening_a_review_does_not_grow_with_the_history(reviewer, migraine):
    """A page whose menu entry was changed sixty times opens as quickly as one that never was."""
    address = reverse("clinical_review:confirm", args=[migraine.pk])

    def queries(more):
        for number in range(more):
            page = fresh(migraine)
            page.search_description = f"Description {number}"
            builders.publish(page)
        reviewer.get(address)
        with CaptureQueriesContext(connection) as context:
            assert reviewer.get(address).status_code == 200
        return len(context)

    assert queries(2) == queries(6)
