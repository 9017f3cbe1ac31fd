"""Approvals are kept as they were given, whatever happens to what they name."""

import html
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import ClinicImage
from tests import builders
from tests.clinical_review.acting import (
    confirm,
    edit,
    fresh,
    signed_in,
    statement,
)
from tests.forms import send
from tests.html import read, words
from treatments.models import (
    ClinicalApproval,
    Clinician,
    ConditionPage,
    Source,
)

pytestmark = pytest.mark.django_db


def test_approvals_can_only_be_added(reviewer, migraine):
    """A record that can be changed later proves nothing."""
    confirm(reviewer, migraine)
    approval = ClinicalApproval.objects.get()
    approval.note = "Something else"
    for change in (
        approval.save,
        approval.delete,
        ClinicalApproval.objects.all().delete,
        lambda: ClinicalApproval.objects.update(note="Something else"),
        lambda: ClinicalApproval.objects.bulk_update([approval], ["note"]),
        lambda: ClinicalApproval._base_manager.update(note="Something else"),
        lambda: ClinicalApproval.objects.bulk_create(
            [approval], update_conflicts=True, update_fields=["note"], unique_fields=["id"]
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert ClinicalApproval.objects.get().note == ""


def test_approvals_outlive_what_they_name(editor, reviewer, migraine):
    """A page is deleted, a clinician leaves, an account is closed: the record stays as it was."""
    confirm(reviewer, migraine)
    kept = ClinicalApproval.objects.values().get()
    clinician = Clinician.objects.get()
    editor.post(reverse(Clinician.snippet_viewset.get_url_name("delete"), args=[clinician.pk]))
    editor.post(reverse("wagtailusers_users:delete", args=[kept["recorded_by_id"]]))
    assert statement(migraine).startswith("Medically reviewed by Jane Doe, MD")
    editor.post(reverse("wagtailadmin_pages:delete", args=[migraine.pk]), {"address": "gone"})
    assert not Clinician.objects.exists()
    assert not get_user_model().objects.filter(username="jane").exists()
    assert not ConditionPage.objects.exists()
    assert ClinicalApproval.objects.values().get() == kept


def test_name_stays_as_it_was_at_the_approval(editor, reviewer, migraine):
    """Who approved is a fact of that day."""
    confirm(reviewer, migraine)
    clinician = Clinician.objects.get()
    address = reverse(Clinician.snippet_viewset.get_url_name("edit"), args=[clinician.pk])
    send(editor, address, {"name": "Jane Smith"})
    assert Clinician.objects.get().name == "Jane Smith"
    assert "Jane Doe, MD" in statement(migraine)


def test_history_of_approvals(editor, reviewer, migraine):
    """One click from the page's editor; all that can be done is to use the words again."""
    confirm(reviewer, migraine, note="First look.")
    confirm(reviewer, migraine, note="Second look.")
    address = reverse("clinical_review:approvals", args=[migraine.pk])
    assert read(editor.get(edit(migraine))).select(f"a[href='{address}']")
    shown = read(editor.get(address))
    rows = [words(row) for row in shown.select("tbody tr")]
    assert [("Second look." in row, "holds now" in row) for row in rows] == [(True, True), (False, False)]
    addresses = {form["action"] for form in shown.main.select("form")}
    assert addresses == {restore(migraine, approval) for approval in ClinicalApproval.objects.all()}


def restore(page, approval):
    """Return the address that puts the words of `approval` back into the draft of `page`."""
    return reverse("clinical_review:restore", args=[page.pk, approval.pk])


def test_approved_words_are_put_back(editor, reviewer, full):
    """Into the draft, and from there to the page, which has its review again."""
    confirm(reviewer, full)
    approval = ClinicalApproval.objects.get()
    send(editor, edit(full), {"subtitle": "Something else"}, "publish")
    assert statement(full) == ""
    followed = editor.post(restore(full, approval), follow=True)
    assert "The draft has the words that Jane Doe, MD approved on" in followed.content.decode()
    assert statement(full) == ""
    assert fresh(full).subtitle == "Something else"
    send(editor, edit(full), {}, "publish")
    assert statement(full).startswith("Medically reviewed by Jane Doe, MD")


def test_words_are_put_back_by_those_who_may_edit(reviewer, writer, migraine):
    """Not by a visitor, not into a page that somebody has locked, not from the approval of another page."""
    confirm(reviewer, migraine)
    address = restore(migraine, ClinicalApproval.objects.get())
    drafts = migraine.revisions.count()
    assert Client().post(address).status_code == 302
    assert writer.get(address).status_code == 405
    other = builders.make_condition("Cluster headache")
    assert writer.post(address.replace(f"/{migraine.pk}/", f"/{other.pk}/", 1)).status_code == 404
    migraine.locked = True
    migraine.save()
    assert (
        "/restore/"
        not in writer.get(reverse("clinical_review:approvals", args=[migraine.pk])).content.decode()
    )
    writer.post(address)
    assert migraine.revisions.count() == drafts
    migraine.locked = False
    migraine.save()
    writer.post(address)
    assert migraine.revisions.count() == drafts + 1


@pytest.mark.parametrize("address", ["", "https://register.example/a00000"])
def test_registration_of_the_reviewer(editor, reviewer, migraine, address):
    """A visitor can check who answers for the words, where the clinic has said how."""
    confirm(reviewer, migraine)
    assert "Registration" not in statement(migraine)
    clinician = Clinician.objects.get()
    profile = reverse(Clinician.snippet_viewset.get_url_name("edit"), args=[clinician.pk])
    send(editor, profile, {"registration": "Medical Board, A 00000", "registration_url": address})
    assert statement(migraine).endswith("Registration: Medical Board, A 00000.")
    note = read(Client().get(migraine.url)).select_one(".review-note")
    assert [link["href"] for link in note.select("a")] == ([address] if address else [])


def test_every_approval_is_in_the_reports(editor, reviewer, migraine):
    """Also those of pages that are gone; for reviewers and managers, and to look at only."""
    confirm(reviewer, migraine, note="=1+1")
    editor.post(reverse("wagtailadmin_pages:delete", args=[migraine.pk]), {"address": "gone"})
    address = reverse("clinical_review:all_approvals")
    for client in (editor, reviewer, signed_in(builders.make_user("max", "Site managers"))):
        shown = read(client.get(address))
        [row] = [words(row) for row in shown.select("tbody tr")]
        assert row.startswith("Migraine Treatment")
        assert "Jane Doe, MD" in row
        assert not shown.main.select("form[method=post]")
        assert address in client.get("/admin/").content.decode()
    printed = b"".join(reviewer.get(address, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" in printed
    writer = signed_in(builders.make_user("ed", "Editors"))
    assert writer.get(address).status_code == 302


def test_only_the_reviewed_words_are_put_back(editor, reviewer, migraine):
    """Not the old address, nor the old place in the menu, nor a day on which the page would go offline."""
    builders.publish(set_fields(migraine, expire_at=timezone.now() + timedelta(days=2)))
    confirm(reviewer, fresh(migraine))
    later = {"slug": "migraines", "search_description": "New", "show_in_menus": True, "expire_at": None}
    builders.publish(set_fields(fresh(migraine), subtitle="Something else", **later))
    builders.make_condition("Migraine")  # takes the old address
    editor.post(restore(migraine, ClinicalApproval.objects.get()))
    send(editor, edit(migraine), {}, "publish")
    page = fresh(migraine)
    assert {name: getattr(page, name) for name in later} == later
    assert statement(page).startswith("Medically reviewed by Jane Doe, MD")


def set_fields(page, **fields):
    """Return `page` with other values in its fields, unsaved."""
    for name, value in fields.items():
        setattr(page, name, value)
    return page


def test_approved_words_whose_picture_is_gone(editor, reviewer, full):
    """Nobody is told that the page is what it was, and its review opens all the same."""
    confirm(reviewer, full)
    approval = ClinicalApproval.objects.get()
    ClinicImage.objects.all().delete()
    Source.objects.filter(title="A guideline").update(year=1999)
    followed = editor.post(restore(full, approval), follow=True)
    assert "a clinician has to approve the page again" in words(read(followed).body)
    send(editor, edit(full), {}, "publish")
    assert statement(full) == ""
    assert reviewer.get(reverse("clinical_review:confirm", args=[full.pk])).status_code == 200


def test_draft_of_a_colleague_is_not_lost(editor, reviewer, writer, migraine):
    """Whoever puts words back over a draft is told where it is."""
    confirm(reviewer, migraine)
    approval = ClinicalApproval.objects.get()
    followed = editor.post(restore(migraine, approval), follow=True)
    assert "in the page's history" not in html.unescape(followed.content.decode())
    send(writer, edit(migraine), {"subtitle": "A draft of somebody else"})
    followed = editor.post(restore(migraine, approval), follow=True)
    assert "in the page's history" in html.unescape(followed.content.decode())
    assert migraine.revisions.filter(content__subtitle="A draft of somebody else").exists()


def test_alias_has_no_draft_to_put_words_into(editor, reviewer, migraine):
    """A page that mirrors another is changed there."""
    alias = migraine.create_alias(update_slug="mirror")
    confirm(reviewer, alias)
    approval = ClinicalApproval.objects.get()
    history = editor.get(reverse("clinical_review:approvals", args=[alias.pk]))
    assert "/restore/" not in history.content.decode()
    assert editor.post(restore(alias, approval)).status_code == 302


def test_approved_words_can_be_read(editor, reviewer, migraine):
    """A choice between two approvals is made by what was approved."""
    approved = migraine.subtitle
    confirm(reviewer, migraine)
    send(editor, edit(migraine), {"subtitle": "Something else"}, "publish")
    shown = read(editor.get(reverse("clinical_review:approvals", args=[migraine.pk])))
    [link] = shown.main.select("a[target=_blank]")
    told = words(read(editor.get(link["href"])).main)
    assert approved in told and "Something else" not in told
    other = builders.make_condition("Cluster headache")
    assert editor.get(link["href"].replace(f"/{migraine.pk}/", f"/{other.pk}/", 1)).status_code == 404
    assert editor.get(link["href"].replace("/shown/", "/shown/x")).status_code == 404
