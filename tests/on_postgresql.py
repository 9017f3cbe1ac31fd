"""The whole suite on PostgreSQL and Redis: `python -m pytest -p tests.on_postgresql`.

Both servers are started once, from the system's packages. The tests' own process and every site that a test
serves use them, each with a database of its own. Left out are tests with the marker `sqlite`, which are about
SQLite's file, and those that bring a PostgreSQL server of their own: the usual run makes the very same.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import postgresql
from tests.redis_server import HINT, RedisServer


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Start the servers before the settings are read, and stop them at the very end."""
    if postgresql.programs() is None or shutil.which("redis-server") is None:
        raise pytest.UsageError(f"{postgresql.HINT}; {HINT}")
    folder = Path(tempfile.mkdtemp(prefix="site-tests-servers-"))
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    server = postgresql.running_server(folder)
    database_url = server.__enter__()
    early_config.add_cleanup(lambda: server.__exit__(None, None, None))
    redis = RedisServer(folder, databases=4096)
    redis.start()
    early_config.add_cleanup(redis.stop)
    os.environ |= {"TEST_DATABASE_URL": database_url, "TEST_CACHE_URL": redis.url}
    return (yield)


def pytest_collection_modifyitems(config, items):
    """Leave out what is about SQLite's file, and what is on PostgreSQL in the usual run, too."""
    left_out = [
        item for item in items if item.get_closest_marker("sqlite") or "own_postgresql" in item.fixturenames
    ]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
