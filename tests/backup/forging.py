"""Archives that `backup` would not make, with a seal that fits."""

import hashlib
import json
import zipfile


def forge(path, original, manifest=None, members=(), drop=()):
    """Write to `path` a copy of the archive `original`, changed and sealed.

    `manifest` maps keys of the manifest to new values; `members` are (zipfile.ZipInfo or name, content) pairs
    that are added, also to the manifest; `drop` are names of members that are left out of the ZIP file alone.
    """
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        about = json.loads(source.read("manifest.json"))
        for name in about["members"]:
            if name not in drop:
                target.writestr(name, source.read(name))
        for entry, content in members:
            target.writestr(entry, content)
            name = entry if isinstance(entry, str) else entry.orig_filename
            about["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        target.writestr("manifest.json", json.dumps(about | (manifest or {})))
    return seal(path)


def seal(path):
    """End the ZIP file at `path` with a seal. Returns `path`."""
    with zipfile.ZipFile(path, "a") as file:
        file.comment = b"?" * 64
    body = path.read_bytes()[:-64]
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    return path
