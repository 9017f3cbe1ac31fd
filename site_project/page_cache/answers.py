"""Which responses may be kept, and in which form: as bytes, compressed once, headers included."""

import gzip
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

import brotli

from site_project.page_cache.shared_caches import BROWSERS_ASK, kept_until

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
    """A response that is kept: `forms` maps "br", "gzip" and "" to Forms, `size` is its bytes in memory."""

    status: str
    forms: dict
    size: int
    generation: object
    made_at: float
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


def make_answer(status, headers, body, generation, now):
    """Return the Answer for a response; `body` is its bytes."""
    base = hashlib.sha256(body).hexdigest()[:24]
    kept = [(name, value) for name, value in headers if name.lower() not in DROPPED]
    is_ours = BROWSERS_ASK in kept
    bodies = {"": body}
    kind = next((value for name, value in kept if name.lower() == "content-type"), "")
    if kind.startswith(COMPRESSED_TYPES) and len(body) >= SMALLEST_COMPRESSED:
        bodies["gzip"] = gzip.compress(body, 6, mtime=0)
        bodies["br"] = brotli.compress(body, quality=QUALITY)
    forms = {encoding: make_form(kept, encoding, content, base) for encoding, content in bodies.items()}
    if int(status[:3]) != 200:
        forms = {encoding: replace(form, not_modified=[]) for encoding, form in forms.items()}
    size = sum(map(len, bodies.values())) + 4096
    return Answer(status, forms, size, generation, now, kept_until(now) if is_ours else None)


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
