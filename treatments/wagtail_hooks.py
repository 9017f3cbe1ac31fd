"""Conditions, treatments and sources in the admin, one click away."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.page_work import PageWorkMenuItem
from treatments import deletion
from treatments.clinical_review.approval import LOG_ACTION
from treatments.clinical_review.page_views import ClinicalPageViews, ReviewedListing, ReviewedViews
from treatments.clinical_review.panels import ReviewUrgencyPanel
from treatments.clinical_review.report import ApprovalsReport, ClinicalReviewReport
from treatments.clinical_review.views import (
    ApprovalsView,
    ConfirmView,
    RestoreView,
    ReviewGuideView,
    ShownView,
)
from treatments.dashboard import ClinicalPagesPanel
from treatments.models import (
    ClinicalPage,
    Clinician,
    ConditionIndexPage,
    ConditionPage,
    Source,
    TreatmentIndexPage,
    TreatmentPage,
)


class ConditionListing(ReviewedListing):
    """All condition pages in one flat list."""

    model = ConditionPage
    name = "conditions"
    icon = "list-ul"
    menu_label = "Conditions"
    menu_order = 110
    add_to_admin_menu = True


class TreatmentListing(ReviewedListing):
    """All treatment pages in one flat list."""

    model = TreatmentPage
    name = "treatments"
    icon = "tasks"
    menu_label = "Treatments"
    menu_order = 120
    add_to_admin_menu = True


class SourceListing(SnippetViewSet):
    """All sources; the usage of each tells which pages cite it."""

    model = Source
    icon = "openquote"
    menu_label = "Sources"
    menu_order = 130
    add_to_admin_menu = True
    list_display = ["title", "publisher", "year"]
    list_filter = ["year"]


class ClinicianListing(SnippetViewSet):
    """The clinicians; what they approved is kept when one leaves."""

    model = Clinician
    icon = "user"
    menu_label = "Clinicians"
    menu_order = 140
    add_to_admin_menu = True
    list_display = ["name", "credentials", "role", "user"]


register_snippet(SourceListing)
register_snippet(ClinicianListing)


@hooks.register("register_admin_viewset")
def register_condition_listing():
    """Give Wagtail the list of conditions."""
    return ConditionListing("conditions")


@hooks.register("register_admin_viewset")
def register_treatment_listing():
    """Give Wagtail the list of treatments."""
    return TreatmentListing("treatments")


@hooks.register("register_admin_viewset")
def register_page_views():
    """Give Wagtail the views of condition and treatment pages, and of the lists above them."""
    return [
        *(ClinicalPageViews(model=model) for model in (ConditionPage, TreatmentPage)),
        *(ReviewedViews(model=model) for model in (ConditionIndexPage, TreatmentIndexPage)),
    ]


@hooks.register("construct_homepage_panels")
def add_dashboard_panels(request, panels):
    """Put the reviews that are due, and the condition and treatment pages, on the dashboard."""
    panels += [ReviewUrgencyPanel(), ClinicalPagesPanel()]


@hooks.register("register_admin_urls")
def register_review_addresses():
    """Give the views of the clinical review their addresses."""
    routes = [
        path("report/", ClinicalReviewReport.as_view(), name="report"),
        path("report/results/", ClinicalReviewReport.as_view(results_only=True), name="report_results"),
        path("approvals/", ApprovalsReport.as_view(), name="all_approvals"),
        path("approvals/results/", ApprovalsReport.as_view(results_only=True), name="all_approvals_results"),
        path("guide/", ReviewGuideView.as_view(), name="guide"),
        path("<int:page_id>/approvals/", ApprovalsView.as_view(), name="approvals"),
        path("<int:page_id>/approvals/<int:approval_id>/restore/", RestoreView.as_view(), name="restore"),
        path("<int:page_id>/shown/<slug:version>/", ShownView.as_view(), name="shown"),
        path("<int:page_id>/confirm/", ConfirmView.as_view(), name="confirm"),
    ]
    return [path("clinical-review/", include((routes, "clinical_review")))]


@hooks.register("register_reports_menu_item")
def add_report():
    """Put the report into the reports menu, for everybody who edits or publishes pages."""
    return PageWorkMenuItem(
        "Clinical review", reverse("clinical_review:report"), icon_name="clipboard-list", order=100
    )


@hooks.register("register_reports_menu_item")
def add_approvals_report():
    """Put the list of all approvals into the reports menu, for those who may see them."""
    return ApprovalsMenuItem(
        "Approvals", reverse("clinical_review:all_approvals"), icon_name="clipboard-list", order=110
    )


class ApprovalsMenuItem(MenuItem):
    """An entry for people who may see the approvals of all pages."""

    def is_shown(self, request):
        """Whether the person has that right."""
        return request.user.has_perm("treatments.view_clinicalapproval")


@hooks.register("register_help_menu_item")
def add_guide():
    """Put the guide to the clinical review into the help menu."""
    return PageWorkMenuItem(
        "From draft to reviewed page", reverse("clinical_review:guide"), icon_name="clipboard-list", order=10
    )


@hooks.register("register_log_actions")
def register_approvals(actions):
    """Name approvals in the audit log."""

    @actions.register_action(LOG_ACTION)
    class ApprovalFormatter(LogFormatter):
        label = "Approve clinically"

        def format_message(self, log_entry):
            """Say who answers for the words, and until when."""
            data = log_entry.data
            return f"Approved by {data['clinician']}, next review due {data['review_due']}"


@hooks.register("register_page_header_buttons")
def add_approvals_button(page, user, next_url=None, view_name=None):
    """Lead to a page's approvals from its editor and from the explorer."""
    if isinstance(page.specific_deferred, ClinicalPage) and page.permissions_for_user(user).can_edit():
        address = reverse("clinical_review:approvals", args=[page.pk])
        yield Button("Approvals", address, icon_name="clipboard-list", priority=75)


@hooks.register("before_delete_page")
def keep_treatments_in_use(request, page):
    """Stop the deletion of one page, and of those below it, if a condition still links to them."""
    return deletion.refuse_treatments(request, [page])


@hooks.register("before_bulk_action")
def keep_selected_treatments_in_use(request, action_type, objects, action):
    """Stop the deletion of pages that were ticked in a list, as for a single one."""
    if action_type == "delete" and issubclass(action.model, Page):
        return deletion.refuse_treatments(request, objects)
    return None


@hooks.register("before_delete_snippet")
def keep_sources_in_use(request, instances):
    """Stop the deletion of sources that pages rest on, one or many."""
    return deletion.refuse_sources(request, [item for item in instances if isinstance(item, Source)])
