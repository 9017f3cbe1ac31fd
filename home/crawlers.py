"""What search engines' robots ask for first: which pages there are, and where they may go."""

from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site, get_page_models

from home.models import SitePage

FRESH = 600
OPEN = """User-agent: *
Disallow: /admin/

Sitemap: {address}/sitemap.xml
"""
CLOSED = """User-agent: *
Disallow: /
"""
MOST_IN_A_SITEMAP = 50_000
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{urls}
</urlset>
"""
URL = "<url><loc>{address}</loc><lastmod>{day}</lastmod></url>"


def same_host(address, other):
    """Whether two addresses are of one host and port; 80 and 443 are the ports that need not be named."""
    parts = [urlsplit(text) for text in (address, other)]
    hosts = {part.hostname.rstrip(".") for part in parts}
    return len(hosts) == 1 and len({part.port if part.port not in {80, 443} else None for part in parts}) == 1


@require_safe
@cache_control(public=True, max_age=FRESH)
def serve_robots(request):
    """Return robots.txt (RFC 9309): open on the site's own host, closed on copies such as a test site."""
    own = same_host(f"//{request.get_host()}", settings.SITE_URL)
    text = OPEN.format(address=settings.SITE_URL) if own else CLOSED
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FRESH)
def serve_sitemap(request):
    """Return the sitemap (sitemaps.org): live, public pages that search engines may show, in order."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    kinds = [model for model in get_page_models() if issubclass(model, SitePage)]
    entries = sorted(entry for model in kinds for entry in model.sitemap_entries(site.root_page))
    address, start = site.root_url, len(site.root_page.url_path) - 1
    urls = [
        URL.format(address=escape(address + url_path[start:]), day=day)
        for _path, url_path, day in entries[:MOST_IN_A_SITEMAP]
    ]
    return HttpResponse(SITEMAP.format(urls="\n".join(urls)), content_type="application/xml")
