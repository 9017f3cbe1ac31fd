"""Servers that are started at the same moment, on a database that is new to all of them."""

import subprocess
import sys
from contextlib import closing

import psycopg

from tests.databases import static_only
from tests.server import ADMIN, ROOT, free_port, serve_environment

SERVERS = ("one", "two", "three")


def start(folder, **variables):
    """Return `manage.py serve` on `folder`, started, with a pipe for what it prints."""
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port()), "--workers", "1"]
    return subprocess.Popen(
        [*command, "--no-worker"],
        cwd=ROOT,
        env=serve_environment(folder, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lines_until_it_serves(process):
    """Return what `process` prints up to the line that comes once it listens, or up to its end."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Admin: "):
            break
    return lines


def outcomes(printed, *steps):
    """Return the lines in `printed` that say what came of `steps`: not those that ask to wait for it."""
    lines = [line for lines in printed for line in lines if line.startswith(steps)]
    return [line for line in lines if "Wait, please" not in line]


def rows(url, question):
    """Return what the database at `url` answers."""
    with closing(psycopg.connect(url.replace("postgres://", "postgresql://"))) as connection:
        return connection.execute(question).fetchall()


def stopped(processes):
    """Wait until each of `processes` serves, and stop them. Returns the lines of each."""
    try:
        printed = [lines_until_it_serves(process) for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * len(processes), printed
    return printed


def test_one_prepares_and_the_others_wait(postgresql_url, new_site_data, tmp_path):
    """Each of them serves in the end; tables, content and administrator are made once."""
    shared = {"DATABASE_URL": postgresql_url, "SECRET_KEY": "shared by all of them"}
    printed = stopped([start(static_only(new_site_data, tmp_path / name), **shared) for name in SERVERS])
    assert sorted("up to date" in line for line in outcomes(printed, "Database: ")) == [False, True, True]
    assert outcomes(printed, "Waiting: ") == ["Waiting: another server is preparing the site.\n"] * 2
    assert sorted("is loaded" in line for line in outcomes(printed, "Content: ")) == [False, False, True]
    assert rows(postgresql_url, "SELECT username FROM auth_user") == [(ADMIN["ADMIN_USERNAME"],)]
    assert rows(postgresql_url, "SELECT count(*) FROM wagtailcore_page WHERE slug = 'migraine'") == [(1,)]
    assert rows(postgresql_url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_in_one_folder(tmp_path):
    """Somebody starts the site twice, on a SQLite database that is not there yet."""
    printed = stopped([start(tmp_path / "site") for _time in range(2)])
    made = outcomes(printed, "Database: ", "Static files: ")
    assert sorted("up to date" in line for line in made) == [False, False, True, True]


def test_server_that_is_killed_while_it_prepares(postgresql_url, tmp_path):
    """The next one does not wait for it, and goes on where it stopped."""
    shared = {"DATABASE_URL": postgresql_url, "SECRET_KEY": "shared by all of them"}
    first = start(tmp_path / "one", **shared)
    assert first.stdout.readline().startswith("Data folder: ")
    while rows(postgresql_url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]:
        assert first.poll() is None
    second = start(tmp_path / "two", **shared)
    try:
        assert second.stdout.readline().startswith("Data folder: ")
        assert second.stdout.readline().startswith("Waiting: ")
        first.kill()
        printed = lines_until_it_serves(second)
    finally:
        first.kill()
        second.terminate()
        for process in (first, second):
            process.communicate(timeout=60)
    assert printed[-1].startswith("Admin: "), printed
