"""Looking into the data folder of a site, and changing its database behind its back."""

import hashlib
import re

from tests.databases import connect, servers

TABLES = {
    True: "SELECT name FROM sqlite_master WHERE type = 'table'",
    False: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def execute(data_dir, statement):
    """Change the database in `data_dir` behind the site's back."""
    with connect(data_dir) as database:
        database.execute(statement)


def dump(data_dir, tables=""):
    """Return the rows of the database in `data_dir`, or of those tables whose names match `tables`."""
    with connect(data_dir) as database:
        names = [name for (name,) in database.execute(TABLES[servers() is None]) if re.match(tables, name)]
        rows = [(name, *row) for name in names for row in database.execute(f'SELECT * FROM "{name}"')]
    assert rows
    return sorted(rows, key=repr)


def files(data_dir):
    """Return a digest of each file in `data_dir` apart from the database, by its path."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in data_dir.rglob("*")
        if path.is_file() and not path.name.startswith("db.sqlite3")
    }
