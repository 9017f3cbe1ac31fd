"""Pictures, served by the site itself, wherever it keeps them: on its own disk or in a store."""

import os
from datetime import UTC, datetime
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from site_project.accounts.second_factor import is_let_in
from site_project.media_store import StoreError

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


def open_picture(name, folder="images"):
    """Return the picture `name` in a folder of the media, open for reading.

    Raises Http404 if there is none, and StoreError if a store is away.
    """
    path = PurePosixPath(name)
    if path.name != name or "\\" in name or path.suffix.lower() not in CONTENT_TYPES:
        raise Http404
    try:
        return default_storage.open(f"{folder}/{name}")
    except StoreError:
        raise
    except (OSError, ValueError, SuspiciousFileOperation) as error:  # too long a name, or a NUL in it
        raise Http404 from error


def modified(file):
    """Return when `file`, one that a storage has opened, was written."""
    if hasattr(file, "modified"):  # a store says so with the file
        return file.modified
    return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)


def picture_response(file):
    """Return the response with `file`, an open picture, and what tells it from another of its name."""
    response = FileResponse(file, content_type=CONTENT_TYPES[PurePosixPath(file.name).suffix.lower()])
    written = modified(file).timestamp()
    response.headers["ETag"] = f'"{int(written * 1_000_000):x}-{file.size:x}"'
    response.headers["Last-Modified"] = http_date(written)
    return response


@require_safe
@cache_control(public=True, max_age=FRESH)
def serve_rendition(request, name):
    """Return the picture file `name`: one size of a picture, never the original.

    Originals hold where and when a picture was taken, and lie in another folder. Raises Http404 for anything
    but a file in one of the formats that the site makes.
    """
    file = open_picture(name)
    whole = picture_response(file)
    changed = int(modified(file).timestamp())
    response = get_conditional_response(request, whole.headers["ETag"], changed, response=whole)
    if response is not whole:
        whole.close()
    return response


@require_safe
@cache_control(private=True, max_age=FRESH)
def serve_avatar(request, name):
    """Return the profile picture `name`, as it was uploaded, to people of the admin alone.

    Raises Http404 for anybody else, and for anything but a picture.
    """
    if not is_let_in(request):
        raise Http404
    return picture_response(open_picture(name, "avatar_images"))
