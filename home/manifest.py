"""The site as an icon on somebody's screen: the web app manifest, and the clinic's logo as icons."""

from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.models import ClinicSettings
from home.picture_sizes import ANDROID, ICONS, SPLASH, SURFACE

FRESH = 600


@require_safe
@cache_control(public=True, max_age=FRESH)
def serve_icon(request, size):
    """Lead to the clinic's logo as a square of `size` pixels. Raises Http404 without a logo, or size."""
    logo = ClinicSettings.for_request(request).logo
    if logo is None or size not in ICONS:
        raise Http404
    icon = logo.rendition_or_none(ICONS[size])
    if icon is None:
        raise Http404
    return HttpResponseRedirect(icon.url)


@require_safe
@cache_control(public=True, max_age=FRESH)
def serve_manifest(request):
    """Return the web app manifest (W3C, Web Application Manifest)."""
    clinic = ClinicSettings.for_request(request)
    if clinic.logo:
        icons = [
            {"src": reverse("icon", args=[size]), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (ANDROID, SPLASH)
        ]
    else:
        icons = [{"src": static("site/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    manifest = {
        "name": clinic.name or clinic.site.hostname,
        "start_url": "/",
        "display": "browser",
        "lang": "en",
        "theme_color": f"#{SURFACE}",
        "background_color": f"#{SURFACE}",
        "icons": icons,
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
