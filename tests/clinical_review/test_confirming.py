"""Reviews grow old: confirming a live page, and what is said as time passes."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.clinical_review.acting import (
    confirm,
    edit,
    statement,
)
from tests.forms import form_of, send
from tests.html import read, words
from treatments.models import (
    ClinicalApproval,
)

pytestmark = pytest.mark.django_db


def test_confirming_renews_the_date(reviewer, migraine):
    """Nothing has changed and a year has passed: one click, and the page says so."""
    then = datetime(2026, 1, 31, 12, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(then):
        confirm(reviewer, migraine, months="1")
        assert statement(migraine).endswith("Next review due by February 28, 2026.")
    with time_machine.travel(then + timedelta(days=40)):
        assert statement(migraine) == "Last reviewed on January 31, 2026. A new review is due."
        answer = confirm(reviewer, migraine)
        assert "is approved as it is" in words(read(answer).body)
        assert statement(migraine) == (
            "Medically reviewed by Jane Doe, MD, on March 12, 2026. Next review due by March 12, 2027."
        )
    assert ClinicalApproval.objects.count() == 2
    assert migraine.revisions.count() == 1


def test_confirming_leaves_a_draft_alone(writer, reviewer, migraine):
    """What is confirmed is what visitors see, without the draft that somebody is working on."""
    send(writer, edit(migraine), {"subtitle": "Half a sentence"})
    address = reverse("clinical_review:confirm", args=[migraine.pk])
    assert "has a draft that is not published" in words(read(reviewer.get(address)).main)
    confirm(reviewer, migraine)
    assert statement(migraine)
    assert migraine.has_unpublished_changes


def test_frame_shows_what_is_confirmed(writer, reviewer, migraine):
    """The first time, all of it: the live page, not the draft, and in a frame that browsers show."""
    send(writer, edit(migraine), {"subtitle": "Half a sentence"})
    shown = read(reviewer.get(reverse("clinical_review:confirm", args=[migraine.pk])))
    framed = reviewer.get(shown.iframe["src"])
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert words(read(framed).select_one(".subtitle")) == "Ketamine for Migraine treatment"


def test_change_while_confirming(reviewer, migraine):
    """Refused once, with the changes to look at; the second answer is for what is shown now."""
    confirm(reviewer, migraine)
    address = reverse("clinical_review:confirm", args=[migraine.pk])
    data = form_of(reviewer.get(address)) | {"months": "7", "note": "Kept."}
    migraine.subtitle = "Other words"
    builders.publish(migraine)
    refused = reviewer.post(address, data)
    assert "Nothing was approved" in words(read(refused).body)
    assert "Subtitle" in words(read(refused).select_one("table.review-changes"))
    again = form_of(refused)
    assert (again["months"], again["note"].strip()) == ("7", "Kept.")
    reviewer.post(address, again)
    assert statement(migraine)
    assert ClinicalApproval.objects.count() == 2


def test_only_live_pages_can_be_confirmed(reviewer, migraine):
    """There is nothing to be accurate about on a page that nobody can open."""
    migraine.unpublish()
    shown = reviewer.get(reverse("clinical_review:confirm", args=[migraine.pk]), follow=True)
    assert "This page is not published" in words(read(shown).body)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Reviewed"),
        (334, "Reviewed"),
        (335, "Review due soon"),
        (365, "Review due soon"),
        (366, "Review overdue"),
    ],
)
def test_states_follow_the_calendar(editor, reviewer, migraine, days, said):
    """Due soon is thirty days before; on the day itself the review still holds."""
    then = datetime(2026, 3, 1, 12, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(then):
        confirm(reviewer, migraine)
    with time_machine.travel(then + timedelta(days=days)):
        editor.force_login(get_user_model().objects.get(username="clinic-admin"))
        row = next(
            row
            for row in read(editor.get("/admin/clinical-review/report/")).select("tbody tr")
            if "Migraine" in words(row)
        )
        assert words(row.select("td")[2]) == said
        assert statement(migraine).startswith(
            "Last reviewed" if said == "Review overdue" else "Medically reviewed"
        )
