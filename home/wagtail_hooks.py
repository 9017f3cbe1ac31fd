"""The admin in the clinic's colours, without advertisements for releases of the CMS."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from home.models import HomePage, StandardPage
from home.models.images import Square
from home.page_views import LeavingBulkDelete, LeavingBulkUnpublish, SitePageViews


@hooks.register("insert_global_admin_css")
def admin_colours():
    """Return the link to the admin's own stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/css/admin.css"))


@hooks.register("register_admin_viewset")
def register_page_views():
    """Give Wagtail the views of the pages of this app."""
    return [SitePageViews(model=model) for model in (HomePage, StandardPage)]


# Registered after Wagtail's own, in whose place they stand.
hooks.register("register_bulk_action", LeavingBulkUnpublish, order=1)
hooks.register("register_bulk_action", LeavingBulkDelete, order=1)


@hooks.register("register_image_operations")
def square_pictures():
    """Name the operation that makes icons of a logo."""
    return [("square", Square)]


@hooks.register("construct_help_menu")
def hide_release_news(request, menu_items):
    """Leave the editor guide alone in the help menu: what is new in the CMS is no editor's errand."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith("whats-new")]
