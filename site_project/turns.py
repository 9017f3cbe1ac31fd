"""One server at a time prepares what several start with: together they would break each other's migrations.

Either lock ends with the process that holds it, however that ends.
"""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

# Names PostgreSQL's advisory lock, which is the database's own.
LOCK = 7_310_562_041
WAITING = "Waiting: another server is preparing the site."


@contextmanager
def my_turn(say):
    """Wait until no other server prepares the site, and keep the others waiting within the block.

    `say` is called with one line if there is something to wait for. Raises ImproperlyConfigured when the
    database can't be reached.
    """
    turn = turn_at_database if connection.vendor == "postgresql" else turn_in_folder
    with turn(say):
        yield


@contextmanager
def turn_at_database(say):
    """Hold the lock of a PostgreSQL database, which servers with folders of their own share."""
    holder = connection.copy()  # what is done within the block has no say in how long this one is open
    try:
        with told_as_unusable(), holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone() != (True,):
                say(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
    finally:
        holder.close()


@contextmanager
def turn_in_folder(say):
    """Hold a lock in the data folder, for servers that were started twice there, beside a SQLite database.

    It is on the folder of static files, which are made in this turn, too: the data folder's own lock says
    who is in it, and one on SQLite's file would end SQLite's.
    """
    folder = Path(settings.STATIC_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise unusable_static_folder(error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def unusable_static_folder(error):
    """Return the ImproperlyConfigured that tells of `error`, an OSError."""
    return ImproperlyConfigured(
        f"The folder of static files {settings.STATIC_ROOT} can't be used ({error.strerror}). "
        "Set STATIC_DIR to a folder that this user may write to, or leave it unset."
    )


@contextmanager
def told_as_unusable():
    """Turn a DatabaseError into an ImproperlyConfigured that tells its reason in one line."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise ImproperlyConfigured(f"The database can't be used: {reason}.") from error
