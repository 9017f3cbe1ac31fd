"""What the site's clock does for the site as a whole; home/jobs.py says what such a function returns."""

from django.conf import settings
from django.db import connection

from site_project.backup import BackupError
from site_project.backup.making import make_backup


def back_up():
    """Back up the site, with a restore on trial where the site may make another database for that."""
    try:
        make_backup(settings.BACKUP_FOLDER, on_trial=connection.vendor == "sqlite")
    except BackupError as error:
        return {"There is no new backup. `manage.py backup` says why.": error}
    return {}
