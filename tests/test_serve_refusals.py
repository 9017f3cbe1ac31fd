"""Where `manage.py serve` can't start: one clear line, and nothing half-made."""

import socket
import subprocess
import sys

import pytest

from tests.data_folder import dump, execute, files
from tests.server import ROOT, free_port, serve_environment


def refuse(data_dir, *arguments, **variables):
    """Return the line with which `manage.py serve` declines to start, after checking that it is one line."""
    result = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", str(free_port()), *arguments],
        cwd=ROOT,
        env=serve_environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    assert result.stderr.endswith("\n")
    (line,) = result.stderr.splitlines()
    assert line.startswith("The site can't start. ")
    return line


def names(folder):
    """Return the names of what is in `folder`, which need not exist. A secret key does no harm there."""
    return {path.name for path in folder.glob("*")}


def test_port_in_use(tmp_path):
    """A second start by mistake says so at once, and doesn't touch anything."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} is in use" in refuse(tmp_path / "site", "--port", port)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("--port", "http"),
        ("--port", "0"),
        ("--port", "65536"),
        ("--workers", "0"),
        ("--workers", "many"),
        ("--host", "192.0.2.1"),
    ],
)
def test_wrong_argument(tmp_path, argument, value):
    """A slip on the command line is named, with the way to put it right, before anything is made."""
    line = refuse(tmp_path / "site", argument, value)
    assert argument in line
    assert value in line
    assert names(tmp_path / "site") <= {"secret_key"}


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SITE_URL", "clinic.example", "https://clinic.example"),
        ("SITE_URL", "https://clinic.example/en/", "https://clinic.example"),
        ("SITE_URL", "https://clinic.example:99999", "https://clinic.example"),
        ("DATABASE_URL", "garbage", "postgres://user:password@host:5432/name"),
        ("DATABASE_URL", "postgres://clinic@localhost:door/site", "postgres://user:password@host:5432/name"),
        ("DATABASE_URL", "postgres://clinic@localhost:5432", "names no database"),
        ("DATABASE_URL", "mysql://clinic@localhost/site", "postgres:// or sqlite://"),
        ("DATABASE_URL", "sqlite://", "leave it unset for the one in DATA_DIR"),
        ("DATABASE_URL", "sqlite://:memory:", "leave it unset for the one in DATA_DIR"),
        ("CACHE_URL", "redis://[::1/3", "redis://:password@host:6379/3"),
        ("CACHE_URL", "redis://cache.example:99999/3", "redis://:password@host:6379/3"),
        ("CACHE_URL", "garbage", "redis://:password@host:6379/3"),
        ("CACHE_URL", "redis://127.0.0.1:6379", "redis://:password@host:6379/3"),
        ("PURGE_URL", "cdn.example/purge", "the address that a purge is sent to"),
        ("PURGE_URL", "https://", "the address that a purge is sent to"),
        ("PURGE_URL", "https://[::1/purge", "the address that a purge is sent to"),
        ("SENTRY_DSN", "nonsense", "like https://key@sentry.example/1"),
        ("SENTRY_DSN", "https://sentry.example/1", "like https://key@sentry.example/1"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("SLOW_SECONDS", "soon", "a whole number such as 2"),
        ("DEBUG", "maybe", "yes or no"),
        ("TIME_ZONE", "Europe/Atlantis", "America/New_York"),
    ],
)
def test_wrong_setting(tmp_path, name, value, advice):
    """A slip in the environment is named, with the way to put it right."""
    line = refuse(tmp_path / "site", **{name: value})
    assert name in line
    assert advice in line
    assert names(tmp_path / "site") <= {"secret_key"}


def test_postgresql_out_of_reach(tmp_path):
    """A missing driver or a server that is down is named as the reason, and the password isn't told."""
    url = f"postgres://clinic:open-sesame@127.0.0.1:{free_port()}/site"
    line = refuse(tmp_path / "site", DATABASE_URL=url)
    assert "psycopg" in line or "The database can't be used: connection failed" in line
    assert "open-sesame" not in line
    assert names(tmp_path / "site") <= {"secret_key"}


@pytest.mark.parametrize("folder", ["file", "file/site", "/proc/site"])
def test_data_dir_that_cannot_be_made(tmp_path, folder):
    """A wrong path is named, and what is there stays as it is."""
    (tmp_path / "file").write_text("notes")
    path = tmp_path / folder
    line = refuse(path)
    assert f"The data folder {path} can't be used" in line
    assert "Set DATA_DIR" in line
    assert (tmp_path / "file").read_text() == "notes"
    assert names(tmp_path) == {"file"}


def test_static_dir_that_cannot_be_made(tmp_path):
    """The same for the folder of static files."""
    line = refuse(tmp_path / "site", STATIC_DIR="/proc/static")
    assert "The folder of static files /proc/static can't be used" in line
    assert "Set STATIC_DIR" in line


def test_database_of_a_newer_release(data_dir):
    """An older release must not write into tables that it doesn't know."""
    values = "('home', '9999_later', '2030-01-01')"
    execute(data_dir, f"INSERT INTO django_migrations (app, name, applied) VALUES {values}")
    rows, others = dump(data_dir), files(data_dir)
    line = refuse(data_dir)
    assert "newer release" in line
    assert "home.9999_later" in line
    assert (dump(data_dir), files(data_dir)) == (rows, others)


@pytest.mark.sqlite
def test_file_that_is_no_database(data_dir):
    """A damaged database is left for the owner to rescue, not replaced by a new one."""
    (data_dir / "db.sqlite3").write_bytes(b"damaged" * 1000)
    assert "The database can't be used" in refuse(data_dir)
    assert (data_dir / "db.sqlite3").read_bytes() == b"damaged" * 1000


def test_name_of_the_administrator_is_taken(data_dir):
    """An editor doesn't become an administrator, nor lose a password, by a name in the environment."""
    execute(data_dir, "UPDATE auth_user SET is_superuser = false")
    rows = dump(data_dir, "auth_user")
    assert "Set another ADMIN_USERNAME" in refuse(data_dir)
    assert dump(data_dir, "auth_user") == rows
