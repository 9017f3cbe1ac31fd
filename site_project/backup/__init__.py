"""One archive of the database and the media, made while the site is served, and the way back."""


class BackupError(Exception):
    """Why a backup can't be made or restored: what is wrong, with what, and what to do, in one line."""
