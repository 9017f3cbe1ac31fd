"""Who may approve, what exactly is approved, and how a page gets from draft to live."""

from datetime import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

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
from tests.forms import send
from tests.html import read, words
from treatments.clinical_review.approval import seen_digest
from treatments.models import (
    ClinicalApproval,
    ClinicalReviewTask,
    Clinician,
    ConditionCitation,
    ConditionIndexPage,
    ConditionPage,
    Source,
)

pytestmark = pytest.mark.django_db


def test_initial_site_claims_no_review(client, migraine, ketamine):
    """Nobody has approved the clinic's own text yet, so nothing may say so."""
    assert not ClinicalApproval.objects.exists()
    for page in (migraine, ketamine):
        assert statement(page) == ""
        assert "reviewedBy" not in client.get(page.url).content.decode()


def test_from_draft_to_reviewed_page(writer, reviewer, migraine):
    """The way that every page takes: written, submitted, approved, live with the statement."""
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    assert statement(migraine) == ""
    assert migraine.subtitle == "Ketamine for Migraine treatment"
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=timezone.get_current_timezone())):
        answer = approve(reviewer, migraine, months="6", note="Checked against the guideline.")
    assert answer["step"] == "success", answer
    assert statement(migraine) == (
        "Medically reviewed by Jane Doe, MD, on December 1, 2026. Next review due by June 1, 2027."
    )
    assert migraine.subtitle == "A new subtitle"
    approval = ClinicalApproval.objects.get()
    assert (approval.note, approval.recorded_by_name) == ("Checked against the guideline.", "Jane")
    assert approval.revision == migraine.live_revision
    entry = PageLogEntry.objects.get(action="treatments.clinical_approval")
    assert (entry.page_id, entry.user.username) == (migraine.pk, "jane")
    assert "Approved by Jane Doe, MD" in entry.formatter.format_message(entry)


def test_approval_inside_the_editor(writer, reviewer, migraine):
    """A reviewer who has the page open approves it from there."""
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    _address, _window, fields = open_review(reviewer, migraine)
    act_in_editor(reviewer, migraine, fields | {"months": 12})
    assert statement(migraine).startswith("Medically reviewed by Jane Doe, MD")


def test_window_of_the_editor_sends_back_the_answers(writer, reviewer, migraine):
    """The editor's window collects the answers first; a wrong one is told there."""
    submit(writer, migraine)
    state = ConditionPage.objects.get(pk=migraine.pk).current_workflow_task_state
    collect = reverse(
        "wagtailadmin_pages:collect_workflow_action_data", args=[migraine.pk, "approve", state.pk]
    )
    _address, _window, fields = open_review(reviewer, migraine)
    answered = reviewer.post(collect, fields | {"months": "7"}, headers=JSON).json()
    assert answered["cleaned_data"] == {"digest": fields["digest"], "months": 7, "note": ""}
    wrong = reviewer.post(collect, fields | {"months": "0", "note": "Kept."}, headers=JSON).json()
    assert "from 1 to 60" in wrong["html"]
    assert "Kept." in wrong["html"]


def test_request_for_changes(writer, reviewer, migraine):
    """The editor learns what is wrong; visitors keep the old page."""
    submit(writer, migraine, {"subtitle": "A doubtful subtitle"})
    address, _window, fields = open_review(reviewer, migraine, "reject")
    empty = reviewer.post(address, fields, headers=JSON).json()
    assert "This field is required" in empty["html"]
    reviewer.post(address, fields | {"comment": "The subtitle promises too much."}, headers=JSON)
    state = ConditionPage.objects.get(pk=migraine.pk).workflow_states.latest("pk")
    assert state.status == "needs_changes"
    assert state.current_task_state.comment == "The subtitle promises too much."
    assert statement(migraine) == ""
    assert migraine.subtitle != "A doubtful subtitle"
    submit(writer, migraine, {"subtitle": "A better subtitle"})
    assert approve(reviewer, migraine)["step"] == "success"
    assert statement(migraine)
    assert migraine.subtitle == "A better subtitle"


