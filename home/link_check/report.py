"""The report: links that lead nowhere, inside the site and out of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView

from home.link_check.dead_ends import dead_ends
from home.link_check.found import find_links, outside_addresses
from home.link_check.models import OutsideLink
from home.page_work import works_on_pages
from home.spreadsheets import HarmlessCells


def may_mend_links(user):
    """Whether `user` may edit something that links can stand in: a page, or the clinic details."""
    return works_on_pages(user) or user.has_perm("home.change_clinicsettings")


class LinkReportItem(MenuItem):
    """The entry in the reports menu."""

    def is_shown(self, request):
        """Whether the person can put something right."""
        return may_mend_links(request.user)


class LinkReport(HarmlessCells, ReportView):
    """Reports, Links: what is wrong with the links in what the user may edit."""

    page_title = "Links"
    header_icon = "link"
    results_template_name = "home/link_check/report_results.html"
    index_url_name = "link_check:report"
    index_results_url_name = "link_check:report_results"
    context_object_name = "rows"
    export_filename = "links"
    list_export = ["place", "kind", "words", "leads_to", "problem", "since", "checked"]
    export_headings = {
        "place": "Where",
        "kind": "Type",
        "words": "Words",
        "leads_to": "Leads to",
        "problem": "What is wrong",
        "since": "Since",
        "checked": "Checked",
    }

    def dispatch(self, request, *args, **kwargs):
        """Let in who can put something right."""
        if not may_mend_links(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filtered_queryset(self):
        """Return the rows."""
        self.found = find_links()
        return dead_ends(self.found, self.request.user)

    def get_context_data(self, **kwargs):
        """Add when other sites were asked last, and how many addresses nobody has asked for yet."""
        addresses = outside_addresses(self.found)
        checked = set(OutsideLink.objects.values_list("url", flat=True))
        return super().get_context_data(
            outside_count=len(addresses),
            unasked_count=len(addresses - checked),
            last_checked=OutsideLink.objects.aggregate(last=Max("checked_at"))["last"],
            **kwargs,
        )
