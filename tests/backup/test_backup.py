"""What is in an archive, and what becomes of a backup that can't be made."""

import fcntl
import hashlib
import json
import os
import resource
import sqlite3
import stat
import zipfile
from contextlib import closing

import pytest

from tests.backup.running import make_backup, manage, media, refusal, rows
from tests.databases import copy_site


@pytest.fixture
def site(full_site, tmp_path):
    """The data folder of a site with one of everything, to change."""
    return copy_site(full_site, tmp_path / "site")


@pytest.mark.sqlite
def test_archive_of_a_site(site):
    """One file with database and media, that says what is in it, for its owner alone."""
    printed = manage(site, "backup", "--verify")
    (archive,) = (site / "backups").iterdir()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read("manifest.json"))
        found = {name: hashlib.sha256(file.read(name)).hexdigest() for name in manifest["members"]}
        assert sorted([*found, "manifest.json"]) == sorted(file.namelist())
    assert found == {name: member["sha256"] for name, member in manifest["members"].items()}
    assert {name: digest for name, digest in found.items() if name.startswith("media/")} == media(site)
    assert len(found) > 3
    assert (manifest["format"], manifest["database"], manifest["wagtail"]) == (1, "SQLite", "8.0.1")
    assert manifest["rows"]["wagtailcore_page"] == len(rows(site / "db.sqlite3"))
    assert ["home", "0001_initial"] in manifest["migrations"]
    total = sum(manifest["rows"].values())
    size = f"{archive.stat().st_size / 1_000_000:.1f} MB"
    counts = f"{len(manifest['rows'])} tables with {total:,} rows, {len(found) - 1} media files"
    assert printed == f"Backup, verified: {archive}, {size}, {counts}.\n"


@pytest.mark.sqlite
def test_what_is_not_in_it(site, tmp_path):
    """Neither what would let its finder in, nor what was deleted: that stays in SQLite's free pages."""
    key = (site / "secret_key").read_text().strip()
    with closing(sqlite3.connect(site / "db.sqlite3")) as database, database:
        database.execute("PRAGMA secure_delete=OFF")  # as SQLite is by default, and not on every system
        database.execute("INSERT INTO django_session VALUES ('k7session7key', 'data', '2099-01-01')")
        database.execute(
            "INSERT INTO home_searchword (word, family) VALUES (?, '')", ["x7deleted7word" * 400]
        )
        database.execute("DELETE FROM home_searchword WHERE word LIKE 'x7%'")
    database = (site / "db.sqlite3").read_bytes()
    assert b"k7session7key" in database
    assert b"x7deleted7word" in database
    with zipfile.ZipFile(make_backup(site, tmp_path / "to")) as file:
        content = {name: file.read(name) for name in file.namelist()}
    for secret in (key, "k7session7key", "x7deleted7word"):
        assert [name for name, data in content.items() if secret.encode() in data] == []
    assert json.loads(content["manifest.json"])["rows"]["django_session"] == 0


def test_file_that_is_gone_when_its_turn_comes(site, tmp_path):
    """It is left out. A link to nowhere is just that: listed, and not there."""
    (site / "media" / "documents" / "gone.pdf").symlink_to("nowhere")
    with zipfile.ZipFile(make_backup(site, tmp_path / "to")) as file:
        assert {name for name in file.namelist() if name.startswith("media/")} == media(site).keys()


@pytest.mark.sqlite
def test_change_that_is_in_the_log_alone(site, tmp_path):
    """What was just written is not in the database's file yet, so a copy of that would lack it."""
    with closing(sqlite3.connect(site / "db.sqlite3")) as database:
        database.execute("UPDATE wagtailcore_page SET title = 'Just written' WHERE slug = 'migraine'")
        database.commit()
        archive = make_backup(site, tmp_path / "to")
    with zipfile.ZipFile(archive) as file:
        file.extract("database.sqlite3", tmp_path)
    assert ("migraine", "Just written") in rows(tmp_path / "database.sqlite3")


def test_full_disk(site, tmp_path):
    """One line, nothing half-done, and no older archive goes."""
    folder = tmp_path / "to"
    folder.mkdir()
    for day in range(1, 29):
        (folder / f"clinic-2026-09-{day:02}T010000Z.zip").touch()
    before = sorted(folder.iterdir())

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    line = refusal(site, "backup", "--to", folder, preexec_fn=limit)
    assert line.startswith("CommandError: No backup was made. ")
    assert sorted(folder.iterdir()) == before


def test_folder_that_is_in_use(site, tmp_path):
    """Two at once would remove each other's unfinished work."""
    folder = tmp_path / "to"
    folder.mkdir()
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    assert "is in use by another backup" in refusal(site, "backup", "--to", folder)
    os.close(other)
    assert list(folder.iterdir()) == []


def test_folder_among_the_media(site):
    """Each archive would hold all earlier ones."""
    assert "is among the media" in refusal(site, "backup", "--to", site / "media" / "backups")
    assert not (site / "media" / "backups").exists()


@pytest.mark.sqlite
def test_site_that_was_never_started(tmp_path):
    """There is nothing to keep, and no empty database is made."""
    assert "Start the site first" in refusal(tmp_path / "site", "backup")
    assert not (tmp_path / "site" / "db.sqlite3").exists()


def test_file_name_that_is_not_text(site):
    """It is named: an archive without it would not be whole."""
    (site / "media" / os.fsdecode(b"caf\xe9.txt")).write_text("stray")
    assert "caf\\udce9.txt' is not valid text. Rename the file." in refusal(site, "backup")
