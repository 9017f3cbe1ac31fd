"""What is compared between a database and its copy."""

from django.contrib.sessions.models import Session

from site_project.backup import BackupError

# Whoever holds a session's key is signed in: an archive must open no door, so none is in it.
LEFT_EMPTY = Session._meta.db_table


def read_facts(cursor, tables):
    """Return the number of rows of each of `tables` and the applied migrations, for the manifest.

    `cursor` is a database cursor on one consistent state; `tables` are names of tables.
    """
    rows = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own names
        (rows[table],) = cursor.fetchone()
    if "django_migrations" not in rows:
        raise BackupError("The database has no tables of this site. Start the site first: manage.py serve")
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {"rows": rows, "migrations": [list(migration) for migration in cursor.fetchall()]}


def compare_facts(found, manifest):
    """Raise BackupError if the facts `found` in a database differ from those in `manifest`."""
    tables = found["rows"].keys() | manifest["rows"].keys()
    for table in sorted(tables):
        here, there = found["rows"].get(table), manifest["rows"].get(table)
        if here != there:
            raise BackupError(f"The restored table {table} has {here} rows, and its backup has {there}.")
    if found["migrations"] != manifest["migrations"]:
        raise BackupError("The restored database has other migrations than its backup says.")
