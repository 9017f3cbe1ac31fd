"""The admin's views of the review: approving in a workflow, confirming a live page, and what was approved."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.views.pages.preview import ViewDraftView
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.models import Page, TaskState
from wagtail.utils.decorators import xframe_options_sameorigin_override

from home.models import ClinicSettings
from treatments.clinical_review.approval import ReviewRefused, approve, check_may_approve, seen_digest
from treatments.clinical_review.changes import changes_since_approval
from treatments.clinical_review.models import ClinicalApproval
from treatments.clinical_review.panels import ReviewColumn, ReviewStatusSidePanel
from treatments.clinical_review.states import live_states
from treatments.clinical_review.workflow import ApprovalForm, already_done
from treatments.models.clinical_page import ClinicalPage
from treatments.models.condition import ConditionPage
from treatments.models.treatment import TreatmentPage


class ReviewActionMixin:
    """A step's form in its window: with what is approved above it, and with a refusal in plain words."""

    def get(self, request, *args, **kwargs):
        """Show the form. It carries the digest of what is shown above it."""
        initial = {"digest": seen_digest(self.draft)} if self.action_name == "approve" else None
        return self.render_modal_form(request, self.form_class(initial=initial))

    def dispatch(self, request, *args, **kwargs):
        """Tell the slower of two reviewers that the other one has answered."""
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            return self.refuse(already_done(self.task_state))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Do it, or say why not."""
        try:
            return super().post(request, *args, **kwargs)
        except ReviewRefused as refusal:
            return self.refuse(str(refusal))

    def refuse(self, reason):
        """Say in the window, or above the page's editor, why nothing was done."""
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            context = {"refusal": reason, "object": self.object}
            template = "treatments/review/refusal.html"
            return render_modal_workflow(self.request, template, None, context, json_data={"step": "action"})
        messages.error(self.request, reason)
        return redirect(self.redirect_url)

    @cached_property
    def draft(self):
        """The page as the reviewer gets to see it."""
        return self.object.get_latest_revision_as_object()

    def get_context_data(self, **kwargs):
        """Add what has changed, and the reason if this person can't approve it."""
        context = super().get_context_data(**kwargs)
        if self.action_name != "approve":
            return context
        return {
            **context,
            "changes": changes_since_approval(self.draft, self.request),
            "refusal": refusal_for(self.draft, self.draft.latest_revision, self.request.user),
        }


def refusal_for(page, revision, user):
    """Return why `user` can't approve `page`, words of `revision`, or ""."""
    try:
        check_may_approve(page, revision, user)
    except ReviewRefused as refusal:
        return str(refusal)
    return ""


class ReviewAction(ReviewActionMixin, WorkflowActionView):
    """Approving from the dashboard."""


class CollectReviewAction(ReviewActionMixin, CollectWorkflowActionDataView):
    """Approving from the page's editor, which sends the answer along with the page."""


class ClinicalEditView(EditView):
    """The editor of a condition or treatment page."""

    def perform_workflow_action(self):
        """Save and act; a refusal is told, and what was typed stays as a draft."""
        try:
            return super().perform_workflow_action()
        except ReviewRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.redirect_and_remain()

    def save_action(self):
        """Save a draft. An answer to a review that has ended saves what was typed, if anything was."""
        if self.request.POST.get("action-workflow-action"):
            ended = self.workflow_state and self.workflow_state.current_task_state
            messages.warning(self.request, already_done(ended) if ended else "This page is not under review.")
            if not self.has_content_changes:
                return self.redirect_and_remain()
        return super().save_action()

    def get_side_panels(self):
        """Show the review in the status panel."""
        panels = super().get_side_panels()
        panels[0] = ReviewStatusSidePanel(panels[0])
        return panels


@method_decorator(xframe_options_sameorigin_override, name="dispatch")
class FramedDraftView(ViewDraftView):
    """The draft as visitors would see it, which the review shows inside its window."""


class ReviewColumnMixin:
    """A list of pages with the state of each one's review."""

    base_columns = [
        column
        for listed in IndexView.base_columns
        for column in (
            [ReviewColumn("review_state", label="Review", width="16%")] if listed.name == "status" else []
        )
        + [listed]
    ]

    def get_table(self, object_list):
        """Look up the states of the pages that are shown."""
        states = live_states(list(object_list), ClinicSettings.for_request(self.request))
        for page in object_list:
            page.review_state = states[page.pk]
        return super().get_table(object_list)


