"""Pictures, served by the site itself where it keeps them on its own disk."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

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


def picture_path(name, folder="images"):
    """Return the path of the picture `name` in a folder of the media. Raises Http404 if there is none."""
    path = Path(settings.MEDIA_ROOT, folder, name)
    try:
        if path.name == name and path.suffix.lower() in CONTENT_TYPES and path.is_file():
            return path
    except (OSError, ValueError):  # a name that is too long, or has a NUL in it
        pass
    raise Http404


def _etag(request, name):
    status = picture_path(name).stat()
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"'


def _last_modified(request, name):
    return datetime.fromtimestamp(picture_path(name).stat().st_mtime, UTC)


@require_safe
@cache_control(public=True, max_age=FRESH)
@condition(etag_func=_etag, last_modified_func=_last_modified)
def serve_rendition(request, name):
    """Return the picture file `name`: one size of a picture, never the original.

    Originals hold where and when a picture was taken, and lie in another folder. Raises Http404 for anything
    but a file in one of the formats that the site makes.
    """
    path = picture_path(name)
    return FileResponse(path.open("rb"), content_type=CONTENT_TYPES[path.suffix.lower()])


@require_safe
@cache_control(private=True, max_age=FRESH)
def serve_avatar(request, name):
    """Return the profile picture `name`, as it was uploaded, to people of the admin alone.

    Raises Http404 for anybody else, and for anything but a picture.
    """
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    path = picture_path(name, "avatar_images")
    return FileResponse(path.open("rb"), content_type=CONTENT_TYPES[path.suffix.lower()])
