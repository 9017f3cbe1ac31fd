"""Finds the page of an address in one query, where Wagtail's walk down the tree takes two for each level."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, Site, get_page_models
from wagtail.views import serve

from home.models import SitePage
from home.visibility import is_private


def serve_page(request, path):
    """Answer with the page at `path`, as Wagtail does.

    What visitors can't simply open, and addresses that are no page's own, are left to Wagtail altogether.
    """
    site = Site.find_for_request(request)
    page = site and page_at(site.root_page, path)
    if page:
        request._wagtail_route_for_request = page.route(request, [])
    return serve(request, path)


def page_at(root, path):
    """Return the page below `root` whose address is `path`, in full, or None if it is not open to everybody.

    `path` has a slash at its end and none at its start. Of an alias, and of what is below one, Wagtail asks
    another page whether it is private.
    """
    names = {model: model._meta.model_name for model in get_page_models() if issubclass(model, SitePage)}
    pages = Page.objects.live().filter(url_path=f"{root.url_path}{path}", path__startswith=root.path)
    pages = pages.annotate(is_private=is_private(), is_alias=is_alias())
    found = pages.select_related(*names.values()).first()
    if found is None or found.is_private or found.is_alias or found.specific_class not in names:
        return None
    page = getattr(found, names[found.specific_class])
    page.is_open = True
    return page


def is_alias():
    """Return a condition on pages: aliases themselves, or below one."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    aliases = Page.objects.filter(alias_of__isnull=False).annotate(page_path=path)
    return Exists(aliases.filter(page_path__startswith=F("path")))
