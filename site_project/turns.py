"""One server at a time prepares a database that several share: started together, they wait for one another.

On SQLite there is nothing to wait for: its one server has the data folder.
"""

from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

# Names PostgreSQL's advisory lock, which is the database's own and ends with the connection that holds it.
LOCK = 7_310_562_041


@contextmanager
def my_turn(say):
    """Wait until no other server is preparing the database, and keep the others waiting within the block.

    `say` is called with one line if there is something to wait for. Raises ImproperlyConfigured when the
    database can't be reached.
    """
    if connection.vendor != "postgresql":
        yield
        return
    waiting = connection.copy()  # what is done within the block has no say in how long this one is open
    try:
        take_turn(waiting, say)
        yield
    finally:
        waiting.close()


def take_turn(waiting, say):
    """Take the lock by `waiting`, a connection."""
    try:
        with waiting.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone() != (True,):
                say("Waiting: another server is preparing the database.")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    except DatabaseError as error:
        raise unusable(error) from error


def unusable(error):
    """Return the ImproperlyConfigured that tells of `error`, a DatabaseError."""
    reason = str(error).strip().partition("\n")[0]
    return ImproperlyConfigured(f"The database can't be used: {reason}.")
