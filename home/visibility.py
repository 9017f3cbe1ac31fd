"""Which pages a visitor can open."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def is_private():
    """Return a condition on pages: private themselves, or by a page above.

    A page's path starts with the path of each page above it.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(page_path=path)
    return Exists(restrictions.filter(page_path__startswith=F("page__path")))


def open_to_visitors(pages):
    """Narrow a queryset of pages to those that are live and not private.

    The result is that of Wagtail's `live().public()`, which asks the database twice each time: here the
    restrictions are part of the one question.
    """
    return pages.live().exclude(is_private())
