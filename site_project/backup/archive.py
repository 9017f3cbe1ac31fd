"""The archive: a ZIP file with a seal, and nothing in it that its manifest does not name.

ZIP rather than tar: every computer opens it, its directory leads to the manifest without unpacking the rest,
and a file may turn out longer or shorter than it was when its folder was listed.
"""

import hashlib
import json
import os
import stat
import zipfile

from site_project.backup import BackupError, seal

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media/"


def write_archive(path, about, members):
    """Write a new archive to `path`, a pathlib.Path, that only its owner may read.

    `about` is the manifest, a dict, without the members; `members` gives pairs of a name and a file to read.
    Returns the whole manifest. Raises BackupError for a name that can't be in an archive.
    """
    manifest = {"format": FORMAT, **about, "members": {}}
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, source in members:
                manifest["members"][name] = _add(archive, name, source)
            archive.writestr(_entry(MANIFEST), json.dumps(manifest, indent=1))
            archive.comment = b"0" * seal.LENGTH
        seal.seal(file)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(archive, name, source):
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise BackupError(f"The name of the file {name!r} is not valid text. Rename the file.") from error
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        return copy(source, target)


def _entry(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    # Pictures and documents are compressed as they are.
    entry.compress_type = zipfile.ZIP_STORED if name.startswith(MEDIA) else zipfile.ZIP_DEFLATED
    return entry


def copy(source, target):
    """Copy between two binary files. Returns what a manifest says about a member."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(seal.CHUNK):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest()}
