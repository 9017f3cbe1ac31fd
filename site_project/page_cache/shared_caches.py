"""What a shared cache in front of the site, such as a content delivery network, is told."""

import json
import logging
import threading
import time
import urllib.request

from django.conf import settings

from site_project.page_cache.store import LIFETIME

logger = logging.getLogger(__name__)

MOMENT = 0.1  # seconds
TIMEOUT = 10  # seconds
ATTEMPTS = 3
PAUSE = 5  # seconds, longer with each attempt

_about_to_ask = threading.Lock()


def freshness():
    """Return Cache-Control for kept pages: browsers always ask, and a cache that can be purged need not."""
    shared = f", s-maxage={LIFETIME}" if settings.PURGE_URL else ""
    return f"max-age=0, must-revalidate{shared}"


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


def _keep_asking(request):
    time.sleep(MOMENT)
    _about_to_ask.release()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            urllib.request.urlopen(request, timeout=TIMEOUT).close()  # noqa: S310
        except OSError as error:
            logger.warning(
                "The shared cache was not purged, attempt %s of %s (%s).", attempt, ATTEMPTS, error
            )
            time.sleep(PAUSE * attempt)
        else:
            return
