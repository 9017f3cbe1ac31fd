"""The review's own screens: what is shown to a reviewer, confirming a live page, approvals, and the guide."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.utils.decorators import xframe_options_sameorigin_override

from home.models import ClinicSettings
from home.page_work import PageWorkView
from treatments.clinical_review.approval import ReviewRefused, approve, refusal_for, seen_digest
from treatments.clinical_review.changes import changes_since_approval
from treatments.clinical_review.digest import clinic_of, content_digest
from treatments.clinical_review.models import ClinicalApproval
from treatments.clinical_review.states import live_states
from treatments.clinical_review.workflow import ApprovalForm
from treatments.models.clinical_page import ClinicalPage


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


@method_decorator(xframe_options_sameorigin_override, name="dispatch")
class ShownView(PageReviewView, View):
    """The draft, the live page or an approved one, as visitors see it: what a reviewer reads."""

    def get(self, request, page_id, version):
        """Serve the page without anything of the admin around it."""
        page = self.version(version)
        extra = {"in_preview_panel": True}
        return page.make_preview_request(request, page.default_preview_mode, extra_request_attrs=extra)

    def version(self, name):
        """Return the page as it is called: "draft", "live", or the number of an approval."""
        if name == "draft":
            return self.page.get_latest_revision_as_object()
        if name == "live":
            return self.page
        number = int(name) if name.isdecimal() else 0
        approval = get_object_or_404(ClinicalApproval, pk=number, page=self.page)
        return self.page.with_content_json(approval.page_data)


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
            may_restore=may_restore(self.page, self.request.user),
            **kwargs,
        )


class RestoreView(PageReviewView, View):
    """Put the words of an approval back into the page's draft."""

    http_method_names = ["post"]

    def post(self, request, page_id, approval_id):
        """Save the latest draft with the approved words in it, as a new draft, and open it in its editor."""
        if not may_restore(self.page, request.user):
            raise PermissionDenied
        approval = get_object_or_404(ClinicalApproval, pk=approval_id, page=self.page)
        replaces_draft = self.page.has_unpublished_changes
        draft = self.page.get_latest_revision_as_object()
        approved = self.page.with_content_json(approval.page_data)
        for name in draft.held_fields():
            held = getattr(approved, name)
            setattr(draft, name, list(held.all()) if hasattr(held, "all") else held)
        draft.save_revision(user=request.user, log_action="wagtail.revert")
        self.tell(approval, replaces_draft)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def tell(self, approval, replaces_draft):
        """Say whether the draft is what was approved, and that nothing typed is lost."""
        day = date_format(approval.reviewed_on, "F j, Y")
        words = f"The draft has the words that {approval.reviewer} approved on {day}. "
        draft = Page.objects.get(pk=self.page.pk).specific.get_latest_revision_as_object()
        if content_digest(draft, clinic_of(draft)) == approval.digest:
            words += "Publish it, and the page says again that it is reviewed."
            level = messages.success
        else:
            words += (
                "Something else that was approved is not the same any more: a picture, a source, a notice or "
                "another page. So a clinician has to approve the page again."
            )
            level = messages.warning
        if replaces_draft:
            words += " The draft that was there before is in the page's history."
        level(self.request, words)


def may_restore(page, user):
    """Whether `user` may put approved words back into the draft of `page`."""
    permissions = page.permissions_for_user(user)
    return permissions.can_edit() and not permissions.page_locked() and not page.alias_of_id


class ConfirmView(PageReviewView, FormView):
    """A reviewer confirms that a live page is still accurate, without editing it."""

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

    @cached_property
    def changes(self):
        """What the live page tells differently from the last approved one."""
        return changes_since_approval(self.page, self.request)

    def get_page_title(self):
        """Name what the button does: confirm the approved words, or approve others."""
        same = self.changes.since and not self.changes.told
        return "Confirm still accurate" if same else "Approve the live page"

    def get_initial(self):
        """Send along the digest of what is shown."""
        return {"digest": seen_digest(self.page)}

    def get_context_data(self, **kwargs):
        """Add what has changed, and the reason if this person can't confirm it."""
        return super().get_context_data(
            page=self.page,
            shown_url=reverse("clinical_review:shown", args=[self.page.pk, "live"]),
            changes=self.changes,
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
            messages.error(self.request, str(refusal))
            again = ApprovalForm(initial={**answers, **self.get_initial()})
            return self.render_to_response(self.get_context_data(form=again))
        due = date_format(approval.review_due, "F j, Y")
        message = f"“{self.page}” is approved as it is. Next review due: {due}."
        messages.success(self.request, message)
        return redirect("clinical_review:approvals", self.page.pk)


class ReviewGuideView(PageWorkView, WagtailAdminTemplateMixin, TemplateView):
    """Help: how a page gets from draft to live, and what the review means."""

    page_title = "From draft to reviewed page"
    header_icon = "clipboard-list"
    template_name = "treatments/review/guide.html"

    def get_breadcrumbs_items(self):
        """Name the page in the header."""
        return [{"url": "", "label": self.page_title}]
