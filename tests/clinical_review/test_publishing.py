"""However a page goes live, it never claims a review of words that nobody approved."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests import builders
from tests.clinical_review.acting import (
    JSON,
    approve,
    confirm,
    edit,
    open_review,
    signed_in,
    statement,
    submit,
)
from tests.forms import form_of, send
from tests.html import read, words
from treatments.models import (
    ConditionPage,
)

pytestmark = pytest.mark.django_db


def add_second_step(group):
    """Have somebody of `group` publish after the clinician: a workflow of two steps."""
    task = GroupApprovalTask.objects.create(name="Last look")
    task.groups.add(group)
    workflow = Workflow.objects.get(name="Clinical review")
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=2)


def test_edit_between_approval_and_publishing(django_user_model, writer, reviewer, migraine):
    """A workflow publishes the latest draft, not the approved one: then the page claims nothing."""
    add_second_step(Group.objects.get(name="Clinical reviewers"))
    other = signed_in(builders.make_user("sam", "Clinical reviewers"))
    submit(writer, migraine, {"subtitle": "Approved words"})
    approve(reviewer, migraine)
    assert statement(migraine) == ""
    assert migraine.subtitle == "Ketamine for Migraine treatment"
    send(other, edit(migraine), {"subtitle": "Words that nobody approved"})
    assert migraine.subtitle == "Ketamine for Migraine treatment"
    address, _window, fields = open_review(other, migraine)
    other.post(address, fields, headers=JSON)
    assert statement(migraine) == ""
    assert migraine.subtitle == "Ketamine for Migraine treatment"


def test_second_tab_saves_after_approval(editor, writer, reviewer, migraine):
    """Autosave rewrites a version in place: the approved version's number may hold other words later."""
    submit(editor, migraine, {"subtitle": "Approved words"})
    approve(reviewer, migraine)
    before = statement(migraine)
    revision = migraine.live_revision
    data = form_of(editor.get(edit(migraine))) | {
        "subtitle": "Typed in a second tab",
        "overwrite_revision_id": revision.pk,
    }
    saved = editor.post(edit(migraine), data, headers={"accept": "application/json"})
    revision.refresh_from_db()
    assert saved.status_code == 200
    assert revision.content["subtitle"] == "Typed in a second tab"
    assert statement(migraine) == before != ""
    assert migraine.subtitle == "Approved words"
    send(editor, edit(migraine), {}, "publish")
    assert statement(migraine) == ""
    assert migraine.subtitle == "Typed in a second tab"


def test_scheduled_draft_goes_live_with_the_statement(editor, writer, reviewer, migraine):
    """What was approved for a day shows its review from that day on."""
    day = timezone.now() + timedelta(days=3)
    send(editor, edit(migraine), {"subtitle": "From Monday on", "go_live_at": f"{day:%Y-%m-%d %H:%M}"})
    submit(writer, migraine)
    approve(reviewer, migraine)
    assert statement(migraine) == ""
    with time_machine.travel(day + timedelta(minutes=2)):
        call_command("publish_scheduled")
    assert statement(migraine).startswith("Medically reviewed by Jane Doe")
    assert migraine.subtitle == "From Monday on"


def test_other_ways_to_publish_claim_nothing(editor, reviewer, migraine):
    """A superuser may publish around the review: no badge then, and the report says so."""
    confirm(reviewer, migraine)
    migraine.subtitle = "Published in bulk"
    migraine.save_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor.post(f"{bulk}?id={migraine.pk}&next=/admin/")
    assert statement(migraine) == ""
    assert migraine.subtitle == "Published in bulk"
    send(editor, edit(migraine), {"subtitle": "Published alone"}, "publish")
    assert statement(migraine) == ""
    assert "Changed since review" in words(read(editor.get("/admin/clinical-review/report/")).main)


def test_copy_claims_nothing(editor, reviewer, migraine):
    """A copy is another page, which nobody has approved."""
    confirm(reviewer, migraine)
    copy = reverse("wagtailadmin_pages:copy", args=[migraine.pk])
    data = form_of(editor.get(copy)) | {"new_title": "A copy", "new_slug": "a-copy", "publish_copies": "on"}
    editor.post(copy, data, follow=True)
    assert statement(ConditionPage.objects.get(slug="a-copy")) == ""
    assert statement(migraine)
