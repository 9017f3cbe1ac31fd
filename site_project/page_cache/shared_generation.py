"""The mark that every change makes anew, where several servers share one cache."""

import logging
import threading
import time

from django.core.cache import cache

from site_project.page_cache.generation import new_mark

logger = logging.getLogger(__name__)

KEY = "page cache generation"


class SharedGeneration:
    """The mark in the cache that all servers share. What that can't be asked or told answers None."""

    def current(self):
        """Return the mark, bytes; None while the cache can't be reached, when nobody knows what is stale."""
        mark = cache.get(KEY)
        if mark is None:
            cache.add(KEY, new_mark(), timeout=None)
            mark = cache.get(KEY)
        return mark

    def renew(self):
        """Make another mark, now or as soon as the cache can be reached again."""
        if not self._try_to_renew():
            logger.warning("The cache of CACHE_URL can't be reached. Pages are rendered until it is back.")
            threading.Thread(target=self._keep_trying, daemon=True).start()

    def _try_to_renew(self):
        return cache.set(KEY, new_mark(), timeout=None)

    def _keep_trying(self):
        while not self._try_to_renew():
            time.sleep(1)
