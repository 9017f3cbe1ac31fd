"""Work for a clock that is tested. It leaves its marks in DATA_DIR."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import connection

# Far from where it is raised: the lines around that are code, which is nobody's secret.
REFUSAL = """refused: {'somebody@clinic.example': 550}, invalid input syntax for type integer: "Jane"
DETAIL:  Failing row contains (12, Jane Doe,
second line of Jane Doe)."""


def mark(name):
    """Add the number of this process to the file `name`."""
    with Path(settings.DATA_DIR, name).open("a") as file:
        file.write(f"{os.getpid()}\n")


def note():
    """Be done at once."""
    mark("notes")


def toil():
    """Ask the database again and again, and leave a mark each time."""
    for _time in range(10_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        mark("toil")
        time.sleep(0.1)


def stumble():
    """Fail in a way that names somebody, as a database does and a mail server."""
    raise ValueError(REFUSAL)


def sleep():
    """Hang, in a thread of its own that Python waits for at its end."""
    mark("sleep")
    with ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 1000)
