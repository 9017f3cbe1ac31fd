"""Where a site has its database and its cache: in its data folder, or on the servers of on_postgresql.py."""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

# Each site has a database, and a number among those of Redis; 0 is that of the tests' own process.
_numbers = {}
_next_number = count(1)


def servers():
    """Return the addresses of PostgreSQL and Redis for the sites, without a database; None with SQLite."""
    if "TEST_DATABASE_URL" not in os.environ:
        return None
    return tuple(os.environ[name].rpartition("/")[0] for name in ("TEST_DATABASE_URL", "TEST_CACHE_URL"))


def environment(data_dir):
    """Return what a site on `data_dir` is told of its database, made if need be, and of its cache."""
    if servers() is None:
        return {}
    number = _numbers.get(Path(data_dir)) or _make(data_dir)
    postgresql, redis = servers()
    return {"DATABASE_URL": f"{postgresql}/site_{number}", "CACHE_URL": f"{redis}/{number}"}


def copy_site(original, data_dir):
    """Return `data_dir`, a new copy of the site in the folder `original`, which nobody may be using."""
    folder = Path(shutil.copytree(original, data_dir))
    if Path(original) in _numbers:
        _make(folder, f"site_{_numbers[Path(original)]}")
    return folder


def static_only(original, data_dir):
    """Return `data_dir`, new, with the static files that the site in the folder `original` has collected.

    For a server whose database is elsewhere.
    """
    shutil.copytree(original / "static", data_dir / "static")
    return data_dir


@contextmanager
def connect(data_dir):
    """A connection to the database of the site in `data_dir`, behind the site's back; commits at its end."""
    if servers():
        with psycopg.connect(environment(data_dir)["DATABASE_URL"]) as database:
            yield database
    else:
        with closing(sqlite3.connect(data_dir / "db.sqlite3", timeout=20)) as database, database:
            yield database


@contextmanager
def away(data_dir):
    """Meanwhile the site in `data_dir` does not find its database."""
    if servers():
        name = f"site_{_numbers[Path(data_dir)]}"
        _administer("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
        _administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", Literal(name)
        )
        yield
        _administer("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)
    else:
        database = data_dir / "db.sqlite3"
        database.rename(database.with_suffix(".away"))
        yield
        database.with_suffix(".away").rename(database)


def _make(data_dir, template="template1"):
    number = _numbers[Path(data_dir)] = next(_next_number)
    _administer("CREATE DATABASE {} TEMPLATE {}", f"site_{number}", template)
    return number


def _administer(statement, *names):
    names = [Identifier(name) if isinstance(name, str) else name for name in names]
    with closing(psycopg.connect(f"{servers()[0]}/postgres", autocommit=True)) as server:
        server.execute(SQL(statement).format(*names))
