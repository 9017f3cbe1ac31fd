"""The clock that `manage.py serve` runs: it is there, it comes back, and it goes with the server."""

import os
import signal
from pathlib import Path

import pytest

from tests.server import RunningSite, descendants
from tests.worker.running import WAITS, RunningWorker, ask, holder, until


@pytest.fixture
def site(data_dir):
    """A real site with its clock."""
    with RunningSite(data_dir) as site:
        until(lambda: holder(data_dir))
        yield site


def is_alive(pid):
    """Whether the process `pid` is there, and not only waits to be buried."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_serve_runs_the_clock(site):
    """A child of the server, which says nothing as long as all is well."""
    assert holder(site.data_dir) in descendants(site.process.pid)
    by_minute = "succeeded_at IS NOT NULL AND name IN ('publish', 'announce')"
    until(lambda: ask(site.data_dir, f"SELECT count(*) FROM site_project_jobrun WHERE {by_minute}") == (2,))
    assert site.output.splitlines()[-1].startswith("Admin: ")
    with RunningWorker(site.data_dir) as other:
        assert other.says(WAITS)


def test_without_the_clock(data_dir):
    """It may run elsewhere."""
    beat = ask(data_dir, "SELECT beat_at FROM site_project_lease")
    with RunningSite(data_dir, "--no-worker") as site:
        assert len(descendants(site.process.pid)) == 1
    assert ask(data_dir, "SELECT beat_at FROM site_project_lease") == beat


def test_stopped_server_gives_the_lease_back(site):
    """The next start does not wait for a lease to run out; Ctrl+C reaches the clock too."""
    clock = holder(site.data_dir)
    os.kill(clock, signal.SIGINT)
    site.process.terminate()
    assert site.process.wait(timeout=30) == 0
    assert holder(site.data_dir) == 0 and not is_alive(clock)
    assert site.output.endswith("\nStopped.\n")
    assert "Traceback" not in site.output and "The site's clock had stopped" not in site.output


def test_killed_server_takes_the_clock_along(site):
    """Nothing is published by a site that is not there."""
    clock = holder(site.data_dir)
    site.process.kill()
    site.process.wait(timeout=20)
    until(lambda: not is_alive(clock))


def test_clock_that_dies_is_started_again(site):
    """After a pause that grows; the pages are served all the time."""
    seen = {site.process.pid, *descendants(site.process.pid)}
    os.kill(holder(site.data_dir), signal.SIGKILL)
    for _time in range(2):
        [again] = until(lambda: set(descendants(site.process.pid)) - seen)
        seen.add(again)
        os.kill(again, signal.SIGKILL)
    [again] = until(lambda: set(descendants(site.process.pid)) - seen)
    for pause in (1, 2, 4):
        assert site.output.count(f"It is started again, after {pause} second") == 1
    until(lambda: holder(site.data_dir) == again, seconds=120)


def test_port_that_is_taken(data_dir, site):
    """The clock of a server that can't listen ends with it."""
    other = RunningSite(site.data_dir, "--port", str(site.port))
    with pytest.raises(RuntimeError, match="stopped at once"), other:
        pass
    assert is_alive(holder(site.data_dir))
