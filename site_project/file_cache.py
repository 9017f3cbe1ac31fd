"""Django's cache in files, in which several processes can count."""

import fcntl
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFileCache(FileBasedCache):
    """Adds a value only if no other process does so at the same moment.

    Django looks first and writes then; a lock that is made that way, such as those of the limits on sign-ins,
    would be given to two.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Store `value` and return True, or return False if there is one already."""
        self._createdir()
        with Path(self._dir, "adding").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)
