"""The medical review: a page says that it is reviewed while its words are the approved ones, never else."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Workflow, WorkflowTask

from tests import builders
from tests.forms import form_of, messages, send, text
from tests.html import read, words
from tests.reviewing import (
    JSON,
    act_in_editor,
    approve,
    confirm,
    edit,
    open_review,
    refusal,
    signed_in,
    statement,
    submit,
)
from treatments.models import (
    ClinicalApproval,
    ClinicalReviewSettings,
    Clinician,
    ConditionCitation,
    ConditionPage,
    RegulatoryStatus,
    Source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(db):
    """A client of somebody who writes and submits."""
    return signed_in(builders.make_user("ed", "Editors"))


@pytest.fixture
def reviewer(db):
    """A client of a clinician who approves."""
    return signed_in(builders.make_reviewer())


@pytest.fixture
def full(migraine):
    """A condition page with everything an approval is bound to, and the ketamine page on which it shows."""
    return builders.make_full_condition("Cluster headache")


def data_of(page):
    """Return the fields of `page` in the admin, for changes by name."""
    return form_of(signed_in(get_user_model().objects.filter(is_superuser=True).first()).get(edit(page)))


# From draft to reviewed page ------------------------------------------------------------------------------


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
    assert "greater than or equal to 1" in wrong["html"]
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
    writer.get(reverse("clinical_review:confirm", args=[migraine.pk]))
    assert not ClinicalApproval.objects.exists()
    assert "Sneaked in" not in words(read(writer.get(migraine.url)).main)


# What takes the statement away, and what does not -----------------------------------------------------------


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
    change_card,
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


# The two traps ----------------------------------------------------------------------------------------------


def add_second_step(group):
    """Have somebody of `group` publish after the clinician: a workflow of two steps."""
    task = GroupApprovalTask.objects.create(name="Last look")
    task.groups.add(group)
    workflow = Workflow.objects.get(name="Clinical review")
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=2)


def test_edit_between_approval_and_publishing(django_user_model, writer, reviewer, migraine):
    """A workflow publishes the latest draft, not the approved one: then the page claims nothing."""
    from django.contrib.auth.models import Group

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
    assert migraine.subtitle in {"Words that nobody approved", "Ketamine for Migraine treatment"}


def test_second_tab_saves_after_approval(editor, writer, reviewer, migraine):
    """Autosave rewrites a version in place: the approved version's number may hold other words later."""
    opened = form_of(editor.get(edit(migraine)))
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
    assert opened


# Other ways to go live --------------------------------------------------------------------------------------


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


# Who may approve, and what exactly --------------------------------------------------------------------------


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
    assert migraine.subtitle != "What the reviewer reads"


def test_source_that_changed_under_the_reviewer(writer, reviewer, migraine):
    """What the page shows of others is part of what was on the screen."""
    migraine.citations.add(ConditionCitation(source=builders.make_source(year=2016)))
    builders.publish(migraine)
    submit(writer, migraine)
    address, _window, fields = open_review(reviewer, migraine)
    Source.objects.update(year=2017)
    assert "Nothing was approved" in refusal(reviewer.post(address, fields, headers=JSON).json())
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


def test_reviewer_sees_what_changed(writer, reviewer, migraine):
    """Approved against proposed, in the page's own fields and in what it shows of others."""
    source = builders.make_source(year=2016)
    migraine.citations.add(ConditionCitation(source=source))
    builders.publish(migraine)
    submit(writer, migraine)
    _address, window, _fields = open_review(reviewer, migraine)
    assert "No clinician has approved this page before" in words(window)
    assert window.iframe["src"] == reverse("wagtailadmin_pages:view_draft", args=[migraine.pk])
    shown = reviewer.get(window.iframe["src"])
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    approve(reviewer, migraine)
    Source.objects.update(year=2017)
    submit(writer, migraine, {"subtitle": "Ketamine for cluster headache"})
    _address, window, _fields = open_review(reviewer, migraine)
    rows = {words(row.td): row for row in window.select("tbody tr")}
    assert [words(part) for part in rows["Subtitle"].select(".addition")] == ["cluster headache"]
    [elsewhere] = [row for label, row in rows.items() if label.startswith("Source 1")]
    assert [words(part) for part in elsewhere.select(".addition")] == ["2017"]
    assert len(rows) == 2


# Confirming, and time ---------------------------------------------------------------------------------------


def test_confirming_renews_the_date(reviewer, migraine):
    """Nothing has changed and a year has passed: one click, and the page says so."""
    then = datetime(2026, 1, 31, 12, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(then):
        confirm(reviewer, migraine, months="1")
        assert statement(migraine).endswith("Next review due by February 28, 2026.")
    with time_machine.travel(then + timedelta(days=40)):
        assert statement(migraine) == "Last reviewed on January 31, 2026. A new review is due."
        answer = confirm(reviewer, migraine)
        assert "confirmed" in words(read(answer).body)
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


# Approvals are kept -----------------------------------------------------------------------------------------


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
    editor.post(reverse("wagtailadmin_pages:delete", args=[migraine.pk]))
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
    """One click from the page's editor; there is nothing to edit or delete."""
    confirm(reviewer, migraine, note="First look.")
    confirm(reviewer, migraine, note="Second look.")
    address = reverse("clinical_review:approvals", args=[migraine.pk])
    assert read(editor.get(edit(migraine))).select(f"a[href='{address}']")
    shown = read(editor.get(address))
    rows = [words(row) for row in shown.select("tbody tr")]
    assert [("Second look." in row, "holds now" in row) for row in rows] == [(True, True), (False, False)]
    assert not shown.main.select("form")


def test_every_approval_is_in_the_reports(editor, reviewer, migraine):
    """Also those of pages that are gone; for reviewers and managers, and to look at only."""
    confirm(reviewer, migraine, note="=1+1")
    editor.post(reverse("wagtailadmin_pages:delete", args=[migraine.pk]))
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


# Where the state is shown -----------------------------------------------------------------------------------


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
    from treatments.models import ConditionIndexPage

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
