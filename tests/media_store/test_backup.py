"""An archive of a site whose media are in a store, and the way back into a bucket."""

import json
import zipfile
from contextlib import closing

import psycopg
import pytest

from tests.backup.killed import KilledCommands
from tests.backup.running import make_backup, manage, media, refusal
from tests.databases import copy_site
from tests.media_store.filling import PAGE, addresses, fill
from tests.server import RunningSite


@pytest.fixture
def site(store, new_site_data, tmp_path):
    """The data folder of a site with a picture and a document, which are in the store."""
    folder = copy_site(new_site_data, tmp_path / "site")
    fill(folder, MEDIA_STORAGE_URL=store.url)
    return folder


@pytest.fixture
def bucket(store):
    """The address of another bucket, which is empty."""
    store.client.create_bucket(Bucket="other")
    yield store.url_with(bucket="other")
    for name in store.names("other"):
        store.client.delete_object(Bucket="other", Key=name)
    store.client.delete_bucket(Bucket="other")


def contents(store, bucket="clinic"):
    """Return all that is in a bucket: bytes by name."""
    return {name: store.content(name, bucket) for name in store.names(bucket)}


def media_of(archive):
    """Return the media in `archive`: bytes by name."""
    with zipfile.ZipFile(archive) as file:
        names = json.loads(file.read("manifest.json"))["members"]
        return {name.removeprefix("media/"): file.read(name) for name in names if name.startswith("media/")}


def test_there_and_back(site, store, bucket, tmp_path):
    """The archive holds each file, and after a restore the site shows the same from the other bucket."""
    before = contents(store)
    archive = make_backup(site, tmp_path / "to", "--verify", MEDIA_STORAGE_URL=store.url)
    assert media_of(archive) == before
    assert {name.partition("/")[0] for name in before} == {"documents", "images", "original_images"}
    folder = tmp_path / "restored"
    manage(folder, "restore", archive, MEDIA_STORAGE_URL=bucket)
    assert contents(store, "other") == before == contents(store)
    assert media(folder) == {}
    with RunningSite(folder, "--no-worker", MEDIA_STORAGE_URL=bucket) as running:
        for path in addresses(running.read(PAGE)):
            assert running.read(path) in before.values()


def test_with_postgresql(store, bucket, postgresql_site, data_dirs, tmp_path):
    """Neither of the two places is this machine. The database has to be empty, and the bucket."""
    where = {"DATABASE_URL": postgresql_site, "MEDIA_STORAGE_URL": store.url}
    folder = data_dirs[0]
    with RunningSite(folder, **where):
        fill(folder, **where)
        archive = make_backup(folder, tmp_path / "to", **where)
    there = {"DATABASE_URL": new_database(postgresql_site, "other"), "MEDIA_STORAGE_URL": bucket}
    line = refusal(tmp_path / "restored", "restore", archive, **{**where, "MEDIA_STORAGE_URL": bucket})
    assert "The database postgres is not empty" in line
    assert store.names("other") == set()
    manage(tmp_path / "restored", "restore", archive, **there)
    assert contents(store, "other") == contents(store) == media_of(archive) != {}
    with RunningSite(tmp_path / "restored", "--no-worker", **there) as running:
        for path in addresses(running.read(PAGE)):
            assert running.get(path) == 200


def new_database(url, name):
    """Return the address of a new database on the server of `url`."""
    with closing(psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


def test_from_disk_to_store_and_back(store, new_site_data, tmp_path):
    """A site that outgrows one machine takes its media along by a backup, and could return."""
    folder = copy_site(new_site_data, tmp_path / "site")
    fill(folder)
    archive = make_backup(folder, tmp_path / "to")
    manage(tmp_path / "moved", "restore", archive, MEDIA_STORAGE_URL=store.url)
    assert contents(store) == media_of(archive) != {}
    again = make_backup(tmp_path / "moved", tmp_path / "again", MEDIA_STORAGE_URL=store.url)
    manage(tmp_path / "returned", "restore", again)
    assert media(tmp_path / "returned") == media(folder)


def test_bucket_that_holds_something_else(site, store, tmp_path):
    """A file that was uploaded since, or another one under a name of the archive: nothing is changed."""
    archive = make_backup(site, tmp_path / "to", MEDIA_STORAGE_URL=store.url)
    (document,) = (name for name in store.names() if name.startswith("documents/"))
    for name in ("documents/since.pdf", document):
        store.client.put_object(Bucket="clinic", Key=name, Body=b"another file")
        before = contents(store)
        line = refusal(tmp_path / "restored", "restore", archive, MEDIA_STORAGE_URL=store.url)
        assert f"has a file of its own, {name}. Make a new bucket" in line
        assert contents(store) == before
        assert not (tmp_path / "restored" / "db.sqlite3").exists()
        store.client.delete_object(Bucket="clinic", Key=name)


@pytest.mark.sqlite  # the moment is one of swapping data in one folder
def test_restore_that_was_killed(site, store, bucket, tmp_path):
    """It is done again into the same bucket, which by then holds the archive's own files."""
    archive = make_backup(site, tmp_path / "to", MEDIA_STORAGE_URL=store.url)
    folder = tmp_path / "restored"
    with KilledCommands(folder, MEDIA_STORAGE_URL=bucket) as commands:
        assert commands.run("restore", archive, at=1, match="restoring-") == -9
    assert contents(store, "other") == media_of(archive)
    assert not (folder / "db.sqlite3").exists()
    (missing, *_others) = store.names("other")
    store.client.delete_object(Bucket="other", Key=missing)
    manage(folder, "restore", archive, MEDIA_STORAGE_URL=bucket)
    assert contents(store, "other") == media_of(archive)
    with RunningSite(folder, "--no-worker", MEDIA_STORAGE_URL=bucket) as running:
        assert running.get(PAGE) == 200


def test_store_that_fails(site, store, tmp_path):
    """There is no archive without the media."""
    wrong = store.url_with(secret="open-sesame")
    line = refusal(site, "backup", "--to", tmp_path / "to", MEDIA_STORAGE_URL=wrong)
    assert line.startswith("CommandError: No backup was made. The store at http://127.0.0.1:")
    assert "refuses the key in MEDIA_STORAGE_URL (SignatureDoesNotMatch)" in line
    assert "sesame" not in line
    assert list((tmp_path / "to").iterdir()) == []
