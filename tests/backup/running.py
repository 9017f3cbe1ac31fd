"""Running `manage.py` as a person or cron does, and looking at what a data folder holds."""

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.databases import connect
from tests.server import ROOT, serve_environment


def manage(data_dir, *arguments, **variables):
    """Run manage.py with `arguments` on `data_dir`. Returns what it printed. Fails if it fails."""
    done = _run(data_dir, arguments, variables)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refusal(data_dir, *arguments, **variables):
    """Return the one line with which manage.py refuses `arguments` on `data_dir`."""
    done = _run(data_dir, arguments, variables)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    return line


def _run(data_dir, arguments, variables):
    limits = variables.pop("preexec_fn", None)
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=serve_environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limits,
    )


def make_backup(data_dir, folder, *arguments, **variables):
    """Return the archive of `data_dir` that `backup` makes in the new or empty `folder`."""
    manage(data_dir, "backup", "--to", folder, *arguments, **variables)
    (archive,) = folder.iterdir()
    return archive


def state(data_dir):
    """Return what a data folder holds: a digest of each file but of the log of SQLite, by its path."""
    return {
        str(path.relative_to(data_dir)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(data_dir.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def media(data_dir):
    """Return a digest of each media file in `data_dir`, by its name."""
    return {name: digest for name, digest in state(data_dir).items() if name.startswith("media/")}


def rows(database, query="SELECT slug, title FROM wagtailcore_page ORDER BY id"):
    """Return the rows that `query` finds in the SQLite file `database`, after SQLite's own check of it."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute(query).fetchall()


def found(data_dir, query):
    """Return the rows that `query` finds in the database of the site in `data_dir`."""
    with connect(data_dir) as database:
        return database.execute(query).fetchall()
