"""What this app adds to the admin, and what it leaves out."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.content_checker import SiteContentChecker
from home.content_checks import check, rules_for
from home.editor_views import CurrentAppearance, SavedFindings
from home.enquiries.bulk import AnsweredBulkAction, DeletedBulkAction
from home.enquiries.dashboard import EnquiriesPanel
from home.enquiries.handling import STEPS
from home.enquiries.listing import EnquiryListing
from home.link_check.report import LinkReport, LinkReportItem
from home.models import ClinicSettings, ContactPage, HomePage, SitePage, StandardPage, SynonymGroup
from home.models.images import Square
from home.page_views import LeavingBulkDelete, LeavingBulkUnpublish, SitePageViews
from home.page_work import works_on_pages
from home.people import PeopleItem, PeopleReport
from home.rich_text import PageLinks
from home.search.report import UnansweredSearchesReport


@hooks.register("insert_global_admin_css")
def admin_colours():
    """Return the link to the admin's own stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/css/admin.css"))


@hooks.register("register_admin_viewset")
def register_page_views():
    """Give Wagtail the views of the pages of this app."""
    return [SitePageViews(model=model) for model in (HomePage, StandardPage, ContactPage)]


# Registered after Wagtail's own, in whose place they stand.
hooks.register("register_bulk_action", LeavingBulkUnpublish, order=1)
hooks.register("register_bulk_action", LeavingBulkDelete, order=1)


class SynonymListing(SnippetViewSet):
    """Words that mean the same to visitors who search."""

    model = SynonymGroup
    icon = "search"
    menu_label = "Synonyms"
    menu_order = 900
    add_to_settings_menu = True


register_snippet(SynonymListing)
register_snippet(EnquiryListing)
hooks.register("register_bulk_action", AnsweredBulkAction)
hooks.register("register_bulk_action", DeletedBulkAction, order=1)


@hooks.register("construct_page_chooser_queryset")
def pages_are_for_who_has_some(pages, request):
    """Show drafts to choose from to nobody but people who have pages to look after."""
    return pages if works_on_pages(request.user) else pages.none()


@hooks.register("construct_homepage_panels")
def add_enquiries(request, panels):
    """Put the enquiries that wait on the dashboard of the front desk."""
    panels.append(EnquiriesPanel())


@hooks.register("register_log_actions")
def register_enquiry_steps(actions):
    """Name what the front desk does in the audit log."""
    for step in STEPS.values():
        actions.register_action(step.action, step.button, step.logged)


@hooks.register("register_admin_urls")
def register_report_addresses():
    """Give the reports of this app their addresses."""
    view = UnansweredSearchesReport.as_view
    return [
        path("unanswered-searches/", view(), name="unanswered_searches"),
        path("unanswered-searches/results/", view(results_only=True), name="unanswered_searches_results"),
    ]


@hooks.register("register_reports_menu_item")
def add_unanswered_searches():
    """Put what visitors did not find into the reports menu, for those who may see it."""
    return UnansweredSearchesItem(
        "Unanswered searches", reverse("unanswered_searches"), icon_name="search", order=300
    )


class UnansweredSearchesItem(MenuItem):
    """An entry for people who may see what visitors looked for."""

    def is_shown(self, request):
        """Whether the person has that right."""
        return request.user.has_perm("home.view_unansweredsearch")


@hooks.register("construct_reports_menu")
def hide_search_terms(request, menu_items):
    """Leave out Wagtail's list of search terms: this site counts only what was not found."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("register_image_operations")
def square_pictures():
    """Name the operation that makes icons of a logo."""
    return [("square", Square)]


@hooks.register("construct_help_menu")
def hide_release_news(request, menu_items):
    """Leave the editor guide alone in the help menu: what is new in the CMS is no editor's errand."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith("whats-new")]


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features):
    """Give Wagtail the site's own links to pages, after Wagtail's own, which they replace."""
    features.register_link_type(PageLinks)


@hooks.register("register_admin_urls")
def register_link_report():
    """Give the report on links its addresses."""
    routes = [
        path("", LinkReport.as_view(), name="report"),
        path("results/", LinkReport.as_view(results_only=True), name="report_results"),
    ]
    return [path("reports/links/", include((routes, "link_check")))]


@hooks.register("register_reports_menu_item")
def add_link_report():
    """Put the report on links into the reports menu; it shows what one may edit."""
    return LinkReportItem("Links", reverse("link_check:report"), icon_name="link", order=120)


@hooks.register("register_admin_urls")
def register_people_report():
    """Give the report on people its addresses."""
    return [
        path("reports/people/", PeopleReport.as_view(), name="people"),
        path("reports/people/results/", PeopleReport.as_view(results_only=True), name="people_results"),
    ]


@hooks.register("register_reports_menu_item")
def add_people_report():
    """Put the report on people into the reports menu, for whoever looks after users."""
    return PeopleItem("People", reverse("people"), icon_name="group", order=400)


@hooks.register("construct_wagtail_userbar")
def add_content_checks(request, items, page):
    """Put the site's advice into Wagtail's checker, in the editor and in the preview of a page."""
    place = next((place for place, item in enumerate(items) if isinstance(item, ContentCheckerItem)), None)
    if place is None or not isinstance(page, SitePage):
        return
    rules = rules_for(page, ClinicSettings.for_request(request))
    in_editor = items[place].in_editor
    items[place] = SiteContentChecker(rules, [] if in_editor else check(page, rules), in_editor)


@hooks.register("register_admin_urls")
def register_advice_addresses():
    """Give what the page editor asks for while somebody writes its addresses."""
    routes = [
        path(
            "appearance/<slug:app_label>/<slug:model_name>/<int:parent_pk>/",
            CurrentAppearance.as_view(),
            name="appearance",
        ),
        path("findings/", SavedFindings.as_view(), name="findings"),
    ]
    return [path("editor-advice/", include((routes, "editor_advice")))]
