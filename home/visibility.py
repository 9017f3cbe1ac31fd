"""Which pages a visitor can open."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from wagtail.models import Page, PageViewRestriction

from home.kept import kept


def is_private():
    """Return a condition on pages: private themselves, or by a page above.

    A page's path starts with the path of each page above it. The restricted page's path is a subquery,
    because a join may be done the other way round: over all pages, for each page that is asked about.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restricted = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path"))
    restrictions = PageViewRestriction.objects.annotate(page_path=path, restricted_path=restricted)
    return Exists(restrictions.filter(page_path__startswith=F("restricted_path")))


def open_to_visitors(pages):
    """Narrow a queryset of pages to those that are live and not private.

    The result is that of Wagtail's `live().public()`, which asks the database twice each time: here the
    restrictions are part of the one question.
    """
    return pages.live().exclude(is_private())


def is_path_private(path):
    """Whether the page at `path` of the tree is private, or one above it: is_private() for a page at hand."""
    return path.startswith(private_paths())


@kept
def private_paths():
    """Return the paths of the pages that are private themselves, as a tuple."""
    return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
