"""A site with pictures and documents, and an archive of it."""

import subprocess
import sys

import pytest

from tests.backup.running import make_backup
from tests.databases import copy_site
from tests.server import ROOT, serve_environment


@pytest.fixture(scope="session")
def full_site(new_site_data, tmp_path_factory):
    """The data folder of a site with one of everything. Copy it, don't change it."""
    folder = copy_site(new_site_data, tmp_path_factory.mktemp("full") / "site")
    subprocess.run(
        [sys.executable, "-m", "tests.browser.full_content"],
        cwd=ROOT,
        env=serve_environment(folder),
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def archive(full_site, tmp_path_factory):
    """An archive of the site with one of everything. Copy it, don't change it."""
    return make_backup(full_site, tmp_path_factory.mktemp("archive") / "backups")
