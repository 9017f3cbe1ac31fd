"""The ways around the site: menu, breadcrumbs, related pages, with one question to the database."""

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
class Way:
    """A link to a page: its `title`, its `url` on its own site and its `address` in full.

    `pk` and `path` say which page it is; `is_home` says that it is the first page of a site.
    """

    pk: int
    path: str
    title: str
    url: str
    address: str
    is_home: bool

    def aria_current(self, path):
        """Return the `aria-current` on the page at `path`: "page" on the page itself, "true" below it."""
        if path == self.path:
            return "page"
        return "true" if path.startswith(self.path) else ""


@dataclass(frozen=True)
class Navigation:
    """What leads from a page to others, as Ways.

    `menu` holds the live, public pages marked "show in menus", in the order of the tree, each as a pair with
    the value of its `aria-current`. `breadcrumbs` holds the live pages above the page, the home page first.
    `related` holds the pages that the page's own related() names and that visitors can open.
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
        return {way.pk for way in self.related}


def navigation_of(site, page):
    """Return the Navigation on `page`, a page of `site` or None where the answer is no page."""
    path = page.path if page else ""
    menu = [(way, way.aria_current(path)) for way in menu_of(site)]
    if page is None:
        return Navigation(menu)
    if page.ways is None:
        page.ways = ways_from(page, site)
    return Navigation(menu, *page.ways)


def ways_from(page, site):
    """Return the Ways above `page`, a page of `site`, and those to related pages, as two lists."""
    root = site.root_page.path
    first = len(root) if page.path.startswith(root) else 2 * MP_Node.steplen
    above = [page.path[:end] for end in range(first, len(page.path), MP_Node.steplen)]
    is_above, related = Q(path__in=above), page.related()
    is_related = ExpressionWrapper(related, BooleanField()) if related else Value(False)
    pages = Page.objects.live().filter(is_above | related if related else is_above).only(*SHOWN)
    breadcrumbs, read_next = [], []
    # Sorted here: to save the sorting, the database would rather look through all pages in their order.
    for found in sorted(pages.annotate(is_related=is_related).order_by(), key=attrgetter("path")):
        if found.path in above:
            breadcrumbs.append(way_to(found, site))
        if found.is_related and found.path != page.path and not is_path_private(found.path):
            way = way_to(found, site)
            read_next.extend([way] if way.url else [])  # a page outside of all sites has none
    return breadcrumbs, read_next


@kept
def menu_of(site):
    """Return the pages in the menu of `site`, as a list of Ways."""
    pages = open_to_visitors(Page.objects.in_menu().descendant_of(site.root_page))
    return [way_to(page, site) for page in pages.only(*SHOWN).order_by("path")]


def way_to(page, site):
    """Return the Way from a page of `site` to `page`."""
    url = page.get_url(current_site=site)
    return Way(page.pk, page.path, page.title, url, page.full_url, page.path == site.root_page.path)
