"""Which pages a visitor can open."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction

from home.kept import kept


def is_private():
    """Return a condition on pages: private themselves, or by a page above.

    A page's path starts with the path of each page above it.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    roots = Page.objects.filter(pk__in=private_roots()).order_by().annotate(page_path=path)
    return Exists(roots.filter(page_path__startswith=F("path")))


def open_to_visitors(pages):
    """Narrow a queryset of pages to those that are live and not private.

    Wagtail's `live().public()` asks the database twice each time, and lets aliases of private pages pass.
    """
    return pages.live().exclude(is_private())


def is_path_private(path):
    """Whether the page at `path` of the tree is private, or one above it: is_private() for a page at hand."""
    return path.startswith(tuple(private_roots().values()))


@kept
def private_roots():
    """Return the paths of the pages that are private themselves, by their keys.

    An alias is as private as the page that it shows (Page.get_view_restrictions()).
    """
    roots = dict(PageViewRestriction.objects.values_list("page_id", "page__path"))
    found = roots
    while found:
        aliases = Page.objects.filter(alias_of__in=found).exclude(pk__in=roots)
        found = dict(aliases.values_list("pk", "path"))
        roots = {**roots, **found}
    return roots
