"""The media in a backup, read through Django's storage, wherever that keeps them."""

import posixpath

from django.core.files.storage import default_storage

from site_project.backup.archive import MEDIA


def media_members():
    """Give (name in the archive, file to read) for each file that is there when its turn comes.

    Editors go on working: a file that was deleted since its folder was listed is left out.
    """
    for name in media_names():
        try:
            file = default_storage.open(name, "rb")
        except FileNotFoundError:
            continue
        with file:
            yield MEDIA + name, file


def media_names(folder=""):
    """Give the name of each file in `folder` of the media, and below."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # deleted meanwhile, or no file was ever uploaded
        return
    for name in sorted(files):
        yield posixpath.join(folder, name)
    for name in sorted(folders):
        yield from media_names(posixpath.join(folder, name))
