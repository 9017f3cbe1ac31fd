"""A site on PostgreSQL: pg_dump while it is served, and pg_restore into an empty database."""

import json
import re
import subprocess
import sys
import zipfile
from contextlib import closing

import psycopg
import pytest

from tests import postgresql
from tests.backup.forging import forge
from tests.backup.killed import KilledCommands
from tests.backup.running import make_backup, manage, media, refusal
from tests.databases import copy_site, static_only
from tests.server import ROOT, RunningSite, serve_environment

PASSWORD = "quiet-lamp-and-blue-door"


@pytest.fixture(scope="module")
def server(own_postgresql, tmp_path_factory):
    """The address of a server's own database, with a user "site" who may do little there."""
    with postgresql.running_server(tmp_path_factory.mktemp("postgresql")) as url:
        execute(url, f"CREATE ROLE site LOGIN PASSWORD '{PASSWORD}'")
        yield url


@pytest.fixture(scope="module")
def new_database(server):
    """A function that makes an empty database of that user's, in the place of one of that name."""

    def new_database(name):
        execute(server, f"DROP DATABASE IF EXISTS {name}")
        execute(server, f"CREATE DATABASE {name} OWNER site")
        return re.sub(r"clinic@(.*)/postgres", rf"site:{PASSWORD}@\1/{name}", server)

    return new_database


@pytest.fixture(scope="module")
def site(new_database, new_site_data, tmp_path_factory):
    """(data folder, address of the database) of a site with one of everything. Don't change it."""
    url = new_database("clinic")
    folder = static_only(new_site_data, tmp_path_factory.mktemp("clinic") / "site")
    with RunningSite(folder, DATABASE_URL=url):
        pass
    environment = serve_environment(folder, DATABASE_URL=url)
    subprocess.run(
        [sys.executable, "-m", "tests.browser.full_content"], cwd=ROOT, env=environment, check=True
    )
    execute(url, "INSERT INTO django_session VALUES ('k7session7key', 'data', '2099-01-01')")
    return folder, url


@pytest.fixture(scope="module")
def archive(site, tmp_path_factory):
    """An archive of that site, made while it was served."""
    folder, url = site
    with RunningSite(folder, DATABASE_URL=url):
        return make_backup(folder, tmp_path_factory.mktemp("archive") / "to", DATABASE_URL=url)


