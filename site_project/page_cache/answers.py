"""Which responses may be kept, and in which form: as bytes, compressed once, headers included."""

import gzip
import hashlib
import time
from dataclasses import dataclass, replace
from functools import lru_cache

import brotli
from django.conf import settings

from site_project.page_cache.downstream import BROWSERS_ASK
from site_project.page_cache.store import LIFETIME, RENEWED_AFTER

KEPT_STATUS = {200, 301, 404, 410}
LARGEST = 8 * 1024 * 1024  # bytes of a body; a sitemap of 50,000 addresses has six million
ABOUT_THE_BODY = {"content-encoding", "content-language", "content-length", "content-type"}
# What is each request's own, or made anew.
DROPPED = {"content-length", "vary", "etag", "x-request-id"}
# Brotli's, 0 to 11. From 9 on, a page of 13 kB takes 6 ms instead of half of one, and is as large.
QUALITY = 7
SMALLEST_COMPRESSED = 200  # bytes; below, compression adds more than it takes away
COMPRESSED_TYPES = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg")


@dataclass(frozen=True)
class Form:
    """An answer in one encoding: headers ready to be sent, and the body as a list with its bytes.

    `not_modified` holds the headers for who has it already, or nothing where that can't be said.
    """

    etag: str
    headers: list
    not_modified: list
    body: list


@dataclass(frozen=True)
class Answer:
    """A response that is kept: `forms` maps "br", "gzip" and "" to Forms, `size` is its bytes in memory.

    It is good as long as `mark` is the present one, and until `midnight`, when what falls due changes pages.
    From `fresh_until` on it is to be made anew. All times are in seconds since 1970.
    """

    status: str
    forms: dict
    size: int
    mark: bytes
    made_at: float
    midnight: float
    fresh_until: float
    shared_until: float | None  # when a shared cache has to ask again; None where it always has to

    @property
    def code(self):
        """The number of the status."""
        return int(self.status[:3])


def may_be_kept(status, headers):
    """Whether a response is the same for all; `status` is like "200 OK", `headers` are WSGI's pairs."""
    if int(status[:3]) not in KEPT_STATUS:
        return False
    for name, value in headers:
        name = name.lower()
        if name in {"set-cookie", "content-encoding"}:
            return False
        if name == "vary" and {part.strip().lower() for part in value.split(",")} - {"accept-encoding"}:
            return False
        if name == "cache-control" and ("private" in value or "no-store" in value):
            return False
    return True


def make_answer(status, headers, body, mark, made_at):
    """Return the Answer for a response that was begun at `made_at` under `mark`; `body` is its bytes."""
    base = hashlib.sha256(body).hexdigest()[:24]
    kept = [(name, value) for name, value in headers if name.lower() not in DROPPED]
    bodies = {"": body}
    kind = next((value for name, value in kept if name.lower() == "content-type"), "")
    if kind.startswith(COMPRESSED_TYPES) and len(body) >= SMALLEST_COMPRESSED:
        bodies["gzip"] = gzip.compress(body, 6, mtime=0)
        bodies["br"] = brotli.compress(body, quality=QUALITY)
    forms = {encoding: make_form(kept, encoding, content, base) for encoding, content in bodies.items()}
    if int(status[:3]) != 200:
        forms = {encoding: replace(form, not_modified=[]) for encoding, form in forms.items()}
    size = sum(map(len, bodies.values())) + 4096
    midnight = midnight_after(made_at)
    # What could not be taken back from a shared cache is not given to it.
    is_shared = settings.PURGE_URL and BROWSERS_ASK in kept
    return Answer(
        status,
        forms,
        size,
        mark,
        made_at,
        midnight,
        fresh_until=min(made_at + RENEWED_AFTER, midnight),
        shared_until=min(made_at + LIFETIME, midnight) if is_shared else None,
    )


def midnight_after(moment):
    """Return the next local midnight after `moment`, both in seconds since 1970."""
    year, month, day, *_rest = time.localtime(moment)
    return time.mktime((year, month, day + 1, 0, 0, 0, 0, 0, -1))


def make_form(headers, encoding, body, base):
    """Return the Form of `body` in `encoding`; `base` is the digest of what it is without one."""
    etag = f'"{base}{encoding and "-"}{encoding}"'
    more = [("ETag", etag), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(body)))]
    if encoding:
        more.append(("Content-Encoding", encoding))
    headers = [*headers, *more]
    left = [header for header in headers if header[0].lower() not in ABOUT_THE_BODY]
    return Form(etag, headers, left, [body])


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """Return "br", "gzip" or "", as the header Accept-Encoding, `accepted`, allows (RFC 9110, 12.5.3)."""
    allowed = set()
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(name.strip())
    return next((encoding for encoding in ("br", "gzip") if encoding in allowed), "")