def test_editors_cannot_publish_or_approve(writer, migraine):
    """Without a reviewer's step nothing goes live, and no form can be sent past that."""
    send(writer, edit(migraine), {"subtitle": "Sneaked in"}, "publish")
    submit(writer, migraine)
    state = ConditionPage.objects.get(pk=migraine.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[migraine.pk, "approve", state.pk])
    writer.post(address, {"digest": "0" * 64, "months": "12"})
    Clinician.objects.create(name="Ed", user=get_user_model().objects.get(username="ed"))
    confirming = reverse("clinical_review:confirm", args=[migraine.pk])
    assert writer.get(confirming).status_code == 302
    writer.post(confirming, {"digest": seen_digest(migraine), "months": "12"})
    assert not ClinicalApproval.objects.exists()
    assert "Sneaked in" not in words(read(writer.get(migraine.url)).main)


def test_screens_of_a_page_are_for_those_who_look_after_it(reviewer, migraine):
    """A manager of users has no say in words, and reads no draft."""
    confirm(reviewer, migraine)
    manager = signed_in(builders.make_user("max", "Site managers"))
    for name, *rest in (("approvals",), ("confirm",), ("shown", "draft"), ("shown", "live")):
        address = reverse(f"clinical_review:{name}", args=[migraine.pk, *rest])
        assert reviewer.get(address).status_code == 200
        assert manager.get(address).status_code == 302


def test_reviewer_without_a_profile(writer, migraine):
    """An approval carries a clinician's name; who has none is told what to do."""
    nobody = signed_in(builders.make_user("sam", "Clinical reviewers"))
    submit(writer, migraine)
    _address, window, _fields = open_review(nobody, migraine)
    assert "Your account has no clinician profile" in words(window)
    assert "Clinicians" in words(window)
    shown = nobody.get(reverse("clinical_review:confirm", args=[migraine.pk]))
    assert "Your account has no clinician profile" in words(read(shown).main)


def test_draft_that_changed_under_the_reviewer(writer, reviewer, migraine):
    """Approval is of the words on the screen, not of whatever is saved by then."""
    other = signed_in(builders.make_user("sam", "Clinical reviewers"))
    submit(writer, migraine, {"subtitle": "What the reviewer reads"})
    address, _window, fields = open_review(reviewer, migraine)
    send(other, edit(migraine), {"subtitle": "What somebody made of it meanwhile"})
    answer = reviewer.post(address, fields, headers=JSON).json()
    assert "Nothing was approved" in refusal(answer)
    assert not ClinicalApproval.objects.exists()
    assert statement(migraine) == ""
    assert migraine.subtitle == "Ketamine for Migraine treatment"
    assert approve(reviewer, migraine)["step"] == "success"
    assert statement(migraine)
    assert migraine.subtitle == "What somebody made of it meanwhile"


def test_source_that_changed_under_the_reviewer(writer, reviewer, migraine):
    """What the page shows of others is part of what was on the screen."""
    migraine.citations.add(ConditionCitation(source=builders.make_source(year=2016)))
    builders.publish(migraine)
    submit(writer, migraine)
    address, _window, fields = open_review(reviewer, migraine)
    Source.objects.update(year=2017)
    assert "Nothing was approved" in refusal(reviewer.post(address, fields, headers=JSON).json())
    assert not ClinicalApproval.objects.exists()


def test_two_reviewers_answer_at_once(writer, reviewer, migraine):
    """One approval; the slower one is told who was faster, and nothing else happens."""
    other = signed_in(builders.make_reviewer("sam", "Sam Roe"))
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    address, _window, fields = open_review(reviewer, migraine)
    other_address, _window, other_fields = open_review(other, migraine)
    assert reviewer.post(address, fields, headers=JSON).json()["step"] == "success"
    assert "Jane has approved this page" in refusal(
        other.post(other_address, other_fields, headers=JSON).json()
    )
    assert "Jane has approved this page" in refusal(other.get(other_address, headers=JSON).json())
    in_editor = act_in_editor(other, migraine, other_fields | {"months": 12})
    assert "Jane has approved this page" in words(read(in_editor).body)
    assert ClinicalApproval.objects.get().clinician_name == "Jane Doe"
    migraine.refresh_from_db()
    assert migraine.latest_revision_id == migraine.live_revision_id


def test_reviewer_sees_the_whole_page_the_first_time(writer, reviewer, migraine):
    """Nobody can answer for what they have not seen: the frame may be shown inside the admin."""
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    _address, window, _fields = open_review(reviewer, migraine)
    assert "No clinician has approved this page before" in words(window)
    shown = reviewer.get(window.iframe["src"])
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert words(read(shown).select_one(".subtitle")) == "A new subtitle"