def execute(url, statement):
    """Run one statement on the database at `url`. Returns the rows, if any."""
    with closing(psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def tables(url):
    """Return the number of rows of each table in the database at `url`."""
    names = execute(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {name: execute(url, f"SELECT count(*) FROM {name}")[0][0] for (name,) in names}


def test_there_and_back(site, archive, new_database, tmp_path):
    """The same rows, media and pages, in another database and another folder, and no password anywhere."""
    folder, url = site
    before = tables(url) | {"django_session": 0}
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read("manifest.json"))
        assert [name for name in file.namelist() if PASSWORD.encode() in file.read(name)] == []
        assert b"k7session7key" not in file.read("database.pgdump")
    assert (manifest["database"], manifest["rows"]) == ("PostgreSQL", before)

    target, other = tmp_path / "other", new_database("other")
    printed = manage(target, "restore", archive, DATABASE_URL=other)
    assert PASSWORD not in printed
    assert tables(other) == before
    assert media(target) == media(folder) != {}
    with RunningSite(target, DATABASE_URL=other):
        pass
    line = refusal(target, "restore", archive, DATABASE_URL=other)
    assert "The database other is not empty (it has the table public.account_emailaddress)." in line
    assert "createdb" in line
    wrong = refusal(tmp_path / "sqlite", "restore", archive, DATABASE_URL="")
    assert "holds a PostgreSQL database, and DATABASE_URL names SQLite" in wrong


def test_trial(site, server, tmp_path):
    """It is made in a database of its own, which needs a right, and nothing is left of it."""
    folder, url = site
    line = refusal(folder, "backup", "--verify", "--to", tmp_path / "to", DATABASE_URL=url)
    assert line.endswith("Let the user make databases: ALTER ROLE site CREATEDB")
    assert list((tmp_path / "to").iterdir()) == []
    execute(server, "ALTER ROLE site CREATEDB")
    archive = make_backup(folder, tmp_path / "to", "--verify", DATABASE_URL=url)
    assert execute(url, "SELECT datname FROM pg_database WHERE datname LIKE '%trial%'") == []
    rows = tables(url) | {"django_session": 0, "wagtailcore_page": 1}
    forged = forge(tmp_path / "forged.zip", archive, {"rows": rows})
    line = refusal(folder, "backup", "--verify", forged, DATABASE_URL=url)
    assert "The restored table wagtailcore_page has" in line
    assert execute(url, "SELECT datname FROM pg_database WHERE datname LIKE '%trial%'") == []


def test_what_does_not_fit(site, archive, new_database, tmp_path):
    """A newer server, a dump that breaks off, programs that are missing: nothing is changed anywhere."""
    folder, url = site
    other, target = new_database("other"), tmp_path / "target"
    newer = forge(tmp_path / "newer.zip", archive, {"server": 99})
    line = refusal(target, "restore", newer, DATABASE_URL=other)
    assert "Choose a server of version 99 or newer" in line
    with zipfile.ZipFile(archive) as file:
        dump = file.read("database.pgdump")
    # A dump whose second half is missing: what was restored of it is taken back.
    entry = zipfile.ZipInfo("database.pgdump")
    torn = forge(
        tmp_path / "torn.zip", archive, drop=[entry.filename], members=[(entry, dump[: len(dump) // 2])]
    )
    line = refusal(target, "restore", torn, DATABASE_URL=other)
    assert "pg_restore: error:" in line
    assert tables(other) == {}
    assert {path.name for path in target.iterdir()} == {"secret_key"}
    line = refusal(
        folder, "backup", DATABASE_URL=url.replace(PASSWORD, "wrong").replace("@127.0.0.1:", "@127.0.0.1:1")
    )
    assert "wrong" not in line


def test_programs_of_postgresql(site, archive, new_database, tmp_path):
    """Where they are missing or of another version, that is said before anything is made."""
    folder, url = site
    programs = tmp_path / "programs"
    programs.mkdir()
    line = refusal(folder, "backup", "--to", tmp_path / "to", DATABASE_URL=url, PATH=str(programs))
    assert re.search(r"needs pg_dump (\d+), and there is none. Install it .*postgresql-client-\1\)", line)
    for program in ("pg_dump", "pg_restore"):
        (programs / program).write_text(f"#!/bin/sh\necho '{program} (PostgreSQL) 9.6.24'\n")
        (programs / program).chmod(0o755)
    line = refusal(folder, "backup", "--to", tmp_path / "to", DATABASE_URL=url, PATH=str(programs))
    assert f"and {programs}/pg_dump has version 9." in line
    other = {"DATABASE_URL": new_database("other"), "PATH": str(programs)}
    assert f"{programs}/pg_restore has version 9." in refusal(
        tmp_path / "target", "restore", archive, **other
    )
    assert list((tmp_path / "to").iterdir()) == []


def test_killed_between_the_two_places(site, archive, new_database, tmp_path):
    """The database has its data and the folder has not: the next start says so, and how to go on."""
    folder, url = site
    target, other = copy_site(folder, tmp_path / "target"), new_database("other")
    (target / "media" / "documents" / "present.pdf").write_bytes(b"present")
    before = media(target)
    with KilledCommands(tmp_path / "own", DATABASE_URL=other) as commands:
        assert commands.run("restore", archive, "--into", target, at=1, match="restoring-") == -9
    assert tables(other)["wagtailcore_page"] == tables(url)["wagtailcore_page"]
    assert media(target) == before
    for _time in range(2):
        line = refusal(target, "serve", DATABASE_URL=other)
        assert line == (
            f"The site can't start. The restore of {archive.name} was stopped half-way. "
            "Make the database other anew (dropdb, createdb), then restore again."
        )
        assert "is not empty" in refusal(target, "restore", archive, DATABASE_URL=other)
    with KilledCommands(tmp_path / "own", DATABASE_URL=new_database("other")) as commands:
        assert commands.run("restore", archive, "--into", target, at=2, match="restoring-") == -9
    # Killed a step later, it is finished by the next process.
    manage(target, "publish_scheduled", DATABASE_URL=other)
    assert media(target) == media(folder)
    with RunningSite(target, DATABASE_URL=other):
        pass
