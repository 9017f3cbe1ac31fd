"""Stored pages as files; tests/test_nginx.py has the web server that answers with them."""

import time

import pytest
import time_machine

from site_project.page_cache.application import PageCache
from site_project.page_cache.generation import open_generation
from tests.page_cache.browser import ask

pytestmark = pytest.mark.django_db

MIGRAINE = "/conditions/migraine/"


@pytest.fixture
def site(settings, tmp_path, django_site):
    """The site on a data folder of its own, told to store pages."""
    settings.DATA_DIR, settings.PAGE_FILES, settings.CACHE_URL = tmp_path, True, ""
    open_generation().renew()
    return PageCache(django_site)


def test_folder_that_cannot_be_written(site, tmp_path, caplog):
    """A visitor gets the page all the same, and the log says what is wrong."""
    (tmp_path / "pages" / "lock").unlink()
    (tmp_path / "pages").rmdir()
    (tmp_path / "pages").write_text("no folder")
    assert [ask(site, MIGRAINE).status for _ in range(2)] == [200, 200]
    assert caplog.text.count(f"The page {MIGRAINE} was not stored") == 1


def test_what_is_too_old_goes(site, tmp_path):
    """However long nothing changes, few folders are kept."""
    now = time.time()
    for hours in range(0, 48, 3):
        with time_machine.travel(now + 3600 * hours, tick=False):
            ask(site, MIGRAINE)
    (home,) = (folder for folder in (tmp_path / "pages").iterdir() if len(folder.name) == 16)
    assert 1 <= len(list(home.glob("[0-9]*"))) <= 2
    assert 1 <= len(list((home / "away").iterdir())) <= 2


def test_two_versions_of_one_second(site, tmp_path, change, migraine):
    """As long as one another and made at the same moment, they differ in what nginx makes its ETag of."""
    known = set()
    with time_machine.travel(time.time(), tick=False):
        for number in range(10):
            with change():
                migraine.title = f"Number {number}"
                migraine.save_revision().publish()
            ask(site, MIGRAINE)
            (file,) = tmp_path.glob(f"pages/current/[0-9]*{MIGRAINE}index.html")
            known.add((file.stat().st_size, int(file.stat().st_mtime)))
    assert len({size for size, _moment in known}) == 1
    assert len(known) == 10
