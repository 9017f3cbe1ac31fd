"""Two workers on a database server that is prepared late, and that is away for a while."""

import time
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import postgresql
from tests.worker.running import OWN_JOBS, WAITS, WORKS, RunningWorker, marks, until

AWAY = "The clock waits for the database:"
BACK = "The clock goes on: the database is back."


@pytest.fixture
def environment(postgresql_site):
    """What leads a worker to the database, and to jobs of its own."""
    return {"DATABASE_URL": postgresql_site, **OWN_JOBS}


def test_workers_on_a_server(tmp_path, environment):
    """It is told of once that the database is away; nothing has to be started again."""
    data_dir = tmp_path / "site"
    data_dir.mkdir()
    rename(environment, "site_project_lease", "not_made_yet")
    with RunningWorker(data_dir, "--lease", "3", **environment) as first:
        assert first.says(f'{AWAY} relation "site_project_lease" does not exist')
        rename(environment, "not_made_yet", "site_project_lease")
        assert first.says(BACK) and first.says(WORKS)
        with RunningWorker(data_dir, "--lease", "3", **environment) as second:
            assert second.says(WAITS)
            first.process.kill()
            assert second.says(WORKS)
            until(lambda: second.process.pid in marks(data_dir, "notes"), second)
            break_off(tmp_path / "postgresql", urlsplit(environment["DATABASE_URL"]).port, second)
            begun = len(marks(data_dir, "notes"))
            until(lambda: len(marks(data_dir, "notes")) > begun + 2, second)
            assert second.output.count(AWAY) == second.output.count(BACK) == 1
            second.process.terminate()
            assert second.process.wait(timeout=20) == 0


def rename(environment, table, name):
    """Call `table` of the database by another `name`."""
    with psycopg.connect(environment["DATABASE_URL"]) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")


def break_off(folder, port, worker):
    """Have the server be away for as long as some beats of `worker`, and see that it notices both."""
    postgresql.stop(folder)
    assert worker.says(AWAY)
    time.sleep(4)
    postgresql.start(folder, port)
    assert worker.says(BACK)
