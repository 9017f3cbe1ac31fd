"""The mark that every change to what visitors see makes anew; all processes see it at their next request."""

import logging
import mmap
import os
import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from site_project.page_cache.downstream import purge
from site_project.page_cache.files import PageFiles

logger = logging.getLogger(__name__)

LENGTH = 8  # bytes


def new_mark():
    """Return a mark that nobody meets twice."""
    return os.urandom(LENGTH)


def open_generation():
    """Return where the mark is: on one machine in a file, with CACHE_URL where every server finds it."""
    if not settings.CACHE_URL:
        return file_generation(settings.DATA_DIR)
    # Only here, because the driver of the shared cache is not installed where there is none.
    from site_project.page_cache.shared_generation import shared_generation

    return shared_generation(os.getpid())


def renew_after_commit(**kwargs):
    """Make another mark as soon as others can see the change that is being made.

    Whoever renders between the change and that moment keeps what they rendered under the old mark.
    """
    transaction.on_commit(renew, robust=True)


def renew():
    """Make another mark now, and have the shared cache in front of the site forget what it has.

    Returns whether the mark was made. If not, whoever can reach the cache first does it: this process, or the
    site's clock.
    """
    is_made = open_generation().renew()
    purge()
    return is_made


class FileGeneration:
    """The mark in the file `generation` of `folder`, which each process maps into its memory.

    So reading it takes no call of the system, at any request. The file may be replaced, which is noticed
    within a second, but never cut short: what is mapped would be missing.
    """

    def __init__(self, folder):
        self.path = Path(folder, "generation")
        self.files = PageFiles(Path(folder, "pages"))
        self.map = self.identity = None
        self.look_at = 0

    def current(self):
        """Return the mark, bytes."""
        if time.monotonic() >= self.look_at:
            self._look_again()
            self.look_at = time.monotonic() + 1  # not before: other threads need the map as well
        return self.map[:LENGTH]

    def _look_again(self):
        try:
            descriptor = self._open()
        except OSError:
            if self.map is None:
                raise
            return
        try:
            found = os.fstat(descriptor)
            if self.identity != (found.st_dev, found.st_ino):
                if found.st_size < LENGTH:
                    os.pwrite(descriptor, new_mark(), 0)
                self.map = mmap.mmap(descriptor, LENGTH, access=mmap.ACCESS_READ)
                self.identity = found.st_dev, found.st_ino
        finally:
            os.close(descriptor)

    def renew(self):
        """Make another mark: what was rendered until now is not shown any more. Returns that it was done."""
        descriptor = self._open()
        try:
            with self.files.withdrawn():
                os.pwrite(descriptor, new_mark(), 0)
        except OSError as error:
            os.pwrite(descriptor, new_mark(), 0)
            logger.error("The pages stored for a web server can't be taken away (%s).", error)
        finally:
            os.close(descriptor)
        return True

    def _open(self):
        return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)


@cache
def file_generation(folder):
    """Return the FileGeneration in `folder`, one for all of this process."""
    return FileGeneration(folder)
