"""The step of a workflow at which a clinician reviews the page."""

from django import forms
from django.db import transaction
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from treatments.clinical_review.approval import ReviewRefused, approve
from treatments.models.clinical_page import ClinicalPage

NUMBER_ERRORS = ("invalid", "min_value", "max_value")


class ApprovalForm(forms.Form):
    """What a clinician states with an approval, and the digest of what they saw."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    months = forms.IntegerField(
        label="Months until the next review",
        min_value=1,
        max_value=60,
        initial=12,
        error_messages=dict.fromkeys(NUMBER_ERRORS, "Write a number of months from 1 to 60."),
        help_text="For example: 12. Sooner, if new evidence is expected.",
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Kept with the approval, for staff. For example: checked against the guideline of 2026.",
    )


class ChangesForm(forms.Form):
    """What has to change before a clinician can approve."""

    comment = forms.CharField(
        label="What needs to change",
        widget=forms.Textarea({"rows": 4}),
        help_text="For the editor to read. For example: the second symptom is one of cluster headache.",
    )


class ClinicalReviewTask(AbstractGroupApprovalTask):
    """A clinician of one of the groups approves the words on their screen, or asks for changes."""

    class Meta:
        verbose_name = "clinical review"
        verbose_name_plural = "clinical reviews"

    def get_actions(self, obj, user):
        """Offer approval and a request for changes, both with a form."""
        if user.is_superuser or self._user_in_groups(user):
            return [("reject", "Request changes", True), ("approve", "Review and approve", True)]
        return []

    def get_form_for_action(self, action):
        """Return the form of "approve" or "reject"."""
        return ApprovalForm if action == "approve" else ChangesForm

    def get_template_for_action(self, action):
        """Show a reviewer what they approve, above the form."""
        return "treatments/review/approve.html" if action == "approve" else ""

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **form_data):
        """Approve or ask for changes. Raises ReviewRefused, and does nothing, if that can't be done any more.

        What is approved is the latest draft, because that is what the end of a workflow publishes; its digest
        must be the one in `form_data`.
        """
        page = Page.objects.select_for_update().get(pk=task_state.revision.object_id)
        current = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if current.status != TaskState.STATUS_IN_PROGRESS:
            raise ReviewRefused(already_done(current, user))
        revision = page.get_latest_revision()
        if action_name == "approve":
            comment = form_data.get("comment", "")
            if is_reviewed(page):
                answers = checked(ApprovalForm(form_data))
                approve(revision.as_object(), revision, user, **answers)
                comment = answers["note"]
            # Wagtail asks again for what was saved after the step began; that is what was just approved.
            current.revision = revision
            current.save(update_fields=["revision"])
            current.specific.approve(user=user, comment=comment)
        elif action_name == "reject":
            current.specific.reject(user=user, **checked(ChangesForm(form_data)))

    @classmethod
    def get_description(cls):
        """Say in the admin's list of task types what this one is for."""
        return "A clinician of the chosen groups approves the words they see. The page then says so."


def reviewing_groups():
    """Return the ids of the groups whose members review."""
    return ClinicalReviewTask.objects.filter(active=True).values_list("groups", flat=True)


def is_reviewed(page):
    """Whether `page`, a Page, is one whose words a clinician answers for; the lists above them are not."""
    return issubclass(page.specific_class, ClinicalPage)


def checked(form):
    """Return the answers in `form`, or raise ReviewRefused with what is wrong with them."""
    if form.is_valid():
        return form.cleaned_data
    reasons = [f"{form[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()]
    raise ReviewRefused(f"Nothing was recorded. {' '.join(reasons)}")


def already_done(task_state, user):
    """Return the words for `user`, whose colleague was faster, or they themselves in another tab."""
    done = {TaskState.STATUS_APPROVED: "approved", TaskState.STATUS_REJECTED: "asked for changes to"}
    what = done.get(task_state.status)
    if task_state.finished_by is None or what is None:
        return "This review has ended in the meantime. Your answer was not recorded."
    if task_state.finished_by == user:
        return f"You have {what} this page already. This answer was not recorded."
    who = get_user_display_name(task_state.finished_by)
    return f"{who} has {what} this page in the meantime. Your answer was not needed, and not recorded."
