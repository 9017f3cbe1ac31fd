"""The site with other work for its clock: short, long, and such that fails. See jobs.py."""

from dataclasses import dataclass
from datetime import UTC

from site_project.settings import *  # noqa: F403
from site_project.worker.schedule import Job


@dataclass(frozen=True)
class Always:
    """Due at each beat."""

    def latest(self, now):
        """Return `now`."""
        return now.astimezone(UTC)


NAMES = ("note", "toil", "stumble", "sleep")
WORKER_JOBS = [Job(name, f"Do {name}", Always(), f"tests.worker.jobs.{name}") for name in NAMES]
