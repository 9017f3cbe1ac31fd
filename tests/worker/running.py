"""`manage.py worker` in a process of its own, and what can be seen of it."""

import subprocess
import sys
import time
from pathlib import Path

from tests.databases import connect
from tests.server import ROOT, serve_environment

OWN_JOBS = {"DJANGO_SETTINGS_MODULE": "tests.worker.settings"}
WORKS = "The site's clock runs here.\n"
WAITS = "Another worker runs the site's clock. This one waits.\n"


class RunningWorker:
    """A worker on `data_dir`, a pathlib.Path; use it in a `with` statement."""

    def __init__(self, data_dir, *arguments, **variables):
        self.data_dir, self.arguments, self.variables = data_dir, arguments, variables

    def __enter__(self):
        self.log = self.data_dir.with_name(f"worker-{time.monotonic_ns()}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *self.arguments],
                cwd=ROOT,
                env=serve_environment(self.data_dir, **self.variables),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(timeout=20)

    @property
    def output(self):
        """What it has printed so far."""
        return self.log.read_text()

    def says(self, line):
        """Wait until it has printed `line`."""
        until(lambda: line in self.output, self)
        return True


def until(happens, worker=None, seconds=90):
    """Wait until `happens()` is true, and return what it returns; `worker` is shown where it never is."""
    end = time.monotonic() + seconds
    while not (result := happens()):
        assert time.monotonic() < end, worker and worker.output
        time.sleep(0.05)
    return result


def ask(data_dir, statement):
    """Return the first row that the database in `data_dir` gives for `statement`."""
    with connect(data_dir) as database:
        return database.execute(statement).fetchone()


def holder(data_dir):
    """Return the process that has the lease, or 0."""
    row = ask(data_dir, "SELECT holder FROM site_project_lease")
    return int(row[0].split(":")[1]) if row and row[0] else 0


def marks(data_dir, name):
    """Return the numbers of the processes that have done the work of that name, one for each time."""
    path = Path(data_dir, name)
    return [int(line) for line in path.read_text().split()] if path.exists() else []
