"""Keep the site in one file."""

import sqlite3
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from site_project.backup import BackupError
from site_project.backup.making import Backup, make_backup, try_archive


class Command(BaseCommand):
    """The site's clock makes one every night: it keeps seven days and four weeks."""

    help = (
        "Put the database and the media into one archive, and remove those that are older than the newest of "
        "seven days and of four weeks. The site may be served meanwhile."
    )
    requires_system_checks = []  # they check the code, not the data

    def add_arguments(self, parser):
        """Add where the archive goes, and the trial."""
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help="where archives are kept (DATA_DIR/backups)"
        )
        parser.add_argument(
            "--verify",
            nargs="?",
            const=True,
            metavar="ARCHIVE",
            help="restore the new archive on trial before it counts; with a name, that archive alone",
        )

    def handle(self, *args, to, verify, **options):
        """Make the archive or try one, and say where it is and what is in it. Raises CommandError."""
        try:
            if isinstance(verify, str):
                done, backup = "Verified", verify_archive(Path(verify))
            else:
                folder = (to or settings.BACKUP_FOLDER).resolve()
                done = "Backup, verified" if verify else "Backup"
                backup = make_backup(folder, on_trial=bool(verify))
        except (BackupError, DatabaseError, OSError, sqlite3.Error) as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"No backup was made. {reason}" if not isinstance(verify, str) else reason
            ) from error
        self.stdout.write(f"{done}: {backup.path}, {backup}.")


def verify_archive(path):
    """Restore the archive at `path` on trial. Returns the Backup. Raises BackupError."""
    with tempfile.TemporaryDirectory(prefix="clinic-trial-") as work:
        return Backup(path, try_archive(path, Path(work)))
