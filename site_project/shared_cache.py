"""Django's cache where several servers share one."""

import os

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from site_project.page_cache.shared_generation import AWAY, shared_generation


class SharedCache(BaseCache):
    """The cache "shared" in the settings; while that is away "local", in which each server counts by itself.

    So people can sign in then, and the limits on wrong passwords hold on each server.
    """

    def __init__(self, location, params):
        super().__init__(params)

    def _ask(self, method, *arguments, **named):
        generation = shared_generation(os.getpid())
        if not generation.is_away:
            try:
                return getattr(caches["shared"], method)(*arguments, **named)
            except AWAY as error:
                generation.lose(error)
        return getattr(caches["local"], method)(*arguments, **named)

    def add(self, *arguments, **named):
        """Store a value where there is none; returns whether it did."""
        return self._ask("add", *arguments, **named)

    def get(self, *arguments, **named):
        """Return the value of a key, or the default."""
        return self._ask("get", *arguments, **named)

    def get_many(self, *arguments, **named):
        """Return {key: value} for what is there."""
        return self._ask("get_many", *arguments, **named)

    def set(self, *arguments, **named):
        """Store a value."""
        return self._ask("set", *arguments, **named)

    def touch(self, *arguments, **named):
        """Let a value live longer; returns whether it is there."""
        return self._ask("touch", *arguments, **named)

    def delete(self, *arguments, **named):
        """Forget a value; returns whether it was there."""
        return self._ask("delete", *arguments, **named)

    def has_key(self, *arguments, **named):
        """Whether there is a value."""
        return self._ask("has_key", *arguments, **named)

    def clear(self):
        """Forget all values."""
        return self._ask("clear")
