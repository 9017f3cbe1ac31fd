"""Two servers whose shared cache is away or silent: nothing old, no waiting, people sign in."""

import subprocess
import sys

import pytest

from tests.databases import environment
from tests.editor import SIGN_IN, Editor
from tests.page_cache.publisher import Publisher
from tests.page_cache.reading import read
from tests.server import ROOT, serve_environment
from tests.worker.running import ask, until


@pytest.fixture
def shared(data_dir, redis):
    """What both servers are told; what takes long at a first start is there."""
    return {
        "DATABASE_URL": f"sqlite:///{data_dir / 'db.sqlite3'}",
        **environment(data_dir),
        "STATIC_DIR": str(data_dir / "static"),
        "CACHE_URL": redis.url,
        "SECRET_KEY": "shared by both",
    }


@pytest.fixture
def publish(servers, shared):
    """A function that publishes the migraine page as a number, in a process that ends with it."""

    def publish(number):
        with Publisher(servers[0], **shared) as publisher:
            publisher.order(f"publish Number {number}")

    return publish


def owed(data_dir):
    """Return how many renewals are noted."""
    return ask(data_dir, "SELECT count(*) FROM site_project_owedrenewal")[0]


def test_who_noticed_shows_nothing_old(servers, publish, redis):
    """Not even at the first request after the cache is back, with the mark of before in it."""
    publish(1)
    assert {read(server) for server in servers * 2} == {(200, 1)}
    redis.hang()
    publish(2)
    assert read(servers[1]) == (200, 2)
    redis.go_on()
    assert [read(servers[1]) for _ in range(5)] == [(200, 2)] * 5


def test_nobody_noticed(servers, publish, redis, data_dir):
    """Who made the change is gone, and nobody asked meanwhile: the clock makes the mark that is owed."""
    publish(1)
    assert {read(server) for server in servers * 2} == {(200, 1)}
    redis.hang()
    publish(2)
    assert owed(data_dir) == 1
    redis.go_on()
    until(lambda: read(servers[1]) == (200, 2))
    until(lambda: not owed(data_dir))
    assert {read(server) for server in servers * 2} == {(200, 2)}


def test_database_that_is_being_made(tmp_path):
    """A first start that does not find the cache has no table for a note yet. That is no error."""
    change = "from site_project.page_cache.generation import renew; print(renew())"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", change],
        cwd=ROOT,
        env=serve_environment(tmp_path, CACHE_URL="redis://127.0.0.1:1/1"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "False\n" and "ERROR" not in done.stderr, done.stderr


def test_silent_cache_is_not_asked_again_and_again(servers, publish, redis):
    """What waits for it is one request for each thread, and not every look-up of every page."""
    publish(1)
    assert read(servers[0]) == (200, 1)
    asked = redis.asked()
    redis.hang()
    found = [read(servers[0]) for _ in range(10)]
    redis.go_on()
    assert found == [(200, 1)] * 10
    assert redis.asked() - asked < 5


def test_sign_in_without_the_cache(servers, redis):
    """With the right password, and not with the sixth wrong one in a row: each server counts by itself."""
    redis.stop()
    with Editor(servers[0].url) as editor:  # which has signed in then
        assert editor.get("/admin/").status_code == 200
    stranger = Editor(servers[0].url)
    stranger.get(SIGN_IN)
    wrong = [stranger.post(SIGN_IN, {"login": "ana", "password": "thyme"}) for _ in range(6)]
    assert [b"Too many" in answer.content for answer in wrong] == [False] * 5 + [True]
