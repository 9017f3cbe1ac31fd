"""The site's secret key, kept in DATA_DIR so that sign-ins and signed links outlive a restart."""

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def read_or_create_secret_key(data_dir):
    """Return the key in `data_dir`/secret_key, making folder and file (mode 0600) on the first start.

    `data_dir` is a pathlib.Path. Raises ImproperlyConfigured when the folder can't be made or written.
    """
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        return _read(path) or _create(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {data_dir} can't be used ({error.strerror}). "
            "Set DATA_DIR to a folder that this user may write to."
        ) from error


def _read(path):
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _create(path):
    # Made by mkstemp: mode 0600, and a name that no draft left behind by a killed process has.
    descriptor, draft = tempfile.mkstemp(prefix="secret_key.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(get_random_secret_key())
        # A link appears whole or not at all, and never replaces the key another process just made.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return _read(path)
