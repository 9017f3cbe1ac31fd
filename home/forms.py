"""The editor's form of every page of the site."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.widgets import Script
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class SitePageForm(WagtailAdminPageForm):
    """The form of a page, which takes nothing back that was saved or published while it was on its way."""

    class Media:
        js = [Script("site/js/admin/one-save-at-a-time.js", type="module")]

    def save(self, commit=True):
        """Save the page. Raises PermissionDenied for a draft that another request was faster than.

        A draft saves itself while somebody types. When they publish before that is done, both work on what
        they found at first; the draft, if it ended last, would take the page off the site again or bring back
        what it said before. Wagtail's view turns the exception into a message, and keeps what was typed.
        """
        is_preview = self.subscription is None  # the editor's own view always gives one
        if self.instance.pk is None or is_preview:
            return super().save(commit)
        with transaction.atomic():
            rows = Page.objects.select_for_update().filter(pk=self.instance.pk)
            latest, is_live = rows.values_list("latest_revision_id", "live").get()
            if self.is_deferred_validation and latest != self.instance.latest_revision_id:
                raise PermissionDenied(
                    "The page was saved or published at the same moment. Your words are below, not saved. "
                    "Open the page in another tab to see what it says now."
                )
            return super().save(commit and not is_live)
