"""Several web processes, and readers that never pause: after a change, nobody sees the old page."""

import http.client
import re
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from tests.server import ROOT, RunningSite, serve_environment

ROUNDS = 150
READERS = 6
PATH = "/conditions/migraine/"


@pytest.fixture
def site(data_dir):
    """A real site with two web processes."""
    with RunningSite(data_dir, "--workers", "2") as site:
        yield site


@pytest.fixture
def publisher(site):
    """A function that has another process make a change, and returns when it is made."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.page_cache.publisher"],
        cwd=ROOT,
        env=serve_environment(site.data_dir, SERVED_URL=site.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def order(line):
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n"

    yield order
    process.stdin.close()
    process.wait(timeout=20)
    process.stdout.close()


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
        self.stop = threading.Event()

    def run(self):
        """Read, and note what is older than what was published before the request."""
        while not self.stop.is_set():
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
    threads = [threading.Thread(target=readers.run) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    yield readers
    readers.stop.set()
    for thread in threads:
        thread.join()


def test_nothing_stale_after_a_publish(site, publisher):
    """Hundreds of publishes under thousands of reads, each render overlapping some change."""
    publisher("publish Number 0")
    with reading(site) as readers:
        for number in range(1, ROUNDS):
            publisher(f"publish Number {number}")
            readers.published = number
            assert [read(site)[1] for _ in range(4)] == [number] * 4
    assert (readers.stale, readers.errors) == ([], [])
    assert readers.reads > ROUNDS


def test_page_that_is_taken_away(site, publisher):
    """Withdrawn or made private, it is gone for everybody at once, in every process."""
    for number in range(10):
        publisher(f"publish Number {number}")
        assert {read(site) for _ in range(8)} == {(200, number)}
        publisher("private")
        assert {read(site)[0] for _ in range(8)} == {302}
        publisher(f"publish Number {number}")
        assert {read(site) for _ in range(8)} == {(200, number)}
        publisher("unpublish")
        assert {read(site)[0] for _ in range(8)} == {404}


def test_database_that_is_away(site, publisher):
    """Visitors go on reading what they have read before; what nobody has read is an error, in words."""
    publisher("publish Number 1")
    assert {read(site) for _ in range(20)} == {(200, 1)}
    database = site.data_dir / "db.sqlite3"
    with reading(site) as readers:
        database.rename(database.with_suffix(".away"))
        assert {read(site) for _ in range(100)} == {(200, 1)}
        database.with_suffix(".away").rename(database)
    assert readers.errors == []
