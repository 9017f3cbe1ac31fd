"""Visitors who read the migraine page of a running site, whose title is a number."""

import http.client
import re
from contextlib import contextmanager

from tests.meanwhile import meanwhile

READERS = 6
PATH = "/conditions/migraine/"


def read(site, headers=None):
    """Return (status, number in the title or 0) of the page, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    try:
        connection.request("GET", PATH, headers=headers or {})
        response = connection.getresponse()
        found = re.search(rb"<h1>Number (\d+)</h1>", response.read())
        return response.status, int(found[1]) if found else 0
    finally:
        connection.close()


class Readers:
    """Visitors who read without a pause. `published` is what they must see at least."""

    def __init__(self, site):
        self.site = site
        self.published = 0
        self.reads, self.stale, self.errors = 0, [], []

    def read(self):
        """Read, and note what is older than what was published before the request."""
        least = self.published
        status, number = read(self.site)
        self.reads += 1
        if status != 200:
            self.errors.append(status)
        elif number < least:
            self.stale.append((least, number))


@contextmanager
def reading(site):
    """Let READERS read meanwhile; gives the Readers."""
    readers = Readers(site)
    with meanwhile(*[readers.read] * READERS):
        yield readers
