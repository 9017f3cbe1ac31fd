"""The step from the former data to restored ones: renames within the folder, which may be a mounted volume.

New data become valid by one rename, to NEW and a time. From then on the step can only go forward: whoever
finds such a folder moves what is left in it to its place, however often the step was stopped.
"""

import os
from pathlib import Path

NEW = "restoring-"
FORMER = "before-restore-"
# Names the archive while PostgreSQL has its data and the data folder may not have its media yet.
HALF_RESTORED = "half-restored"
SQLITE_FILE = "db.sqlite3"
# What a restore brings, each with what has to leave together with its predecessor.
BROUGHT = {
    SQLITE_FILE: [f"{SQLITE_FILE}-wal", f"{SQLITE_FILE}-shm", f"{SQLITE_FILE}-journal"],
    # Derived from the former data: `serve` and the first visits make them anew.
    "media": ["cache", "generation", "pages", "500.html"],
}


def is_half_way(folder):
    """Return whether the step was begun in `folder`, a pathlib.Path, and not finished."""
    return any(folder.glob(f"{NEW}*"))


def swap(new, folder, time):
    """Put the data in the folder `new` into the place of those in `folder`, on the same disk.

    `time` is text that goes into the name under which the former data are kept. Returns where that is, as a
    pathlib.Path, or None if there were none.
    """
    os.sync()
    names = (time, *(f"{time}-{number}" for number in range(2, 1000)))
    free = next(name for name in names if not (folder / f"{FORMER}{name}").exists())
    new.rename(folder / f"{NEW}{free}")
    return finish_swap(folder)


def finish_swap(folder):
    """Finish what was begun in `folder`, if anything. Returns where the former data are, or None."""
    former = None
    for new in sorted(folder.glob(f"{NEW}*")):
        former = Path(folder, FORMER + new.name.removeprefix(NEW))
        for name, companions in BROUGHT.items():
            if (new / name).exists():
                for old in (*companions, name):
                    _put_aside(folder / old, former)
                (new / name).rename(folder / name)
        (folder / HALF_RESTORED).unlink(missing_ok=True)
        new.rmdir()
    os.sync()
    return former if former and former.exists() else None


def _put_aside(path, former):
    if path.exists():
        former.mkdir(mode=0o700, exist_ok=True)
        path.rename(former / path.name)
