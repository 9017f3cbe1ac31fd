"""The database that the site uses, as backups see it."""

from django.db import connection


def site_database():
    """Return the SQLite or PostgreSQL object for the database that the settings name."""
    if connection.vendor == "postgresql":
        from site_project.backup.postgresql import PostgreSQL  # needs a driver that SQLite doesn't

        return PostgreSQL()
    from site_project.backup.sqlite import SQLite

    return SQLite()
