"""The page with the enquiry form."""

from django.db import models
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, get_page_models
from wagtail.url_routing import RouteResult

from home.blocks import INLINE_FEATURES
from home.enquiries.form import EnquiryForm
from home.enquiries.form_token import FormToken
from home.links import linked_number, page_href
from home.models.site_page import SitePage, editor_tabs
from home.visibility import open_to_visitors

CONSENT = "The clinic may contact me about this enquiry and keep what I have written here for that purpose."


class ContactPage(SitePage):
    """How to reach the clinic, and the form with which a visitor asks for a call back."""

    THANKS = "thank-you"

    introduction = RichTextField(
        blank=True,
        features=[*INLINE_FEATURES, "ul"],
        help_text="Stands above the form. For example: Tell us how to reach you, and we call you back.",
    )
    consent_wording = models.CharField(
        max_length=300,
        default=CONSENT,
        help_text=(
            "The sentence that visitors tick before they send. It is kept with each enquiry. "
            "For example: The clinic may contact me about this enquiry."
        ),
    )
    privacy_page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The form links to it as soon as it is published. For example: Privacy",
    )
    after_sending = RichTextField(
        blank=True,
        features=INLINE_FEATURES,
        help_text="What happens next, shown when the form was sent. For example: We call on working days.",
    )

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("consent_wording"),
        FieldPanel("privacy_page"),
        FieldPanel("after_sending"),
    ]
    edit_handler = editor_tabs(content_panels)

    page_description = "The clinic's details and the form for enquiries. There is one."
    template = "home/contact_page.html"
    thanks_template = "home/enquiry_sent.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count = 1
    preview_modes = [("", "The form"), (THANKS, "After sending")]

    class Meta:
        verbose_name = "contact page"

    @property
    def send_url(self):
        """The address that the form is sent to, or "" for a page that has none yet."""
        return reverse("send_enquiry", args=[self.pk]) if self.pk else ""

    @property
    def privacy_url(self):
        """The address of what is said of privacy, or "" while visitors can't read it."""
        return page_href(self.privacy_page)

    @property
    def thanks_url(self):
        """The address of what a visitor reads who has sent the form."""
        return f"{self.url}{self.THANKS}/"

    def form(self, data=None, about=None, consent=None):
        """Return the EnquiryForm with `data` in it, or an empty one on the page with the key `about`.

        `consent` is the sentence to agree to, unless it is the page's own of today.
        """
        consent = consent or self.consent_wording
        return EnquiryForm(data, initial={"about": about}, subjects=subjects(), consent=consent)

    def route(self, request, path_components):
        """Find the page itself, and what follows when the form was sent."""
        if self.live and path_components == [self.THANKS]:
            return RouteResult(self, kwargs={"is_sent": True})
        return super().route(request, path_components)

    def serve(self, request, is_sent=False):
        """Show the form or, when it `is_sent`, the thanks."""
        return self.serve_thanks(request) if is_sent else self.serve_form(request)

    def serve_form(self, request, form=None, token=None, problem=None):
        """Show an empty form; or again `form`, which was sent with the FormToken `token`, or with none.

        `problem`, a Problem of home/enquiries/views.py, says why it is shown again.
        """
        form = form or self.form(about=linked_number(request.GET.get("about", "")))
        form, token = self.next_copy(form, token)
        more = {"form": form, "token": token, "problem": problem}
        status = problem.status if problem else 200
        response = TemplateResponse(request, self.template, self.get_context(request) | more, status=status)
        # "no-cache", and not "no-store": the browser may keep what was typed for who goes back.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def next_copy(self, form, token):
        """Return the form to show after `form`, and its token. It is the same copy while nothing was stored.

        What the clinic wants agreement to may have been worded anew: then the box is to be ticked again.
        """
        if token and form.errors and not token.is_expired:
            return form, token
        if form.is_bound and form.consent_text != self.consent_wording:
            form = self.form({name: value for name, value in form.data.items() if name != "consent"})
        if token:
            return form, token.for_another_copy(self.consent_wording)
        return form, FormToken.new(self.consent_wording)

    def serve_thanks(self, request):
        """Thank, at an address of its own that sends nothing when it is loaded again."""
        return TemplateResponse(request, self.thanks_template, self.get_context(request))

    def serve_preview(self, request, mode_name):
        """Show the form or the thanks as they will look."""
        request.is_preview = True
        return self.serve_thanks(request) if mode_name == self.THANKS else self.serve_form(request)

    def schema_org(self, clinic, context):
        """Return the schema.org nodes of this page: it is where the clinic can be reached."""
        page, *parts = super().schema_org(clinic, context)
        return [{**page, "@type": "ContactPage"}, *parts]


def subjects():
    """Return the pages that an enquiry can be about and that visitors can open, in the tree's order."""
    kinds = [model for model in get_page_models() if getattr(model, "is_enquiry_subject", False)]
    return open_to_visitors(Page.objects.type(*kinds)).order_by("path")
