"""An archive of a site with pictures and documents."""

import pytest

from tests.backup.running import make_backup


@pytest.fixture(scope="session")
def archive(full_site, tmp_path_factory):
    """An archive of the site with one of everything. Copy it, don't change it."""
    return make_backup(full_site, tmp_path_factory.mktemp("archive") / "backups")
