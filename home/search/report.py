"""The report on what visitors looked for and did not find: what the pages don't say, or call otherwise."""

from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from home.search.models import SynonymGroup, UnansweredSearch


class UnansweredSearchesReport(ReportView):
    """Reports, Unanswered searches."""

    page_title = "Unanswered searches"
    header_icon = "search"
    results_template_name = "home/search/unanswered.html"
    index_url_name = "unanswered_searches"
    index_results_url_name = "unanswered_searches_results"
    model = UnansweredSearch
    permission_policy = ModelPermissionPolicy(UnansweredSearch)
    permission_required = "view"
    default_ordering = "-times"
    export_filename = "unanswered-searches"
    list_export = ["words", "times", "first_asked", "last_asked"]
    export_headings = {
        "words": "Looked for",
        "times": "Times",
        "first_asked": "First on",
        "last_asked": "Last on",
    }

    def get_context_data(self, *args, **kwargs):
        """Add where synonyms are kept."""
        synonyms_url = SynonymGroup.snippet_viewset.get_url_name("list")
        return super().get_context_data(*args, synonyms_url=synonyms_url, **kwargs)

    def get_queryset(self):
        """Return the searches, the most frequent first, without those that were made long ago."""
        UnansweredSearch.forget_old()
        return UnansweredSearch.objects.order_by("-times", "-last_asked", "words")
