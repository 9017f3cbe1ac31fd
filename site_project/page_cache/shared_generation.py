"""The mark that every change makes anew, where several servers share one cache."""

import logging
import threading
import time
from functools import cache

from django.core.cache import caches
from redis.exceptions import RedisError

from site_project.page_cache.downstream import purge
from site_project.page_cache.generation import new_mark
from site_project.page_cache.owed import note_owed

logger = logging.getLogger(__name__)

KEY = "page cache generation"
AWAY = (RedisError, OSError)
PAUSE = 1  # seconds


class SharedGeneration:
    """The mark in the cache that all servers share, and whether this process can reach that.

    Once the cache did not answer, it counts as away until this process itself has made another mark in it: so
    nothing that any server has kept from before is used, whatever was changed meanwhile and by whom. Until
    then one thread asks, and no request waits.
    """

    def __init__(self):
        self.is_away = False
        self.losses = 0
        self.lock = threading.Lock()

    def current(self):
        """Return the mark, bytes; None while the cache is away, when nobody knows what is stale."""
        if self.is_away:
            return None
        shared = caches["shared"]
        try:
            return shared.get(KEY) or shared.get_or_set(KEY, new_mark, timeout=None)
        except AWAY as error:
            self.lose(error)
            return None

    def renew(self):
        """Make another mark. Returns whether that was done; if not, it is noted in the database, and owed."""
        if not self.is_away:
            try:
                make_mark()
            except AWAY as error:
                self.lose(error)
            else:
                return True
        self.lose()
        note_owed()
        return False

    def lose(self, error="it did not answer before"):
        """Count the cache as away from now on, until a mark is made that is later than this moment."""
        with self.lock:
            self.losses += 1
            if self.is_away:
                return
            self.is_away = True
        logger.warning("The cache of CACHE_URL is away (%s). Pages are rendered until it is back.", error)
        threading.Thread(target=self._come_back, name="shared cache", daemon=True).start()

    def _come_back(self):
        while self.is_away:
            losses = self.losses
            try:
                make_mark()
            except Exception:  # any: whatever it is, the cache is not back, and nobody else asks
                time.sleep(PAUSE)
                continue
            with self.lock:
                self.is_away = losses != self.losses
        logger.warning("The cache of CACHE_URL is back.")
        purge()  # a cache in front may have got an old page from a server that did not notice


def make_mark():
    """Make another mark. Raises one of AWAY."""
    caches["shared"].set(KEY, new_mark(), timeout=None)


@cache
def shared_generation(pid):
    """Return the SharedGeneration of the process `pid`, this one: a fork has no thread that asks."""
    return SharedGeneration()