def test_reviewer_sees_what_changed(writer, reviewer, migraine):
    """Approved against proposed: all that readers are told differently, and Wagtail's comparison below."""
    source = builders.make_source(year=2016)
    migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    submit(writer, migraine)
    approve(reviewer, migraine)
    Source.objects.update(year=2017)
    submit(writer, migraine, {"subtitle": "Ketamine for cluster headache"})
    _address, window, _fields = open_review(reviewer, migraine)
    told, fields = window.select("table.review-changes")
    rows = {words(row.td): row for row in told.select("tbody tr")}
    assert list(rows) == ["Subtitle", "Source 1"]
    assert [words(part) for part in rows["Subtitle"].select(".addition")] == ["cluster headache"]
    assert [words(part) for part in rows["Source 1"].select(".addition")] == ["2017"]
    assert "Subtitle" in [words(row.td) for row in fields.select("tbody tr")]


def test_reviewer_is_not_shown_what_stayed(writer, reviewer, migraine):
    """One word in a long section: that line is shown, with that word marked, and no other."""
    submit(writer, migraine)
    approve(reviewer, migraine)
    page = fresh(migraine)
    page.body[0].value["heading"] = "Facts about <b>headaches</b>"
    page.save_revision(user=get_user_model().objects.get(username="ed"))
    submit(writer, migraine)
    _address, window, _fields = open_review(reviewer, migraine)
    [row] = window.select_one("table.review-changes").select("tbody tr")
    assert words(row.td) == "Section 1"
    shown = row.select("td")[1]
    assert "headaches</b>" in words(shown)
    assert shown.b is None
    assert "complex neurological disorder" not in words(shown)


def test_request_for_changes_is_shown_to_the_editor(writer, reviewer, migraine):
    """The reviewer's words stand beside the page, with the reviewer's name."""
    submit(writer, migraine)
    address, _window, fields = open_review(reviewer, migraine, "reject")
    reviewer.post(address, fields | {"comment": "The subtitle promises too much."}, headers=JSON)
    shown = words(read(writer.get(edit(migraine))).body)
    assert "Jane asked for changes: The subtitle promises too much." in shown


@pytest.mark.parametrize("months", [None, "", "0", "61", "12000", "soon"])
def test_broken_answers_from_the_editor(writer, reviewer, migraine, months):
    """What the editor's window sends along is checked again where it counts."""
    submit(writer, migraine)
    _address, _window, fields = open_review(reviewer, migraine)
    answer = act_in_editor(reviewer, migraine, fields | {"months": months, "note": "x"})
    assert answer.status_code == 200
    assert "Nothing was recorded" in words(read(answer).body)
    assert not ClinicalApproval.objects.exists()


def test_lists_of_pages_take_the_same_way(writer, reviewer):
    """The list of conditions has no clinical words: it is approved without a clinician's name."""
    index = ConditionIndexPage.objects.get()
    submit(writer, index, {"summary": "What we treat."})
    address, window, fields = open_review(reviewer, index)
    assert "digest" not in fields
    assert "carries your name" not in words(window)
    assert reviewer.post(address, fields, headers=JSON).json()["step"] == "success"
    index.refresh_from_db()
    assert index.summary == "What we treat."
    assert not ClinicalApproval.objects.exists()


def test_reviewer_who_may_not_publish(writer, migraine):
    """Approving publishes: somebody who may not is told so, and nothing is left half done."""
    group = Group.objects.create(name="Advisers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    ClinicalReviewTask.objects.get().groups.add(group)
    adviser = signed_in(builders.make_reviewer("sam", "Sam Roe"))
    get_user_model().objects.get(username="sam").groups.set([group])
    submit(writer, migraine)
    assert "may not publish" in refusal(approve(adviser, migraine))
    assert not ClinicalApproval.objects.exists()


def test_reviewer_is_told_what_came_of_it(writer, reviewer, migraine):
    """A click that changes the public site deserves an answer."""
    submit(writer, migraine)
    approve(reviewer, migraine)
    assert "“Migraine Treatment” is approved and published." in words(read(reviewer.get("/admin/")).body)


def test_reviewer_without_a_profile_is_told_on_the_dashboard(reviewer):
    """Before the first page waits, not when it does."""
    nobody = signed_in(builders.make_user("sam", "Clinical reviewers"))
    warning = "your account has no clinician profile yet"
    assert warning in words(read(nobody.get("/admin/")).body)
    assert warning not in words(read(reviewer.get("/admin/")).body)
