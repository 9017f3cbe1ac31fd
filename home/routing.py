"""Finds the page of an address in one query, where Wagtail's walk down the tree takes two for each level."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from treebeard.mp_tree import MP_Node
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
    slugs = [root.slug, *path.split("/")[:-1]]
    # The slug has an index, which `url_path` has not.
    pages = Page.objects.live().filter(slug=slugs[-1], url_path=f"{root.url_path}{path}")
    pages = pages.filter(path__startswith=root.path)
    pages = pages.annotate(is_private=is_private(), is_alias=is_alias(root, slugs))
    found = pages.select_related(*names.values()).first()
    if found is None or found.is_private or found.is_alias or found.specific_class not in names:
        return None
    page = getattr(found, names[found.specific_class])
    page.is_open = True
    return page


def is_alias(root, slugs):
    """Return a condition on pages at or below `root`: aliases themselves, or below one.

    `slugs` are those of the page and of the pages above it, down from `root`: by them few pages come into
    question, by their paths alone all pages of the site.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = [root.path[:end] for end in range(MP_Node.steplen, len(root.path), MP_Node.steplen)]
    candidates = Page.objects.filter(Q(slug__in=slugs) | Q(path__in=above), alias_of__isnull=False)
    return Exists(candidates.annotate(page_path=path).filter(page_path__startswith=F("path")))
