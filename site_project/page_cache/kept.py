"""Keeps what many pages share, in the memory of this process, until something visible changes."""

import time
from functools import wraps

from django.db import connection

from site_project.page_cache.generation import open_generation
from site_project.page_cache.store import LIFETIME

MOST = 50  # values of one function, for instance for as many host names


def kept(make):
    """Have function `make` asked once for the same arguments after each change, as a decorator.

    What it returns is shared by threads and must not be changed. Within a transaction it is always asked:
    what that sees may be undone.
    """
    values = {}

    @wraps(make)
    def get(*arguments):
        mark = None if connection.in_atomic_block else open_generation().current()
        if mark is None:
            return make(*arguments)
        found = values.get(arguments)
        now = time.monotonic()
        if found and found[0] == mark and now - found[1] < LIFETIME:
            return found[2]
        value = make(*arguments)
        if len(values) >= MOST:
            values.clear()
        values[arguments] = mark, now, value
        return value

    return get
