"""The state of the review where editors look: beside the page in its editor, in lists, on the dashboard."""

from collections import Counter

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, WorkflowState
from wagtail.permissions import policy_registry

from home.models import ClinicSettings
from treatments.clinical_review.authorship import last_change
from treatments.clinical_review.report import review_rows
from treatments.clinical_review.states import Status, live_states, page_state
from treatments.clinical_review.workflow import reviewing_groups
from treatments.models.clinician import Clinician

MOST_URGENT = 5


class ReviewStatusSidePanel(PageStatusSidePanel):
    """Wagtail's status panel of a page, with the state of its review and what publishing would do to it."""

    def __init__(self, panel):
        vars(self).update(vars(panel))

    def get_status_templates(self, context):
        """Put the review right under the publishing status."""
        first, *others = super().get_status_templates(context)
        return [first, "treatments/review/status_panel.html", *others]

    def get_context_data(self, parent_context):
        """Add the state of the live page, and that of the draft."""
        context = super().get_context_data(parent_context)
        if not self.object.pk:
            return context
        clinic = ClinicSettings.for_request(self.request)
        live = self.live_object
        state = live_states([live], clinic)[live.pk]
        draft = page_state(self.object, clinic)
        return {
            **context,
            "review": state,
            "draft_drops_review": state.holds and not draft.holds,
            "draft_brings_review": draft.holds and not state.holds,
            "change": self.change(state),
            "approvals_url": reverse("clinical_review:approvals", args=[self.object.pk]),
            "confirm_url": self.confirm_url(live),
            "asked_for": changes_asked_for(self.object),
        }

    def change(self, state):
        """Return the Change after which the live page is not the approved one any more, or None."""
        if state.status != Status.CHANGED:
            return None
        page = state.page.specific
        return last_change(page, page.live_revision)

    def confirm_url(self, page):
        """Return where this person can approve the live `page` as it is, or ""."""
        can_publish = page.permissions_for_user(self.request.user).can_publish()
        return reverse("clinical_review:confirm", args=[page.pk]) if page.live and can_publish else ""


def changes_asked_for(page):
    """Return the TaskState with which a reviewer asked for changes that are still open, or None."""
    state = page.current_workflow_state
    open_request = state and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return state.current_task_state if open_request else None


class ReviewColumn(Column):
    """The state of the review in a list of pages; the view has set `review_state` on each."""

    cell_template_name = "treatments/review/state_cell.html"


def lacks_profile(user):
    """Whether `user` reviews and has no clinician profile to approve with."""
    reviews = user.groups.filter(pk__in=reviewing_groups()).exists()
    return reviews and not Clinician.objects.filter(user=user).exists()


class ReviewUrgencyPanel(Component):
    """On the dashboard: how many pages are in which state, and which need somebody first."""

    name = "clinical_review"
    order = 224  # below what Wagtail shows as waiting for this very person
    template_name = "treatments/review/dashboard.html"

    def get_context_data(self, parent_context):
        """Give the template the counts and the most urgent pages that the user may edit."""
        request = parent_context["request"]
        policy = policy_registry.get_by_type(Page)
        pages = policy.instances_user_has_any_permission_for(request.user, ["change", "publish"])
        rows = review_rows(pages, ClinicSettings.for_request(request))
        counts = Counter(row.state.status for row in rows)
        return {
            "needs_profile": lacks_profile(request.user),
            "counts": [(status, counts[status]) for status in Status if counts[status]],
            "rows": [row for row in rows if row.state.needs_attention][:MOST_URGENT],
            "request": request,
        }
