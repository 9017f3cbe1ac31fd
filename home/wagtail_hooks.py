"""What the site adds to Wagtail as a whole: its colours, its links to pages, the report on links."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.link_check.report import LinkReport
from home.rich_text import PageLinks


@hooks.register("insert_global_admin_css")
def admin_colours():
    """Return the link to the admin's own stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/css/admin.css"))


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
    """Put the report on links into the reports menu, for everybody: it shows what one may edit."""
    return MenuItem("Links", reverse("link_check:report"), icon_name="link", order=120)
