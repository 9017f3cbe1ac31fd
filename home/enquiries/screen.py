"""The screen of one enquiry in the admin: what was sent, what has been done, and what can be done next."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import registry

from home.enquiries.handling import NOTE, STEPS, ChangedError, do, next_steps
from home.enquiries.models import Enquiry, EnquiryNote, Status
from home.enquiries.retention import Retention

CHANGED = (
    "Somebody has changed this enquiry since you opened it. Look again, then press the button once more."
)


class HandlingForm(forms.Form):
    """A note, and which button was pressed. `seen` is the enquiry's last change as the person saw it."""

    seen = forms.CharField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=[(name, step.button) for name, step in STEPS.items()])
    note = forms.CharField(
        required=False,
        max_length=EnquiryNote._meta.get_field("text").max_length,
        label="Note",
        help_text="For the front desk alone. It is kept with whichever button you press.",
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self):
        """Require a note of who wants to keep one."""
        answers = super().clean()
        if answers.get("step") == NOTE.name and not answers.get("note"):
            self.add_error("note", "Write the note first.")
        return answers


class EnquiryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One enquiry. What the visitor wrote can't be changed."""

    model = Enquiry
    permission_required = "change"
    view_name = "edit"
    page_title = "Enquiry"
    header_icon = "mail"
    template_name = "home/enquiries/enquiry.html"
    form_class = HandlingForm

    @cached_property
    def enquiry(self):
        """The Enquiry. Raises Http404 when it is gone."""
        return get_object_or_404(Enquiry.objects.select_related("about", "taken_by"), pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        """Name who wrote."""
        return self.enquiry.name

    def get_breadcrumbs_items(self):
        """Lead back to the list."""
        return [
            {"url": reverse("wagtailsnippets_home_enquiry:list"), "label": "Enquiries"},
            {"url": "", "label": self.enquiry.name},
        ]

    def get_initial(self):
        """Remember what the person sees."""
        return {"seen": self.enquiry.changed_at.isoformat()}

    def get_context_data(self, **kwargs):
        """Add the enquiry, its notes and history, and what can be done."""
        history = registry.get_logs_for_instance(self.enquiry).select_related("user")
        return super().get_context_data(
            enquiry=self.enquiry,
            notes=self.enquiry.notes.select_related("author"),
            history=history.order_by("timestamp", "pk"),
            steps=next_steps(self.enquiry, self.request.user),
            last_day=Retention().last_day(self.enquiry),
            delete_url=self.delete_url(),
            **kwargs,
        )

    def delete_url(self):
        """Return where this person can delete the enquiry, or ""."""
        if not self.user_has_permission("delete"):
            return ""
        return reverse("wagtailsnippets_home_enquiry:delete", args=[self.enquiry.pk])

    def form_valid(self, form):
        """Do what was asked, unless somebody else was faster."""
        answers, step = form.cleaned_data, STEPS[form.cleaned_data["step"]]
        if answers["seen"] != self.enquiry.changed_at.isoformat() or not self.is_possible(step):
            return self.refuse(form)
        try:
            do(step, self.enquiry, self.request.user, answers["note"])
        except ChangedError:
            del self.enquiry
            return self.refuse(form)
        messages.success(self.request, step.done)
        is_done = self.enquiry.status in {Status.ANSWERED, Status.SPAM} and step != NOTE
        return redirect(reverse("wagtailsnippets_home_enquiry:list") if is_done else self.request.path)

    def refuse(self, form):
        """Show the enquiry as it is now, with what was typed and the words that explain it."""
        form.data = {**form.data.dict(), "seen": self.enquiry.changed_at.isoformat()}
        form.add_error(None, CHANGED)
        return self.form_invalid(form)

    def is_possible(self, step):
        """Whether `step` is among the buttons that the enquiry has now."""
        return step == NOTE or step in next_steps(self.enquiry, self.request.user)
