"""The report: links that lead nowhere, inside the site and out of it."""

from django.db.models import Max
from wagtail.admin.views.reports import ReportView

from home.link_check.dead_ends import dead_ends
from home.link_check.found import find_links, outside_addresses
from home.link_check.models import OutsideLink
from home.page_work import PageWorkView
from home.spreadsheets import HarmlessCells


class LinkReport(PageWorkView, HarmlessCells, ReportView):
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
