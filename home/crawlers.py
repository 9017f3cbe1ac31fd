"""What search engines' robots ask for first: which pages there are, and where they may go."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

FRESH = 600
OPEN = """User-agent: *
Disallow: /admin/

Sitemap: {address}/sitemap.xml
"""
CLOSED = """User-agent: *
Disallow: /
"""


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
    """Return the sitemap (sitemaps.org): live, public pages that search engines may show."""
    return sitemap(request)
