"""From a running site to an archive of it."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from site_project import __version__
from site_project.backup import BackupError
from site_project.backup.archive import MEDIA, write_archive
from site_project.backup.checked_archive import CheckedArchive
from site_project.backup.databases import site_database
from site_project.backup.media import media_members
from site_project.backup.retention import archive_name, remove_old
from site_project.backup.working_folder import working_folder


@dataclass
class Backup:
    """An archive at `path`, with its `manifest` as a dict."""

    path: Path
    manifest: dict

    def __str__(self):
        """Return size and counts, in words."""
        size = f"{self.path.stat().st_size / 1_000_000:.1f} MB"
        rows = self.manifest["rows"]
        files = sum(name.startswith(MEDIA) for name in self.manifest["members"])
        return f"{size}, {len(rows)} tables with {sum(rows.values()):,} rows, {files:,} media files"


def make_backup(folder, on_trial=False):
    """Make an archive in `folder`, a pathlib.Path, and then remove old ones. Returns the Backup.

    Only an archive that is whole gets its name; `on_trial` asks that it is restored before, too.
    Raises BackupError if another backup is being made there, or what is wrong with this one.
    """
    if folder.is_relative_to(settings.MEDIA_ROOT):
        raise BackupError(
            f"{folder} is among the media, which go into each archive. Choose another with --to."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = timezone.now()
    path = folder / archive_name(now)
    try:
        with working_folder(folder) as work:
            draft = work / path.name
            manifest = write_site(draft, work, now)
            if on_trial:
                try_archive(draft, work)
            if path.exists():
                raise BackupError(f"{path} was made within the same second.")
            draft.rename(path)
    except BlockingIOError as error:
        raise BackupError(
            f"{folder} is in use by another backup, or by the site itself. Wait, or choose another with --to."
        ) from error
    remove_old(folder, path)
    return Backup(path, manifest)


def write_site(draft, work, now):
    """Write the archive `draft` in the folder `work`. Returns its manifest.

    The database comes first: what it refers to was stored before, so it is found among the media after.
    """
    database = site_database()
    file, facts = database.save(work)
    about = {
        "made": now.isoformat(timespec="seconds"),
        "site": __version__,
        "django": version("django"),
        "wagtail": version("wagtail"),
        "database": database.kind,
        **facts,
    }
    manifest = write_archive(draft, about, members(database, file))
    file.unlink()
    return manifest


def members(database, file):
    """Give (name in the archive, file to read) for the saved database in `file`, and for each media file."""
    with file.open("rb") as source:
        yield database.member, source
    yield from media_members()


def try_archive(path, work):
    """Restore the archive at `path` on trial, within the folder `work`, and compare. Returns its manifest.

    Raises BackupError for whatever is wrong with it.
    """
    database = site_database()
    with CheckedArchive(path) as archive:
        archive.require_database(database)
        archive.unpack(work / "trial")
        database.check(work / "trial" / database.member, archive.manifest)
        return archive.manifest
