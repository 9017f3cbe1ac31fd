"""Data folders for the proofs, made by the site's own commands."""

import subprocess
import sys

from tests.server import ROOT, RunningSite, serve_environment


def new_site(folder):
    """Return `folder`, a pathlib.Path, as the first start of a site leaves it."""
    with RunningSite(folder):
        pass
    return folder


def run(data_dir, module, **variables):
    """Run the Python `module` on `data_dir`, and return what it prints."""
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=serve_environment(data_dir, **variables),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
