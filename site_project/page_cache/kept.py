"""A cache for Django's framework that keeps what many pages share until something visible changes."""

import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from site_project.page_cache.generation import open_generation
from site_project.page_cache.store import LIFETIME

MOST = 200  # values

_values = {}


class KeptCache(BaseCache):
    """Values by key, in the memory of this process, each bound to the mark under which it was made.

    They are kept as they are, shared by threads, and must not be changed. Within a transaction nothing is
    found and nothing is kept: what that sees may be undone. Nothing lives longer than LIFETIME. None is not
    kept: it is the answer to what somebody made up.
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
        if mark is not None and value is not None:
            if len(_values) >= MOST:
                _values.clear()
            _values[key] = mark, time.monotonic(), value
        return value


def find(key, mark, default):
    """Return the value that is kept under `key` and `mark`, or `default`. Under no mark nothing is found."""
    kept_under, made_at, value = _values.get(key, (None, 0, None))
    if mark is None or mark != kept_under or time.monotonic() - made_at >= LIFETIME:
        return default
    return value
