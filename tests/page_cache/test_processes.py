"""Several web processes, and readers that never pause: after a change, nobody sees the old page."""

import pytest

from tests.databases import away
from tests.page_cache.publisher import Publisher
from tests.page_cache.reading import read, reading
from tests.server import RunningSite

ROUNDS = 150


@pytest.fixture
def site(data_dir):
    """A real site with two web processes."""
    with RunningSite(data_dir, "--workers", "2") as site:
        yield site


@pytest.fixture
def publisher(site):
    """A function that has another process make a change, and returns when it is made."""
    with Publisher(site) as publisher:
        yield publisher.order


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
    with reading(site) as readers, away(site.data_dir):
        assert {read(site) for _ in range(100)} == {(200, 1)}
    assert readers.errors == []
