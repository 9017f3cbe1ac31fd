"""From an archive back to a site that is served."""

import fcntl
import os
import re
import shutil
import sqlite3
import urllib.request
from contextlib import closing

import pytest
from django.core.management import call_command

from tests.backup.running import manage, media, refusal, rows, state
from tests.data_folder import dump, execute
from tests.databases import copy_site
from tests.server import RunningSite

# About SQLite's file, and about data that are swapped in one folder. On PostgreSQL: test_postgresql.py.
pytestmark = pytest.mark.sqlite

PATHS = (
    "/",
    "/conditions/migraine/",
    "/treatments/ketamine/",
    "/conditions/everything/",
    "/search/?q=migraine",
)


def pages(site):
    """Return the pages at PATHS of a running site."""
    return {path: urllib.request.urlopen(site.url + path).read() for path in PATHS}


def without_key(data_dir):
    """Return the state of a data folder as an archive knows it."""
    return {name: digest for name, digest in state(data_dir).items() if name.startswith(("db", "media/"))}


def test_into_an_empty_folder(full_site, archive, tmp_path):
    """The same rows, files and pages as before, from the archive alone."""
    folder = tmp_path / "site"
    printed = manage(folder, "restore", archive)
    assert printed.startswith(f"Restored into {folder}: {archive.name}, made 20")
    assert printed.endswith(" UTC.\n")
    assert dump(folder) == [row for row in dump(full_site) if "django_session" not in row]
    assert media(folder) == media(full_site) != {}
    assert {path.name for path in folder.iterdir()} == {"db.sqlite3", "media", "secret_key"}
    # Before it is served for the first time, too: other users of the machine must not read enquiries.
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.is_file()} == {0o600}
    address = "http://clinic.example"
    with RunningSite(copy_site(full_site, tmp_path / "original"), SITE_URL=address) as site:
        original = pages(site)
        picture = re.search(r'/media/images/[^" ]+', original["/conditions/everything/"].decode())[0]
        pixels = urllib.request.urlopen(site.url + picture).read()
    with RunningSite(folder, SITE_URL=address) as site:
        assert pages(site) == original
        assert urllib.request.urlopen(site.url + picture).read() == pixels


def test_over_another_site(full_site, archive, tmp_path):
    """Its data are kept beside, whole; its key stays, and what was made from its data goes."""
    folder = copy_site(full_site, tmp_path / "site")
    execute(folder, "UPDATE wagtailcore_page SET title = 'Changed since'")
    (folder / "media" / "documents" / "later.pdf").write_bytes(b"uploaded since")
    (folder / "cache").mkdir(exist_ok=True)
    (folder / "cache" / "old.djcache").touch()
    (folder / "generation").touch()
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages" / "current").symlink_to("stored-before")
    before = state(folder)
    printed = manage(folder, "restore", archive)
    (former,) = folder.glob("before-restore-2*")
    assert printed.endswith(f" UTC. What was there before is in {former}; delete it when all is well.\n")
    kept = state(former)
    replaced = {name for name in before if not name.startswith(("secret_key", "static/"))}
    assert kept == {name: before[name] for name in replaced}
    assert {"db.sqlite3", "generation", "media/documents/later.pdf", "500.html"} <= replaced
    after = {name: digest for name, digest in state(folder).items() if not name.startswith("before-")}
    assert {name for name, digest in after.items() if before.get(name) != digest} == {"db.sqlite3"}
    assert before.keys() - after.keys() == replaced - after.keys()
    assert "generation" not in after
    assert not (folder / "pages").exists()
    assert "Changed since" not in str(rows(folder / "db.sqlite3"))
    assert media(folder) == media(full_site)


def test_log_that_a_killed_server_left(full_site, archive, tmp_path):
    """SQLite's log goes with its database: beside another one it would be written into that."""
    original, folder = copy_site(full_site, tmp_path / "original"), tmp_path / "site"
    with closing(sqlite3.connect(original / "db.sqlite3")) as database:
        database.execute("UPDATE wagtailcore_page SET title = 'In the log alone' WHERE slug = 'migraine'")
        database.commit()
        copy_site(original, folder)
    assert b"In the log alone" not in (folder / "db.sqlite3").read_bytes()
    assert (folder / "db.sqlite3-wal").stat().st_size
    manage(folder, "restore", archive)
    (former,) = folder.glob("before-restore-*")
    assert not (folder / "db.sqlite3-wal").exists()
    assert ("migraine", "Migraine Treatment") in rows(folder / "db.sqlite3")
    assert ("migraine", "In the log alone") in rows(former / "db.sqlite3")


def test_pages_are_rendered_anew(full_site, archive, tmp_path):
    """The same server address, the same data folder: nobody sees a page of the time in between."""
    folder = copy_site(full_site, tmp_path / "site")
    execute(folder, "UPDATE wagtailcore_page SET title = 'Changed since' WHERE slug = 'migraine'")
    with RunningSite(folder) as site:
        assert b"<h1>Changed since</h1>" in pages(site)["/conditions/migraine/"]
    manage(folder, "restore", archive)
    with RunningSite(folder) as site:
        assert b"<h1>Migraine Treatment</h1>" in pages(site)["/conditions/migraine/"]


def test_served_site(full_site, archive, tmp_path):
    """It is refused while the site is served, by however many processes, and another folder is not."""
    folder = copy_site(full_site, tmp_path / "site")
    with RunningSite(folder, "--workers", "2", "--no-worker") as site:
        before = without_key(folder)
        line = refusal(folder, "restore", archive)
        assert line.startswith(f"CommandError: Nothing was restored. The site is being served from {folder}")
        assert line.endswith("Stop it and run this again, or restore into another folder with --into.")
        # From elsewhere, too: it is the folder that counts.
        assert "is being served" in refusal(tmp_path / "elsewhere", "restore", archive, "--into", folder)
        assert without_key(folder) == before
        manage(folder, "restore", archive, "--into", tmp_path / "other")
        assert pages(site)
    manage(folder, "restore", archive)


def test_start_while_a_backup_is_restored(full_site, archive, tmp_path):
    """Nobody may open a database that is being replaced."""
    folder = copy_site(full_site, tmp_path / "site")
    restoring = os.open(folder, os.O_RDONLY)
    fcntl.flock(restoring, fcntl.LOCK_EX)
    line = refusal(folder, "publish_scheduled")
    os.close(restoring)
    assert line == (
        f"The site can't start. A backup is being restored into {folder}. Try again when that is done."
    )
    manage(folder, "publish_scheduled")


def test_folder_of_another_user(archive, tmp_path):
    """An administrator restores, and the site's own user can write to what is there then."""
    if os.geteuid():
        pytest.skip("only root can give files away")
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.chown(folder, "nobody")
    manage(tmp_path / "own", "restore", archive, "--into", folder)
    owners = {path.owner() for path in folder.rglob("*")}
    assert owners == {"nobody"}


def test_database_elsewhere(full_site, archive, tmp_path):
    """A SQLite database outside of the data folder is not swapped with it, so that is said."""
    elsewhere = f"sqlite:///{full_site / 'db.sqlite3'}"
    line = refusal(tmp_path / "site", "restore", archive, DATABASE_URL=elsewhere)
    assert "outside the data folder. Restore into another folder with --into" in line


def test_twice_within_a_second(archive, tmp_path):
    """Each former state has a folder of its own."""
    folder = tmp_path / "site"
    for _time in range(4):
        call_command("restore", archive, into=folder, verbosity=0)
    formers = sorted(folder.glob("before-restore-*"))
    assert len(formers) == 3
    assert all(rows(former / "db.sqlite3") for former in formers)
