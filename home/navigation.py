"""The ways around the site: menu, breadcrumbs, related pages, with one question to the database."""

from copy import copy
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from home.kept import kept
from home.visibility import is_path_private, open_to_visitors

MOST_RELATED = 8
# What a link needs to know of a page.
SHOWN = ("title", "path", "depth", "url_path", "content_type", "show_in_menus")


@dataclass(frozen=True)
class Navigation:
    """What leads from a page to others.

    `menu` holds the live, public pages marked "show in menus", in the order of the tree; each has
    `is_current`, the value of `aria-current`: "page" on the page itself, "true" below it, else "".
    `breadcrumbs` holds the live pages above the page, the home page first. `related` holds the pages that the
    page's own related() names and that visitors can open.
    """

    menu: list = field(default_factory=list)
    breadcrumbs: list = field(default_factory=list)
    related: list = field(default_factory=list)

    @property
    def first_related(self):
        """The related pages that a reader may be offered without tiring them."""
        return self.related[:MOST_RELATED]

    @property
    def related_keys(self):
        """The primary keys of the related pages."""
        return {page.pk for page in self.related}


def navigation_of(site, page):
    """Return the Navigation on `page`, a page of `site` or None where the answer is no page."""
    path = page.path if page else ""
    navigation = Navigation(menu=[menu_entry(entry, path) for entry in menu_of(site)])
    above = [path[:end] for end in range(2 * MP_Node.steplen, len(path), MP_Node.steplen)]
    is_above, related = Q(path__in=above), page.related() if page else None
    is_related = ExpressionWrapper(related, BooleanField()) if related else Value(False)
    pages = Page.objects.live().filter(is_above | related if related else is_above).only(*SHOWN)
    # Sorted here: to save the sorting, the database would rather look through all pages in their order.
    for found in sorted(pages.annotate(is_related=is_related).order_by(), key=attrgetter("path")):
        if found.path in above:
            navigation.breadcrumbs.append(found)
        if found.is_related and found.path != path and not is_path_private(found.path):
            navigation.related.append(found)
    return navigation


@kept
def menu_of(site):
    """Return the pages in the menu of `site`, as a list."""
    pages = open_to_visitors(Page.objects.in_menu().descendant_of(site.root_page))
    return list(pages.only(*SHOWN).order_by("path"))


def menu_entry(page, path):
    """Return `page` as an entry of the menu on the page at `path` of the tree."""
    entry = copy(page)
    entry.is_current = _aria_current(path, page.path)
    return entry


def _aria_current(path, entry_path):
    if path == entry_path:
        return "page"
    return "true" if path.startswith(entry_path) else ""
