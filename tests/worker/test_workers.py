"""Several workers, real processes: one works, another takes over, and each ends when it is told to."""

import os
import signal
import time

import pytest

from tests.worker.running import OWN_JOBS, WAITS, WORKS, RunningWorker, ask, holder, marks, until

QUICK = ("--lease", "3")
FAILURE = "SELECT failed_at FROM site_project_jobrun WHERE name = 'stumble'"


@pytest.fixture
def first(data_dir):
    """A worker that works."""
    with RunningWorker(data_dir, *QUICK, **OWN_JOBS) as worker:
        assert worker.says(WORKS)
        yield worker


@pytest.fixture
def second(first):
    """A worker that waits for the first one to end."""
    with RunningWorker(first.data_dir, *QUICK, **OWN_JOBS) as worker:
        assert worker.says(WAITS)
        yield worker


def test_four_that_start_together(data_dir):
    """One of them works, whoever it is."""
    workers = [RunningWorker(data_dir, "--lease", "60", **OWN_JOBS) for _ in range(4)]
    try:
        for worker in workers:
            worker.__enter__()
        until(lambda: all(worker.output for worker in workers), seconds=200)
        said = [worker.output.splitlines(keepends=True)[0] for worker in workers]
        assert sorted(said) == [WAITS] * 3 + [WORKS]
    finally:
        for worker in workers:
            worker.__exit__()


def test_one_works_and_the_other_waits_quietly(first, second):
    """Nobody gets two messages, and no log fills up."""
    begun = len(marks(first.data_dir, "notes"))
    until(lambda: len(marks(first.data_dir, "notes")) >= begun + 6, first)
    assert set(marks(first.data_dir, "notes")) == {first.process.pid} == {holder(first.data_dir)}
    assert second.output == WAITS


def test_killed_worker_is_followed(first, second):
    """The lease runs out by itself."""
    first.process.kill()
    assert second.says(WORKS)
    until(lambda: second.process.pid in marks(first.data_dir, "notes"), second)


def test_stopped_worker_is_followed_at_once(data_dir):
    """It gives its lease back: the other one does not have to wait until it has run out."""
    with RunningWorker(data_dir, "--lease", "60", **OWN_JOBS) as first:
        assert first.says(WORKS)
        first.process.terminate()
        assert first.process.wait(timeout=20) == 0
        assert holder(data_dir) == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_ends_though_a_job_hangs(first, name):
    """A service manager does not have to kill it."""
    until(lambda: marks(first.data_dir, "sleep"), first)
    first.process.send_signal(signal.Signals[name])
    assert first.process.wait(timeout=20) == 0


def test_paused_worker_stops_in_the_middle(first, second):
    """A laptop that wakes up again does nothing of what another one does by now."""
    until(lambda: marks(first.data_dir, "toil"), first)
    os.kill(first.process.pid, signal.SIGSTOP)
    assert second.says(WORKS)
    before = marks(first.data_dir, "toil").count(first.process.pid)
    os.kill(first.process.pid, signal.SIGCONT)
    assert first.says(WAITS)
    assert first.says("Do toil: broken off")
    # One mark may have been under way when it was paused.
    assert marks(first.data_dir, "toil").count(first.process.pid) <= before + 1
    notes = marks(first.data_dir, "notes").count(first.process.pid)
    time.sleep(2)
    assert marks(first.data_dir, "notes").count(first.process.pid) == notes
    assert holder(first.data_dir) == second.process.pid


def test_failing_job_stops_no_other(first):
    """It is told of once, in the log, and neither that nor its record says anything that names a person."""
    data_dir = first.data_dir
    (begun,) = until(lambda: ask(data_dir, f"{FAILURE} AND failed_at IS NOT NULL"), first)
    until(lambda: ask(data_dir, f"{FAILURE} AND failed_at > '{begun}'"), first)
    (error,) = ask(data_dir, "SELECT error FROM site_project_jobrun WHERE name = 'stumble'")
    assert error == "It ended with an error (ValueError). The server's log says more."
    until(lambda: len(marks(data_dir, "notes")) > 4, first)
    assert first.output.count("Do stumble: It ended with an error") == 1
    assert first.output.count("ValueError: refused: ") == 1
    assert "somebody" not in first.output
    assert "Jane" not in first.output


def test_lease_that_makes_no_sense(data_dir):
    """Longer than the dashboard is patient, or none at all."""
    for seconds in ("0", "101"):
        with RunningWorker(data_dir, "--lease", seconds) as worker:
            assert worker.process.wait(timeout=60) == 1
            assert f"--lease is {seconds}; write 1 to 100." in worker.output
