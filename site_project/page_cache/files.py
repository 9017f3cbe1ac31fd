"""Kept pages as files, for a web server on the same machine that answers with them itself: deploy/nginx.conf.

    DATA_DIR/pages/current       a link to the folder of the present mark, or nothing
    DATA_DIR/pages/<mark>/<hundreds of seconds since 1970>/<path of the page>/index.html and index.html.gz
    DATA_DIR/pages/<mark>/away/<ten thousands of seconds>/…    for when the site itself does not answer

The web server looks for a page below `current`, in the folder of this moment. So a change takes all pages
from it at once, and time does the same every hundred seconds; local midnight, when reviews fall due, is a
multiple of that. Whatever it does not find, it asks the site for, which then writes the file.
"""

import fcntl
import hashlib
import logging
import os
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

SAFE_PATH = re.compile(r"/(?:[a-z0-9_-]+/)*")
FRESH, AWAY = 100, 10_000  # seconds
LOCK, CURRENT = "lock", "current"


class PageFiles:
    """The files in `folder`, of which all processes of this machine write."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.written = set()
        self.moment = None

    def write(self, path, answer, generation, now):
        """Write `answer`, an Answer, as the page at `path`, if it is one that everybody may get from a file.

        `generation` is the present Generation, `now` the time in seconds since 1970.
        """
        moment = answer.mark, int(now) // FRESH
        if moment != self.moment:
            self.written, self.moment = set(), moment
        if path in self.written or answer.code != 200 or not SAFE_PATH.fullmatch(path):
            return
        self.written.add(path)
        try:
            self._write(path, answer, generation, now)
        except OSError as error:  # a full disk, or the folder leaves with a change just now
            logger.warning("The page %s was not stored for the web server (%s).", path, error)

    def _write(self, path, answer, generation, now):
        home = self.folder / answer.mark.hex()
        fresh = home / str(int(now) // FRESH)
        if not fresh.exists():
            self._begin(home, fresh, answer.mark, generation)
        for folder in (fresh, home / "away" / str(int(now) // AWAY)):
            place = folder / path.strip("/")
            place.mkdir(parents=True, exist_ok=True)
            for encoding, ending in (("", ""), ("gzip", ".gz")):
                if form := answer.forms.get(encoding):
                    put(place / f"index.html{ending}", form.body[0])

    def _begin(self, home, fresh, mark, generation):
        fresh.mkdir(parents=True, exist_ok=True)
        with self.locked():
            if generation.current() != mark:
                return
            link = self.folder / f"{CURRENT}.{os.getpid()}.{threading.get_ident()}"
            link.symlink_to(home.name)
            link.replace(self.folder / CURRENT)
        for other in self.folder.iterdir():
            if other.is_dir() and not other.is_symlink() and other != home:
                shutil.rmtree(other, ignore_errors=True)
        for folder, seconds in ((home, FRESH), (home / "away", AWAY)):
            oldest = int(fresh.name) * FRESH // seconds - 1
            for other in folder.glob("[0-9]*"):
                if int(other.name) < oldest:
                    shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def locked(self):
        """Let one process at a time decide what is current."""
        with (self.folder / LOCK).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def withdrawn(self):
        """Take all pages away; until the end of this context, which makes another mark, none comes back."""
        self.folder.mkdir(exist_ok=True)
        with self.locked():
            (self.folder / CURRENT).unlink(missing_ok=True)
            yield


def put(path, content):
    """Write `content` to `path`, whole or not at all.

    nginx names a file to browsers by its size and its time in seconds (the header ETag). So the time that is
    set is a digest: two versions have two names, also when they are made within one second.
    """
    new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        new.write_bytes(content)
        # 31 bits: some file systems know no time after 2038, and would make one of all later ones.
        digest = int.from_bytes(hashlib.sha256(content).digest()[:4]) >> 1
        os.utime(new, (digest, digest))
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
