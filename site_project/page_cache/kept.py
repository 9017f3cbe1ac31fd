"""A cache for Django's framework that keeps what many pages share until something visible changes."""

import threading
import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from site_project.page_cache.generation import open_generation
from site_project.page_cache.store import LIFETIME, RENEWED_AFTER

MOST = 200  # values
# What a page is made from is at most so much older than the page, so that both together keep to LIFETIME.
SECONDS = LIFETIME - RENEWED_AFTER

_values = {}
_request = threading.local()


def begin_request(**kwargs):
    """Remember the mark under which the request of this thread begins.

    What it has read before a change, such as the site that it asks for, may go into what it makes after it.
    """
    _request.mark = open_generation().current()


def end_request(**kwargs):
    """Forget that mark."""
    vars(_request).clear()


class KeptCache(BaseCache):
    """Values by key, in the memory of this process, each bound to the mark under which it was made.

    They are kept as they are, shared by threads, and must not be changed. Within a transaction nothing is
    found and nothing is kept: what that sees may be undone. Nothing lives longer than SECONDS. None is not
    kept: it is the answer to what somebody made up. Nor is what a request makes that began before a change.
    """

    def __init__(self, location, params):
        super().__init__(params)

    def mark(self):
        """Return the present mark, or None where nothing can be kept."""
        return None if connection.in_atomic_block else open_generation().current()

    def get(self, key, default=None, version=None):
        """Return the value of `key`, or `default`."""
        return find(key, self.mark(), default)

    def get_or_set(self, key, default, timeout=DEFAULT_TIMEOUT, version=None):
        """Return the value of `key`; if there is none, that of the function `default`, which is kept."""
        mark = self.mark()  # before the value is made: a change meanwhile makes it stale
        value = find(key, mark, self._missing_key)
        if value is not self._missing_key:
            return value
        value = default()
        if None not in (mark, value) and mark == getattr(_request, "mark", mark):
            if len(_values) >= MOST:
                _values.clear()
            _values[key] = mark, time.monotonic(), value
        return value


def find(key, mark, default):
    """Return the value that is kept under `key` and `mark`, or `default`. Under no mark nothing is found."""
    kept_under, made_at, value = _values.get(key, (None, 0, None))
    if mark is None or mark != kept_under or time.monotonic() - made_at >= SECONDS:
        return default
    return value
