"""Put the site back as a backup has it."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.dateparse import parse_datetime

from site_project.backup import BackupError
from site_project.backup.restoring import restore


class Command(BaseCommand):
    """Run it while the site is stopped; what was there before is kept beside."""

    help = (
        "Replace the database and the media in DATA_DIR, or in another folder, with those of an archive that "
        "`backup` made. What was there before is kept in a folder beside. Stop the site first. A PostgreSQL "
        "database must be empty."
    )
    requires_system_checks = []  # they check the code, not the data

    def add_arguments(self, parser):
        """Add the archive and where it goes."""
        parser.add_argument("archive", type=Path, help="a file that `backup` made")
        parser.add_argument(
            "--into", type=Path, metavar="FOLDER", help="the data folder to restore into (DATA_DIR)"
        )

    def handle(self, *args, archive, into, **options):
        """Restore it, and say what is there now. Raises CommandError, with the present data in place."""
        folder = (into or settings.DATA_DIR).resolve()
        try:
            manifest, former = restore(archive, folder)
        except (BackupError, DatabaseError, OSError, sqlite3.Error) as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(f"Nothing was restored. {reason}") from error
        made = parse_datetime(manifest["made"])
        kept = f" What was there before is in {former}; delete it when all is well." if former else ""
        self.stdout.write(f"Restored into {folder}: {archive.name}, made {made:%Y-%m-%d %H:%M} UTC.{kept}")
