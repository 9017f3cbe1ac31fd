"""Looking into the data folder of a site, and changing its database behind its back."""

import hashlib
import re
import sqlite3
from contextlib import closing


def execute(data_dir, statement):
    """Change the database in `data_dir` behind the site's back."""
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database, database:
        database.execute(statement)


def dump(data_dir, tables=""):
    """Return the rows of the database in `data_dir`, or of those tables whose names match `tables`."""
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database:
        rows = [line for line in database.iterdump() if re.match(rf'INSERT INTO "(?:{tables})', line)]
    assert rows
    return rows


def files(data_dir):
    """Return a digest of each file in `data_dir` apart from the database, by its path."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in data_dir.rglob("*")
        if path.is_file() and not path.name.startswith("db.sqlite3")
    }
