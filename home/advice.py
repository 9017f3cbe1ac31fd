"""What the content checks found in a saved draft, listed in the page's editor."""

from itertools import groupby

from django.urls import reverse
from wagtail.admin.panels import Panel

from home.content_checks import check, rules_for
from home.models.settings import ClinicSettings


def advice_on(page, request):
    """Return for the template what to look at again in `page`, a SitePage, rule by rule."""
    found = check(page, rules_for(page, ClinicSettings.for_request(request)))
    by_rule = groupby(found, key=lambda finding: finding.rule)
    return {"page": page, "advice": [(rule, list(findings)) for rule, findings in by_rule]}


class AdvicePanel(Panel):
    """In a page's editor: what is worth a second look in the draft that was saved last."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/panels/advice.html"

        def get_context_data(self, parent_context=None):
            """Look at what the form was opened with, or after a mistake in the form at what is saved."""
            context = super().get_context_data(parent_context)
            context["advice_url"] = reverse("editor_advice:findings")
            if not self.instance.pk:
                return context
            page = self.instance.get_latest_revision_as_object() if self.form.is_bound else self.instance
            return {**context, **advice_on(page, self.request)}
