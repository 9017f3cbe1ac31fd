"""What templates of this site need beyond Django's and Wagtail's tags."""

from django import template
from wagtail.models import Site

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context):
    """Return the main menu: live, public pages below the home page that are marked "show in menus".

    Each page gets `is_current`, the value of `aria-current`: "page" on the page itself, "true" below it,
    else "". Returns an empty list outside a request or without a site.
    """
    request = context.get("request")
    site = request and Site.find_for_request(request)
    if not site:
        return []
    current = context.get("page")
    pages = list(site.root_page.get_children().live().public().in_menu())
    for page in pages:
        page.is_current = _aria_current(page, current)
    return pages


def _aria_current(page, current):
    path = getattr(current, "path", "") or ""
    if path == page.path:
        return "page"
    return "true" if path.startswith(page.path) else ""


@register.filter
def lines(text):
    """Return the non-empty lines of `text`, a plain text such as an address."""
    return [line.strip() for line in text.splitlines() if line.strip()]
