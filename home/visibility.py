"""Which pages a visitor can open."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def open_to_visitors(pages):
    """Narrow a queryset of pages to those that are live, and private neither themselves nor by a page above.

    The result is that of Wagtail's `live().public()`, which asks the database twice each time: here the
    restrictions are part of the one question. A page's path starts with the path of each page above it.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(page_path=path)
    return pages.live().exclude(Exists(above.filter(page_path__startswith=F("page__path"))))
