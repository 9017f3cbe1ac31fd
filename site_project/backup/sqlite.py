"""A SQLite database in a backup: a copy that SQLite itself makes while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from site_project.backup import BackupError
from site_project.backup.facts import LEFT_EMPTY, compare_facts, read_facts
from site_project.backup.swap import SQLITE_FILE

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


class SQLite:
    """The SQLite database that the settings name."""

    kind = "SQLite"
    member = "database.sqlite3"
    lies_in_data_folder = True

    def save(self, folder):
        """Write a copy into `folder`, a pathlib.Path. Returns (file, facts about it).

        The copy is of one moment, however much is written meanwhile, and has nothing left in it of what was
        deleted before: SQLite keeps that in free pages.
        """
        source = Path(settings.DATABASES["default"]["NAME"])
        if not source.is_file():
            raise BackupError(f"There is no database {source}. Start the site first: manage.py serve")
        file = folder / self.member
        connection.ensure_connection()
        with closing(sqlite3.connect(file, isolation_level=None)) as copy:
            # In one step: a copy in several would start over with each change.
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            facts = read_facts(copy.cursor(), table_names(copy))
            if LEFT_EMPTY in facts["rows"]:
                copy.execute(f"DELETE FROM {LEFT_EMPTY}")  # noqa: S608 - a constant
                facts["rows"][LEFT_EMPTY] = 0
            copy.execute("VACUUM")
        return file, facts

    def check(self, file, manifest):
        """Raise BackupError unless the database in `file` passes SQLite's check and fits the `manifest`."""
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            try:
                (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
                if verdict != "ok":
                    raise BackupError(f"The database in the archive is damaged: {verdict.splitlines()[0]}.")
                compare_facts(read_facts(database.cursor(), table_names(database)), manifest)
            except sqlite3.DatabaseError as error:
                raise BackupError(f"The database in the archive can't be read: {error}.") from error

    def check_target(self, folder, manifest):
        """Raise BackupError unless the site would read its database from the data `folder`.

        That is so for any folder but DATA_DIR, which DATABASE_URL can point out of.
        """
        name = Path(settings.DATABASES["default"]["NAME"])
        if folder == settings.DATA_DIR and name != folder / SQLITE_FILE:
            raise BackupError(
                f"DATABASE_URL names {name}, outside the data folder. "
                "Restore into another folder with --into, and move the database from there."
            )

    def bring(self, file, new, manifest):
        """Add the database in `file` to the folder `new`, whose contents become the data folder's."""
        self.check(file, manifest)
        file.rename(new / SQLITE_FILE)


def table_names(database):
    """Return the names of the tables of `database`, a sqlite3 connection."""
    return [name for (name,) in database.execute(TABLES)]
