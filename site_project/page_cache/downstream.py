"""What caches between the site and its visitors are told, such as a content delivery network."""

import json
import logging
import threading
import time
import urllib.request
from http.client import HTTPException

from django.conf import settings
from django.utils.cache import has_vary_header

logger = logging.getLogger(__name__)

MOMENT = 0.1  # seconds
TIMEOUT = 10  # seconds
ATTEMPTS = 3
PAUSE = 5  # seconds, longer with each attempt

BROWSERS_ASK = ("Cache-Control", "max-age=0, must-revalidate")
FOR_ONE = "private, no-cache"

_about_to_ask = threading.Lock()


class CacheControlMiddleware:
    """Says of each answer whether it is one person's. Some caches keep for hours what says nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request`."""
        response = self.get_response(request)
        name, value = BROWSERS_ASK
        if not response.has_header(name):
            is_for_one = request.method not in {"GET", "HEAD"} or has_vary_header(response, "Cookie")
            response.headers[name] = FOR_ONE if is_for_one else value
        return response


def for_downstream(headers, seconds):
    """Return WSGI's `headers`, with which browsers always ask, and a shared cache need not for `seconds`."""
    name, value = BROWSERS_ASK
    shared = (name, f"{value}, s-maxage={max(0, int(seconds))}")
    return [shared if header == BROWSERS_ASK else header for header in headers]


def purge():
    """Have the cache at PURGE_URL forget every page, in a thread: nobody who publishes waits for it.

    One change is told of several times, by its parts; what comes within a moment is one purge.
    """
    if settings.PURGE_URL and _about_to_ask.acquire(blocking=False):
        threading.Thread(target=_keep_asking, args=[purge_request()]).start()


def purge_request():
    """Return the request that purges everything, in the words that Cloudflare takes.

    Source: developers.cloudflare.com/api, "Purge cached content".
    """
    headers = {"Content-Type": "application/json"}
    if settings.PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PURGE_TOKEN}"
    body = json.dumps({"purge_everything": True}).encode()
    # The address is the owner's own.
    return urllib.request.Request(settings.PURGE_URL, body, headers, method="POST")  # noqa: S310


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for a refusal: what follows it asks for a page, purges nothing, and has the token."""

    def redirect_request(self, *redirect):
        """Follow nothing."""
        return


_opener = urllib.request.build_opener(NoRedirect)


def _keep_asking(request):
    time.sleep(MOMENT)
    _about_to_ask.release()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _opener.open(request, timeout=TIMEOUT).close()
        except (OSError, HTTPException) as error:
            logger.warning(
                "The shared cache was not purged, attempt %s of %s (%s).", attempt, ATTEMPTS, error
            )
            time.sleep(PAUSE * attempt)
        else:
            return
