"""Wagtail's own views of pages, with the review in the editor, the lists and the workflow's windows."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, TaskState

from home.models import ClinicSettings
from home.page_views import SitePageViews
from home.page_work import PageWorkMenuItem
from treatments.clinical_review.approval import ReviewRefused, refusal_for, seen_digest
from treatments.clinical_review.changes import changes_since_approval
from treatments.clinical_review.panels import ReviewColumn, ReviewStatusSidePanel
from treatments.clinical_review.states import live_states
from treatments.clinical_review.workflow import already_done, is_reviewed

MAY_NOT_PUBLISH = (
    "Nothing was recorded: approving publishes the page, and your account may not publish it. "
    "Ask a site manager to put you into the group “Clinical reviewers”."
)


class ReviewActionMixin:
    """A step's form in its window: with what is approved above it, and with a refusal in plain words."""

    def dispatch(self, request, *args, **kwargs):
        """Tell the slower of two reviewers that the other one has answered."""
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            self.check_action()
            return self.refuse(already_done(self.task_state, request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_approval(self):
        """Whether a clinician is about to answer for the words of the page."""
        return self.action_name == "approve" and is_reviewed(self.object)

    def get_form_class(self):
        """Ask no clinical question about a page that is a list of others."""
        if self.action_name == "approve" and not is_reviewed(self.object):
            return TaskStateCommentForm
        return super().get_form_class()

    def get_template_names(self):
        """Show what is approved where something is."""
        return super().get_template_names() if self.is_approval else [self.template_name]

    def get(self, request, *args, **kwargs):
        """Show the form. It carries the digest of what is shown above it."""
        initial = {"digest": seen_digest(self.draft)} if self.is_approval else None
        return self.render_modal_form(request, self.form_class(initial=initial))

    def post(self, request, *args, **kwargs):
        """Do it, or say why not."""
        try:
            return super().post(request, *args, **kwargs)
        except ReviewRefused as refusal:
            return self.refuse(str(refusal))
        except PublishPagePermissionError:
            return self.refuse(MAY_NOT_PUBLISH)

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
        if not self.is_approval:
            return context
        return {
            **context,
            "changes": changes_since_approval(self.draft, self.request),
            "refusal": refusal_for(self.draft, self.draft.latest_revision, self.request.user),
            "shown_url": reverse("clinical_review:shown", args=[self.object.pk, "draft"]),
        }


class ReviewAction(ReviewActionMixin, WorkflowActionView):
    """Approving from the dashboard."""

    def post(self, request, *args, **kwargs):
        """Say what was done, on the page that follows."""
        response = super().post(request, *args, **kwargs)
        self.task_state.refresh_from_db()
        if (
            self.task_state.status != TaskState.STATUS_IN_PROGRESS
            and self.task_state.finished_by == request.user
        ):
            tell_outcome(request, self.object, self.action_name)
        return response


class CollectReviewAction(ReviewActionMixin, CollectWorkflowActionDataView):
    """Approving from the page's editor, which sends the answer along with the page."""


def tell_outcome(request, page, action_name):
    """Say in a message what the reviewer's answer has led to."""
    page = Page.objects.get(pk=page.pk)
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), "Edit")
    if action_name == "reject":
        words = f"You asked for changes to “{page}”. The editor finds your words in its status panel."
        messages.success(request, words, buttons=[edit])
    elif page.live and not page.has_unpublished_changes:
        view = messages.button(page.url, "View live")
        messages.success(request, f"“{page}” is approved and published.", buttons=[view, edit])
    else:
        messages.success(request, f"“{page}” is approved. It goes live later.", buttons=[edit])


class ReviewedEditView(EditView):
    """The editor of a page whose workflow has a clinical review."""

    def perform_workflow_action(self):
        """Save and act; a refusal is told, and what was typed stays as a draft."""
        try:
            return super().perform_workflow_action()
        except ReviewRefused as refusal:
            messages.error(self.request, str(refusal))
        except PublishPagePermissionError:
            messages.error(self.request, MAY_NOT_PUBLISH)
        return self.redirect_and_remain()

    def add_save_confirmation_message(self):
        """Say what a reviewer's answer has led to, and else that the page is saved."""
        if self.action_name == "perform_workflow_action":
            tell_outcome(self.request, self.page, self.workflow_action)
        else:
            super().add_save_confirmation_message()

    def save_action(self):
        """Save a draft. An answer to a review that has ended saves what was typed, if anything was."""
        if self.request.POST.get("action-workflow-action"):
            ended = self.workflow_state and self.workflow_state.current_task_state
            user = self.request.user
            words = already_done(ended, user) if ended else "This page is not under review."
            messages.warning(self.request, words)
            if not self.has_content_changes:
                return self.redirect_and_remain()
        return super().save_action()


class ClinicalEditView(ReviewedEditView):
    """The editor of a condition or treatment page."""

    def get_side_panels(self):
        """Show the review in the status panel."""
        panels = super().get_side_panels()
        panels[0] = ReviewStatusSidePanel(panels[0])
        return panels


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


class ReviewedViews(SitePageViews):
    """Wagtail's views of a page whose workflow has a clinical review, such as a list of conditions."""

    edit_view_class = ReviewedEditView
    workflow_action_view_class = ReviewAction
    collect_workflow_action_data_view_class = CollectReviewAction


class ClinicalPageViews(ReviewedViews):
    """Wagtail's views of a page with clinical words: the editor and the explorer show its review."""

    index_view_class = ReviewedExplorableIndexView
    edit_view_class = ClinicalEditView


class ReviewedListing(PageListingViewSet):
    """A flat list of pages of one type, with the state of each one's review."""

    index_view_class = ReviewedIndexView
    menu_item_class = PageWorkMenuItem
