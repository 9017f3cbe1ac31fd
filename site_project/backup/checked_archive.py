"""An archive on its way back: nothing is taken from it that has not been checked."""

import json
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from site_project.backup import BackupError, seal
from site_project.backup.archive import FORMAT, MANIFEST, MEDIA, copy

ENCRYPTED = 1  # a bit of a ZIP entry's flags


class CheckedArchive:
    """An archive that has passed every check that can be made without unpacking it.

    `path` is a pathlib.Path; use it in a `with` statement. Entering it raises BackupError for a file that
    can't be read, is damaged, has another format, or holds what a backup never holds.
    """

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        try:
            self.file = self.path.open("rb")
        except OSError as error:
            raise BackupError(f"{self.path} can't be read ({error.strerror}).") from error
        try:
            self._check()
        except (zipfile.BadZipFile, zlib.error, LookupError, TypeError, ValueError, AttributeError) as error:
            self.file.close()
            raise self._refusal("has no manifest that this release can read") from error
        except BackupError:
            self.file.close()
            raise
        return self

    def __exit__(self, *exception):
        self.file.close()

    def require_database(self, database):
        """Raise BackupError unless the archive is of the kind of `database`, as databases.py gives it."""
        kind = self.manifest["database"]
        if kind != database.kind:
            raise self._refusal(f"holds a {kind} database, and DATABASE_URL names {database.kind}")

    def unpack(self, folder):
        """Write every member below `folder`, a pathlib.Path, and compare it with the manifest.

        All but the media, which a web server may read, is for this user alone: the database has enquiries.
        Raises BackupError for the first that differs.
        """
        for name, expected in self.manifest["members"].items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with self.zip.open(name) as source, target.open("xb") as file:
                    if not name.startswith(MEDIA):
                        target.chmod(0o600)
                    found = copy(source, file)
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise self._refusal(f"is damaged in {name}") from error
            if found != expected:
                raise self._refusal(f"is damaged: {name} is not what the manifest says")

    def _refusal(self, reason):
        return BackupError(f"{self.path.name} {reason}. Choose another archive.")

    def _check(self):
        if not seal.is_whole(self.file):
            raise self._refusal("is damaged, cut short or no backup of this site: its checksum doesn't match")
        self.zip = zipfile.ZipFile(self.file)
        entries = self.zip.infolist()
        for entry in entries:
            self._check_entry(entry)
        self.manifest = json.loads(self.zip.read(MANIFEST))
        if self.manifest["format"] != FORMAT:
            raise self._refusal(
                f"has format {self.manifest['format']!r}, and this release of the site reads format {FORMAT}"
            )
        check_shape(self.manifest)
        names = sorted(entry.filename for entry in entries)
        if names != sorted([*self.manifest["members"], MANIFEST]):
            raise self._refusal("holds other files than its manifest says")

    def _check_entry(self, entry):
        name = entry.orig_filename  # zipfile cuts the other one at a NUL
        path = PurePosixPath(name)
        if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG} or name.endswith("/"):
            raise self._refusal(f"holds {name!r}, which is no ordinary file")
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            raise self._refusal(f"holds {name!r} in a form that backups don't have")
        if str(path) != entry.filename or ".." in path.parts or path.is_absolute() or "\\" in name:
            raise self._refusal(f"holds {name!r}, a name that could lead out of the data folder")
        if not name.startswith(MEDIA) and len(path.parts) > 1:
            raise self._refusal(f"holds {name!r}, which belongs to no backup")


def check_shape(manifest):
    """Raise an exception of Python's own unless `manifest`, from JSON, has what later steps rely on."""
    texts = [manifest["made"], manifest["database"]]
    for pair in manifest["migrations"]:
        app, name = pair
        texts += [app, name]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    manifest["rows"].items(), manifest["members"].items()
