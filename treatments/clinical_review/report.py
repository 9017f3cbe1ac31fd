"""The report: every condition and treatment page with the state of its review, the most urgent first."""

import datetime
from dataclasses import dataclass

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import PageReportView, ReportView
from wagtail.models import Page, WorkflowState, get_page_models
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import ClinicSettings
from home.spreadsheets import HarmlessCells
from treatments.clinical_review.models import ClinicalApproval
from treatments.clinical_review.states import (
    URGENCY,
    ReviewState,
    Status,
    live_states,
)
from treatments.models.clinical_page import ClinicalPage
from treatments.models.clinician import Clinician

NEVER = datetime.date.max
WORKFLOW_STATES = {
    WorkflowState.STATUS_IN_PROGRESS: "In review",
    WorkflowState.STATUS_NEEDS_CHANGES: "Changes asked for",
}


@dataclass(frozen=True)
class ReviewRow:
    """One page in the report."""

    page: Page
    state: ReviewState

    @property
    def title(self):
        """The page's title, as its latest draft has it."""
        return self.page.get_admin_display_title()

    @property
    def type(self):
        """The kind of page, for example "Condition"."""
        return self.page.page_type_display_name

    @property
    def status(self):
        """The state in words."""
        return self.state.status.label

    @property
    def workflow(self):
        """Where its draft stands, "In review" or "Changes asked for", or ""."""
        state = self.page.current_workflow_state
        return WORKFLOW_STATES.get(state.status, "") if state else ""

    @property
    def clinician(self):
        """Who gave the approval that counts, or ""."""
        return self.state.approval.reviewer if self.state.approval else ""

    @property
    def reviewed(self):
        """The day of that approval, or None."""
        return self.state.approval.reviewed_on if self.state.approval else None

    @property
    def due(self):
        """The day by which it is to be reviewed again, or None."""
        return self.state.approval.review_due if self.state.approval else None

    @property
    def changed(self):
        """The day of the last change, draft or published, or None."""
        changed = self.page.latest_revision_created_at
        return timezone.localdate(changed) if changed else None

    @property
    def owner(self):
        """Who the page belongs to, or ""."""
        return get_user_display_name(self.page.owner) if self.page.owner else ""

    @property
    def urgency(self):
        """What rows are sorted by."""
        return URGENCY[self.state.status], self.due or NEVER, self.title


def review_rows(pages, clinic):
    """Return the ReviewRows of the condition and treatment pages in the queryset `pages`, by urgency."""
    pages = pages.type(ClinicalPage).select_related("owner", "content_type").prefetch_workflow_states()
    states = live_states(pages, clinic)
    return sorted((ReviewRow(page, states[page.pk]) for page in pages), key=lambda row: row.urgency)


def clinical_content_types():
    """Return the content types of the pages that are reviewed."""
    models = [model for model in get_page_models() if issubclass(model, ClinicalPage)]
    keys = [content_type.pk for content_type in ContentType.objects.get_for_models(*models).values()]
    return ContentType.objects.filter(pk__in=keys)


class ReviewFilters(WagtailFilterSet):
    """The report's filters. State and clinician belong to the approvals, so the view applies them."""

    state = django_filters.ChoiceFilter(label="State", choices=Status.choices, method="leave")
    type = ContentTypeFilter(
        label="Type", field_name="content_type", queryset=lambda request: clinical_content_types()
    )
    clinician = django_filters.ModelChoiceFilter(
        label="Clinician", queryset=lambda request: Clinician.objects.all(), method="leave"
    )

    class Meta:
        model = Page
        fields = ["state", "type", "clinician"]

    def leave(self, queryset, name, value):
        """Return the pages as they are."""
        return queryset


class ClinicalReviewReport(HarmlessCells, PageReportView):
    """Reports, Clinical review."""

    page_title = "Clinical review"
    header_icon = "clipboard-list"
    results_template_name = "treatments/review/report_results.html"
    index_url_name = "clinical_review:report"
    index_results_url_name = "clinical_review:report_results"
    filterset_class = ReviewFilters
    any_permission_required = ["add", "change", "publish"]
    context_object_name = "rows"
    export_filename = "clinical-review"
    list_export = ["title", "type", "status", "workflow", "clinician", "reviewed", "due", "changed", "owner"]
    export_headings = {
        "title": "Page",
        "type": "Type",
        "status": "State",
        "workflow": "Draft",
        "clinician": "Clinician",
        "reviewed": "Reviewed",
        "due": "Next review due",
        "changed": "Last changed",
        "owner": "Owner",
    }

    def get_queryset(self):
        """Return the pages that the user may edit or publish."""
        return self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["add", "change", "publish"]
        )

    def get_filtered_queryset(self):
        """Return the rows that the filters leave."""
        rows = review_rows(super().get_filtered_queryset(), ClinicSettings.for_request(self.request))
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        if state := chosen.get("state"):
            rows = [row for row in rows if row.state.status == state]
        if clinician := chosen.get("clinician"):
            rows = [
                row for row in rows if row.state.approval and row.state.approval.clinician_id == clinician.pk
            ]
        return rows


class ApprovalsReport(HarmlessCells, ReportView):
    """Reports, Approvals: every approval ever given, also of pages that are deleted, to look at only."""

    page_title = "Approvals"
    header_icon = "clipboard-list"
    results_template_name = "treatments/review/approvals_report.html"
    index_url_name = "clinical_review:all_approvals"
    index_results_url_name = "clinical_review:all_approvals_results"
    model = ClinicalApproval
    queryset = ClinicalApproval.objects.defer("content", "page_data")
    permission_policy = ModelPermissionPolicy(ClinicalApproval)
    permission_required = "view"
    default_ordering = "-approved_at"
    export_filename = "clinical-approvals"
    list_export = [
        "page_title",
        "approved_at",
        "reviewer",
        "review_due",
        "note",
        "recorded_by_name",
        "digest",
    ]
    export_headings = {
        "page_title": "Page",
        "approved_at": "Approved",
        "reviewer": "Clinician",
        "review_due": "Next review due",
        "recorded_by_name": "Recorded by",
        "digest": "Fingerprint of the words",
    }
