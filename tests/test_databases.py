"""What depends on the database is the same on PostgreSQL as on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "file",
    [
        "test_search.py",
        "test_moved.py",
        "enquiries/test_limit.py",
        "enquiries/test_protection.py",
        "worker/test_lease.py",
        "worker/test_dashboard.py",
    ],
)
def test_on_postgresql(postgresql_url, file):
    """The whole file, on a server of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", f"tests/{file}"],
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE_URL": postgresql_url},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
