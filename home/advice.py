"""What the content checks found in a saved draft, listed in the page's editor."""

import logging
from itertools import groupby

from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from home.content_checks import check, rules_for
from home.models.settings import ClinicSettings

logger = logging.getLogger(__name__)


def advice_on(page, request):
    """Return for the template what to look at again in `page`, a SitePage, rule by rule."""
    try:
        found = check(page, rules_for(page, ClinicSettings.for_request(request)))
    except Exception:  # whatever a draft fails to show with, its editor must open, so that it can be mended
        logger.exception("The content checks failed on page %s.", page.pk)
        return {"page": page, "failed": True}
    by_rule = groupby(found, key=lambda finding: finding.rule)
    return {"page": page, "advice": [(rule, list(findings)) for rule, findings in by_rule]}


def saved_draft(key):
    """Return the page of that primary key as it was saved last. Raises Page.DoesNotExist."""
    return Page.objects.get(pk=key).specific.get_latest_revision_as_object()


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
            page = saved_draft(self.instance.pk) if self.form.is_bound else self.instance
            return {**context, **advice_on(page, self.request)}
