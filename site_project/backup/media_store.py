"""Media on their way back into a store, where nothing is replaced: it may hold what the archive holds alone.

So a restore that was stopped can be done again, and no file that was uploaded since is lost.
"""

import hashlib
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from site_project.backup import BackupError
from site_project.backup.archive import MEDIA
from site_project.backup.media import media_names


def check_store(manifest):
    """Raise BackupError if the store has a file that the backup with this `manifest` does not hold."""
    for name in media_names():
        if MEDIA + name not in manifest["members"]:
            raise _not_empty(name)


def bring_to_store(folder, manifest):
    """Write the media that are unpacked in `folder`, a pathlib.Path, to the store.

    Raises BackupError for a name under which the store has another file.
    """
    for member, facts in manifest["members"].items():
        if member.startswith(MEDIA):
            name = member.removeprefix(MEDIA)
            if not _is_there(name, facts):
                _write(Path(folder, name), name)


def _is_there(name, facts):
    try:
        with default_storage.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return False
    if digest != facts["sha256"]:
        raise _not_empty(name)
    return True


def _write(path, name):
    with path.open("rb") as file:
        written = default_storage.save(name, File(file))
    if written != name:
        default_storage.delete(written)
        raise _not_empty(name)


def _not_empty(name):
    return BackupError(
        f"The bucket that MEDIA_STORAGE_URL names has a file of its own, {name}. "
        "Make a new bucket, name that, and restore into it."
    )
