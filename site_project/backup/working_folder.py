"""A folder for what is not whole yet."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from site_project.data_folder import alone

PREFIX = ".unfinished-"


@contextmanager
def working_folder(parent):
    """Give an empty folder in `parent`, a pathlib.Path, that other users can't enter.

    It is removed at the end. What a killed process left behind goes first: nobody else works in `parent`
    meanwhile. Raises BlockingIOError if somebody does.
    """
    with alone(parent):
        for abandoned in parent.glob(f"{PREFIX}*"):
            shutil.rmtree(abandoned)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
