"""Pictures for visitors, served by the site itself where it keeps them on its own disk."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}

# Seconds. A name comes back when a picture is deleted and another of that name uploaded, so it can't be kept
# for ever; ten minutes cover a visit, and after that a browser asks whether its copy still holds.
FRESH = 600


@require_safe
def serve_rendition(request, name):
    """Return the file `name` of the images folder: one size of a picture, never the original.

    Originals hold where and when a picture was taken, and lie in another folder. Raises Http404 for anything
    but a picture in a format that the site makes.
    """
    path = Path(settings.MEDIA_ROOT, "images", name)
    content_type = CONTENT_TYPES.get(path.suffix.lower())
    if content_type is None or path.name != name:
        raise Http404
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise Http404 from error
    return _respond(request, file, path.stat(), content_type)
