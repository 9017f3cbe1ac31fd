"""The seal: an archive's last bytes, the sha256 of all before them, as text.

A ZIP file's own checksums leave out its headers; with the seal no bit can change unseen. It guards against
accidents, not against somebody who writes an archive of their own.
"""

import hashlib
import os

LENGTH = 64
CHUNK = 1024 * 1024


def seal(file):
    """Replace the last bytes of the binary `file`, open for reading and writing, with its seal."""
    size = file.seek(0, os.SEEK_END) - LENGTH
    text = _digest(file, size)
    file.seek(size)
    file.write(text)


def is_whole(file):
    """Return whether the binary `file` ends with the seal of what is before."""
    size = file.seek(0, os.SEEK_END) - LENGTH
    return size > 0 and _digest(file, size) == file.read()


def _digest(file, size):
    file.seek(0)
    digest = hashlib.sha256()
    while size and (chunk := file.read(min(CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest().encode()