class ReviewedIndexView(ReviewColumnMixin, IndexView):
    """All pages of one type in a flat list."""


class ReviewedExplorableIndexView(ReviewColumnMixin, ExplorableIndexView):
    """The pages below one page."""


class ClinicalPageViews(PageViewSet):
    """Wagtail's views of a page, with the review in the editor, the explorer and the workflow."""

    index_view_class = ReviewedExplorableIndexView
    edit_view_class = ClinicalEditView
    view_draft_view_class = FramedDraftView
    workflow_action_view_class = ReviewAction
    collect_workflow_action_data_view_class = CollectReviewAction


class ConditionViews(ClinicalPageViews):
    """Views of condition pages."""

    model = ConditionPage


class TreatmentViews(ClinicalPageViews):
    """Views of treatment pages."""

    model = TreatmentPage


class ReviewedListing(PageListingViewSet):
    """A flat list of pages of one type, with the state of each one's review."""

    index_view_class = ReviewedIndexView


class PageReviewView(WagtailAdminTemplateMixin):
    """What the views of one page's review share."""

    header_icon = "clipboard-list"

    @cached_property
    def page(self):
        """The live page, in full. Raises Http404 for any that is no condition or treatment."""
        return get_object_or_404(Page.objects.type(ClinicalPage), pk=self.kwargs["page_id"]).specific

    def dispatch(self, request, *args, **kwargs):
        """Let in who may edit or publish the page."""
        permissions = self.page.permissions_for_user(request.user)
        if not (permissions.can_edit() or permissions.can_publish()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        """Name the page in the header."""
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        """Lead back to the page's editor."""
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [{"url": edit, "label": self.get_page_subtitle()}, {"url": "", "label": self.get_page_title()}]


class ApprovalsView(PageReviewView, TemplateView):
    """Every approval that a page has had, the newest first. Nothing here can be changed."""

    page_title = "Approvals"
    template_name = "treatments/review/approvals.html"

    def get_context_data(self, **kwargs):
        """Give the template the page's approvals and its state today."""
        clinic = ClinicSettings.for_request(self.request)
        state = live_states([self.page], clinic)[self.page.pk]
        return super().get_context_data(
            approvals=ClinicalApproval.objects.of([self.page]),
            review=state,
            holding=state.approval if state.holds or state.is_overdue else None,
            page=self.page,
            **kwargs,
        )


class ConfirmView(PageReviewView, FormView):
    """A reviewer confirms that a live page is still accurate, without editing it."""

    page_title = "Confirm still accurate"
    template_name = "treatments/review/confirm.html"
    form_class = ApprovalForm

    def dispatch(self, request, *args, **kwargs):
        """Let in who may publish the page, while it is live."""
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        if not self.page.live:
            messages.error(request, "This page is not published. Only what visitors see can be confirmed.")
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        """Send along the digest of what is shown."""
        return {"digest": seen_digest(self.page)}

    def get_context_data(self, **kwargs):
        """Add what has changed, and the reason if this person can't confirm it."""
        return super().get_context_data(
            page=self.page,
            changes=changes_since_approval(self.page, self.request),
            refusal=refusal_for(self.page, self.page.live_revision, self.request.user),
            has_draft=self.page.has_unpublished_changes,
            **kwargs,
        )

    def form_valid(self, form):
        """Record the approval of what is live, or say why not."""
        answers = form.cleaned_data
        try:
            with transaction.atomic():
                locked = Page.objects.select_for_update().get(pk=self.page.pk).specific
                approval = approve(
                    locked,
                    locked.live_revision,
                    self.request.user,
                    answers["digest"],
                    answers["months"],
                    answers["note"],
                )
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        message = f"“{self.page}” is confirmed. Next review due: {approval.review_due:%B %-d, %Y}."
        messages.success(self.request, message)
        return redirect("clinical_review:approvals", self.page.pk)


class ReviewGuideView(WagtailAdminTemplateMixin, TemplateView):
    """Help: how a page gets from draft to live, and what the review means."""

    page_title = "From draft to reviewed page"
    header_icon = "clipboard-list"
    template_name = "treatments/review/guide.html"

    def get_breadcrumbs_items(self):
        """Name the page in the header."""
        return [{"url": "", "label": self.page_title}]
