"""Two servers on one database and one cache: a change on one is what the other shows at its next request."""

import shutil
import time
from urllib.parse import urlsplit

from tests import postgresql
from tests.page_cache.reading import read, reading


def test_publish_on_one_is_seen_on_the_other(servers, publisher):
    """Dozens of changes, with readers on the other server that never pause."""
    publisher.order("publish Number 0")
    with reading(servers[1]) as readers:
        for number in range(1, 40):
            publisher.order(f"publish Number {number}")
            readers.published = number
            assert [read(server)[1] for server in servers * 2] == [number] * 4
    assert (readers.stale, readers.errors) == ([], [])
    publisher.order("unpublish")
    assert [read(server)[0] for server in servers * 2] == [404] * 4


def test_cache_is_away(servers, publisher, redis):
    """Pages are rendered then, and what was changed meanwhile is seen when the cache is back."""
    publisher.order("publish Number 1")
    assert {read(server) for server in servers * 2} == {(200, 1)}
    redis.stop()
    publisher.order("publish Number 2")
    assert {read(server) for server in servers * 2} == {(200, 2)}
    redis.start()
    time.sleep(2)
    assert {read(server) for server in servers * 2} == {(200, 2)}
    publisher.order("publish Number 3")
    assert {read(server) for server in servers * 2} == {(200, 3)}


def test_server_stops(servers, publisher):
    """What was published on a server that is gone is on the other."""
    publisher.order("publish Number 1")
    servers[0].kill()
    shutil.rmtree(servers[0].data_dir)
    assert read(servers[1]) == (200, 1)


def test_database_stops(servers, publisher, tmp_path, postgresql_site):
    """Visitors go on reading what they have read before, while PostgreSQL is stopped and started."""
    publisher.order("publish Number 1")
    assert {read(server) for server in servers * 2} == {(200, 1)}
    with reading(servers[1]) as readers:
        postgresql.stop(tmp_path / "postgresql")
        assert {read(server) for server in servers * 20} == {(200, 1)}
        # Asked again and again for what is not kept, they must not grow slower in looking for the database.
        assert {server.get("/readyz") for server in servers * 3} == {503}
        postgresql.start(tmp_path / "postgresql", urlsplit(postgresql_site).port)
    assert {server.get("/readyz") for server in servers} == {200}
    assert readers.errors == []
    publisher.order("publish Number 2")
    assert {read(server) for server in servers * 2} == {(200, 2)}
