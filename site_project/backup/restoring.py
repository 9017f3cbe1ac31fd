"""From an archive to the data folder."""

import os
import shutil

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from site_project.backup import BackupError
from site_project.backup.checked_archive import CheckedArchive
from site_project.backup.databases import site_database
from site_project.backup.media_store import bring_to_store, check_store
from site_project.backup.swap import HALF_RESTORED, swap
from site_project.backup.working_folder import working_folder
from site_project.preparation import later_migrations


def restore(path, folder):
    """Restore the archive at `path` into `folder`, both pathlib.Path.

    Nothing that is there changes before all that replaces it is unpacked and compared. Returns the manifest
    and where the former data are, or None. Raises BackupError.
    """
    database = site_database()
    with CheckedArchive(path) as archive:
        archive.require_database(database)
        refuse_newer(archive.manifest)
        folder.mkdir(parents=True, exist_ok=True)
        database.check_target(folder, archive.manifest)
        if settings.MEDIA_STORAGE_URL:
            check_store(archive.manifest)
        try:
            with working_folder(folder) as work:
                return archive.manifest, _replace(archive, database, folder, work)
        except BlockingIOError as error:
            raise BackupError(
                f"The site is being served from {folder}, or one of its commands is running. "
                "Stop it and run this again, or restore into another folder with --into."
            ) from error


def _replace(archive, database, folder, work):
    archive.unpack(work)
    new = work / "new"
    media = work / "media"
    media.mkdir(exist_ok=True)
    if settings.MEDIA_STORAGE_URL:
        # First, because nothing refers to them yet: stopped here, it is simply done again.
        bring_to_store(media, archive.manifest)
        shutil.rmtree(media)
        media.mkdir()
    new.mkdir()
    media.rename(new / "media")
    note = folder / HALF_RESTORED
    if not database.lies_in_data_folder:
        note.write_text(archive.path.name, encoding="utf-8")
    try:
        database.bring(work / database.member, new, archive.manifest)
    except BackupError:
        note.unlink(missing_ok=True)
        raise
    keep_owner(new, folder)
    return swap(new, folder, timezone.now().strftime("%Y-%m-%d-%H%M%S"))


def keep_owner(new, folder):
    """Give all in `new` to whoever owns `folder`: an administrator may restore what another user serves."""
    if os.geteuid() == 0:
        owner = folder.stat()
        for path in [new, *new.rglob("*")]:
            os.chown(path, owner.st_uid, owner.st_gid)


def refuse_newer(manifest):
    """Raise BackupError if the backup with this `manifest` was made by a newer release of the site."""
    applied = [tuple(migration) for migration in manifest["migrations"]]
    if later := later_migrations(MigrationLoader(None), applied):
        raise BackupError(
            f"The backup was made by a newer release of this site (it has {'.'.join(later[0])}). "
            "Install that release, and restore with it."
        )
