"""`kill -9` at every step and at random moments: archives and restored data are whole or not there."""

import random
import shutil
import time

import pytest

from site_project.data_folder import is_half_way
from tests.backup.killed import KilledCommands
from tests.backup.running import make_backup, manage, media, refusal, rows
from tests.data_folder import execute
from tests.databases import copy_site
from tests.server import RunningSite

# About SQLite's file, and about data that are swapped in one folder. On PostgreSQL: test_postgresql.py.
pytestmark = pytest.mark.sqlite

ROUNDS = 20
KILLED = -9


@pytest.fixture
def site(full_site, tmp_path):
    """The data folder of a site with one of everything, to change."""
    return copy_site(full_site, tmp_path / "site")


@pytest.fixture
def commands(site):
    """Commands of that site, which are killed."""
    with KilledCommands(site) as commands:
        yield commands


@pytest.fixture
def other_archive(site, tmp_path):
    """An archive with another database and other media than `archive`."""
    changed = copy_site(site, tmp_path / "changed")
    execute(changed, "UPDATE wagtailcore_page SET title = 'Other data' WHERE slug = 'migraine'")
    (changed / "media" / "documents" / "other.pdf").write_bytes(b"other data")
    return make_backup(changed, tmp_path / "other")


def content(data_dir):
    """Return the pages and the media of a data folder."""
    return rows(data_dir / "db.sqlite3"), media(data_dir)


def archives(folder):
    """Return the files that have an archive's name."""
    return list(folder.glob("*.zip"))


def forget(folder, pattern):
    """Delete what matches `pattern` in `folder`."""
    for path in folder.glob(pattern):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_backup_that_is_killed(commands, tmp_path):
    """At each step: what has an archive's name is whole, and the next backup removes what was left."""
    folder = tmp_path / "to"
    step = 1
    while commands.run("backup", "--to", folder, at=step) == KILLED:
        for archive in archives(folder):
            assert commands.run("backup", "--verify", archive) == 0
        forget(folder, "*")
        step += 1
    assert step > 8
    forget(folder, "*")
    assert commands.run("backup", "--to", folder, at=step // 2) == KILLED
    assert [path.suffix for path in folder.iterdir()] != []
    assert commands.run("backup", "--to", folder) == 0
    assert [path.suffix for path in folder.iterdir()] == [".zip"]


def test_backup_that_is_killed_at_random(commands, tmp_path):
    """The same, at moments that nobody chose."""
    folder = tmp_path / "to"
    assert commands.run("backup", "--to", folder) == 0
    forget(folder, "*.zip")
    begun = time.monotonic()
    assert commands.run("backup", "--to", folder) == 0
    lasts = time.monotonic() - begun
    for after in (random.uniform(0, lasts * 1.1) for _round in range(ROUNDS)):
        forget(folder, "*.zip")
        commands.run("backup", "--to", folder, after=after)
        for archive in archives(folder):
            assert commands.run("backup", "--verify", archive) == 0


def test_restore_that_is_killed(commands, archive, other_archive, tmp_path):
    """At each step: the former data are in place or the new ones are, once the next process has come in.

    Where the new ones are, the former are beside. The data folder is a site with either.
    """
    folder, step, finished = tmp_path / "target", 1, 0
    sources = {}
    for source in (other_archive, archive):
        assert commands.run("restore", source, "--into", folder) == 0
        sources[source] = content(folder)
    former, new = archive, other_archive
    while True:
        # Each round has the same steps: without what the last one left, there is nothing to remove first.
        forget(folder, "before-restore-*")
        forget(folder, ".unfinished-*")
        status = commands.run("restore", new, "--into", folder, at=step)
        half_way = is_half_way(folder)
        if half_way:
            assert commands.run("enter", folder) == 0
            finished += 1
        if status == 0 or half_way or content(folder) == sources[new]:
            assert content(folder) == sources[new]
            (beside,) = folder.glob("before-restore-*")
            assert content(beside) == sources[former]
            former, new = new, former
        else:
            assert content(folder) == sources[former]
        if status == 0:
            break
        assert status == KILLED
        step += 1
    assert step > 15
    assert finished > 3
    assert not is_half_way(folder)
    assert {path.name for path in folder.iterdir()} == {"db.sqlite3", "media", beside.name}


def test_restore_that_is_killed_at_random(commands, archive, other_archive, tmp_path):
    """The same, at moments that nobody chose."""
    folder = tmp_path / "target"
    sources = []
    for source in (other_archive, archive):
        begun = time.monotonic()
        assert commands.run("restore", source, "--into", folder) == 0
        lasts = time.monotonic() - begun
        sources.append(content(folder))
    for after in (random.uniform(0, lasts * 1.1) for _round in range(ROUNDS)):
        new = random.choice([archive, other_archive])
        commands.run("restore", new, "--into", folder, after=after)
        assert commands.run("enter", folder) == 0
        assert content(folder) in sources
    assert commands.run("restore", archive, "--into", folder) == 0
    left = {path.name for path in folder.iterdir() if not path.name.startswith("before-restore-")}
    assert left == {"db.sqlite3", "media"}


@pytest.fixture
def half_way(site, commands, other_archive, tmp_path):
    """A data folder whose database was just put aside when the restore was killed."""
    folder = copy_site(site, tmp_path / "half-way")
    assert commands.run("restore", other_archive, "--into", folder, at=2, match="restoring-") == KILLED
    assert not (folder / "db.sqlite3").exists()
    return folder


def test_server_after_a_restore_that_was_killed(half_way):
    """It finishes what was begun, says so in one line, and serves the new data."""
    with RunningSite(half_way) as site:
        (line,) = [line for line in site.output.splitlines() if "A restore was" in line]
    (former,) = half_way.glob("before-restore-*")
    assert line.endswith(f"A restore was stopped half-way; it is finished now. Former data: {former}")
    assert ("migraine", "Other data") in rows(half_way / "db.sqlite3")
    assert ("migraine", "Migraine Treatment") in rows(former / "db.sqlite3")


def test_restore_after_a_restore_that_was_killed(half_way, archive):
    """So does the next restore, before it does its own."""
    manage(half_way, "restore", archive)
    formers = sorted(half_way.glob("before-restore-*"))
    assert [("migraine", "Other data") in rows(former / "db.sqlite3") for former in formers] == [False, True]
    assert ("migraine", "Migraine Treatment") in rows(half_way / "db.sqlite3")


def test_server_that_was_killed(site, archive):
    """Its lock goes with it."""
    with RunningSite(site) as running:
        assert "is being served" in refusal(site, "restore", archive)
        running.kill()
    manage(site, "restore", archive)
