"""The ways around the site: menu, breadcrumbs, related pages, from one question to the database."""

from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from home.visibility import is_private

MOST_RELATED = 8


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
    above = [path[:end] for end in range(2 * MP_Node.steplen, len(path), MP_Node.steplen)]
    related = page.related() if page else None
    # Each of these has an index; home/menu_index.py makes the menu's.
    wanted = Q(pk__in=Page.objects.filter(show_in_menus=True).values("pk")) | Q(path__in=above)
    is_related = ExpressionWrapper(related, BooleanField()) if related else Value(False)
    pages = Page.objects.live().annotate(is_private=is_private(), is_related=is_related)
    pages = pages.filter(wanted | related if related else wanted)
    navigation = Navigation()
    # Sorted here: to save the sorting, the database would rather look through all pages in their order.
    for found in sorted(pages.order_by(), key=attrgetter("path")):
        if found.path in above:
            navigation.breadcrumbs.append(found)
        if found.show_in_menus and not found.is_private and found.is_descendant_of(site.root_page):
            found.is_current = _aria_current(path, found.path)
            navigation.menu.append(found)
        if found.is_related and not found.is_private and found.path != path:
            navigation.related.append(found)
    return navigation


def _aria_current(path, entry_path):
    if path == entry_path:
        return "page"
    return "true" if path.startswith(entry_path) else ""
