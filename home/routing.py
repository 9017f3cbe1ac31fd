"""Finds the page of an address in two queries, where Wagtail's way down the tree takes two a level.

The page is kept until something visible changes, with what it has looked up; it is rendered for each visitor.
"""

from django.db.models import prefetch_related_objects
from django.http.request import split_domain_port
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname
from wagtail.views import serve

from home.kept import kept
from home.models import ClinicSettings, SitePage
from home.visibility import is_path_private


def serve_page(request, path):
    """Answer with the page at `path`, as Wagtail does.

    What visitors can't simply open, and addresses that are no page's own, are left to Wagtail altogether.
    """
    site = share_frame(request)
    page = site and page_at(site, path)
    if page:
        request._wagtail_route_for_request = page.route(request, [])
    return serve(request, path)


def share_frame(request):
    """Give `request` the site and the clinic's details, as Wagtail looks for them there; returns the Site."""
    site, clinic = frame_of(request._get_raw_host(), request.get_port())
    request._wagtail_site = site
    if clinic:
        setattr(request, ClinicSettings.get_cache_attr_name(), clinic)
    return site


@kept
def frame_of(host, port):
    """Return the Site of an address and its ClinicSettings, with the pictures and pages that they lead to."""
    try:
        site = get_site_for_hostname(split_domain_port(host)[0], port)
    except Site.DoesNotExist:
        return None, None
    clinic = ClinicSettings.for_site(site)
    pictures = [picture for picture in (clinic.logo, clinic.sharing_image) if picture]
    prefetch_related_objects(pictures, "renditions")
    # Streams read the pages of their links when they are looked at for the first time.
    clinic.get_next_step()
    clinic.get_footer_links()
    return site, clinic


@kept
def page_at(site, path):
    """Return the page of `site` whose address is `path`, in full, or None if it is not open to everybody.

    What the page looks up when it is rendered for the first time stays with it: another site that shows the
    same pages has an object of its own, with its own addresses.
    `path` has a slash at its end and none at its start. Of an alias, and of what is below one, Wagtail asks
    another page whether it is private.
    """
    root = site.root_page
    # The slug has an index, which `url_path` has not.
    slug = [root.slug, *path.split("/")][-2] if path else root.slug
    pages = Page.objects.live().filter(slug=slug, url_path=f"{root.url_path}{path}")
    pages = pages.filter(path__startswith=root.path).only("path", "content_type")
    found = next(iter(pages.order_by()[:1]), None)
    if found is None or is_path_private(found.path) or found.path.startswith(alias_paths()):
        return None
    if not issubclass(found.specific_class, SitePage):
        return None
    pages = found.specific_class.objects.live().select_related("listing_image", "social_image")
    page = next(iter(pages.filter(pk=found.pk).order_by()[:1]), None)
    if page:
        page.is_open = True
    return page


@kept
def alias_paths():
    """Return the paths of the pages that are aliases of others, as a tuple."""
    return tuple(Page.objects.filter(alias_of__isnull=False).values_list("path", flat=True))
