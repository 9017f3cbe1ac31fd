"""Who may be in the data folder: all processes of the site together, or a restore alone.

The lock is the kernel's, on the folder itself. It ends with the last process that holds it, workers included,
so a site that is killed leaves none behind, and there is no file that could be out of date.
"""

import fcntl
import logging
import os
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from site_project.backup.swap import finish_swap, is_half_way

logger = logging.getLogger(__name__)
_entered = {}  # the descriptor of each folder that this process stays in


def enter(folder):
    """Stay in `folder`, a pathlib.Path, with the site's other processes until this one ends.

    Whoever comes first after a restore that was killed while it swapped the data finishes it.
    Raises ImproperlyConfigured while a backup is being restored into the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return  # `serve` says in words what is wrong with the folder
    if not _lock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB):
        raise ImproperlyConfigured(f"A backup is being restored into {folder}. Try again when that is done.")
    if is_half_way(folder):
        # All who come now wait here for one another, and nobody who was there before is left.
        _lock(descriptor, fcntl.LOCK_EX)
        if former := finish_swap(folder):
            logger.warning("A restore was stopped half-way; it is finished now. Former data: %s", former)
        _lock(descriptor, fcntl.LOCK_SH)
    _entered[folder] = descriptor


@contextmanager
def alone(folder):
    """Be the only one in `folder`, a pathlib.Path. Raises BlockingIOError if anybody else is there."""
    entered = _entered.get(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if entered is None else entered
    try:
        if not _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
            raise BlockingIOError
        yield
    finally:
        if entered is None:
            os.close(descriptor)
        else:
            _lock(descriptor, fcntl.LOCK_SH)


def _lock(descriptor, kind):
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        return False
    except OSError:
        pass  # network file systems that lock no folders: nothing can be detected there
    return True
