"""The admin in the clinic's colours, without advertisements for releases of the CMS."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem

from home.content_checker import SiteContentChecker
from home.content_checks import check, rules_for
from home.editor_views import CurrentAppearance, SavedFindings
from home.models import ClinicSettings, SitePage


@hooks.register("insert_global_admin_css")
def admin_colours():
    """Return the link to the admin's own stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/css/admin.css"))


@hooks.register("construct_help_menu")
def hide_release_news(request, menu_items):
    """Leave the editor guide alone in the help menu: what is new in the CMS is no editor's errand."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith("whats-new")]


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
