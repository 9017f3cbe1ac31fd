"""The search finds the same on PostgreSQL as on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_search_on_postgresql(postgresql_url):
    """All of test_search.py, on a server of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "tests/test_search.py"],
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE_URL": postgresql_url},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
