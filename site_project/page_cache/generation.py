"""The number that every change to what visitors see raises; all processes of this machine see it at once."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction


def generation_file():
    """Return the file whose length is the generation: appending to it is atomic, and asking for it cheap."""
    return Path(settings.DATA_DIR, "generation")


def current_generation(path):
    """Return the generation in the file at `path`, a str: a number that only grows."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - asked at every request; a Path takes twice as long
    except FileNotFoundError:
        return 0


def raise_generation():
    """Raise the generation now."""
    with generation_file().open("ab", buffering=0) as file:
        file.write(b".")


def raise_after_commit(**kwargs):
    """Raise the generation as soon as others can see the change that is being made.

    Whoever renders between the change and that moment keeps what they rendered under the old number.
    """
    transaction.on_commit(raise_generation)
