"""`manage.py serve` as a person runs it, where it can't start: one clear line, and nothing half-made."""

import shutil
import socket
import sqlite3
import subprocess
import sys

import pytest

from tests.server import ROOT, serve_environment


def refused(folder, *arguments, **variables):
    """Run serve on `folder`, which it must refuse; returns the one line that it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=ROOT,
        env=serve_environment(folder, **variables),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


WRONG = [
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ({"SITE_URL": "clinic.example"}, "SITE_URL"),
    ({"TIME_ZONE": "Mars/Base"}, "TIME_ZONE"),
    ({"DEBUG": "maybe"}, "DEBUG"),
]


@pytest.mark.parametrize(("variables", "named"), WRONG)
def test_wrong_variable_is_named(tmp_path, variables, named):
    """An owner must read which variable is wrong, not a traceback."""
    assert named in refused(tmp_path / "site", "--port", "8765", **variables)
    assert not (tmp_path / "site" / "db.sqlite3").exists()


def test_port_in_use(tmp_path):
    """The commonest mistake of all: the site already runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is in use" in refused(tmp_path / "site", "--port", str(port))
    assert not (tmp_path / "site").exists()


def test_folder_that_cannot_be_made(tmp_path):
    """A file where the data folder should be stands for every folder that can't be written."""
    (tmp_path / "file").touch()
    assert "can't be used" in refused(tmp_path / "file" / "site", "--port", "8765")


def test_database_of_a_newer_release(new_site_data, tmp_path):
    """An older release must not write to a database that it does not understand."""
    folder = shutil.copytree(new_site_data, tmp_path / "site")
    database = sqlite3.connect(folder / "db.sqlite3")
    database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('home', '0999_later', '2030-01-01')"
    )
    database.commit()
    database.close()
    assert "home.0999_later" in refused(folder, "--port", "8765")
