"""The proofs in small: every run of the tests makes each of them."""

import sys

import pytest

from tests import postgresql, redis_server
from tests.databases import copy_site
from tests.endurance import changes, fuzz, kill, servers, soak

SEED = 1


def say(line):
    """Show it where a test fails."""
    sys.stdout.write(f"{line}\n")


def test_odd_requests(full_site, tmp_path):
    """Whatever is asked for, nothing is an error of the site."""
    fuzz.prove(copy_site(full_site, tmp_path / "site"), say, 600, SEED)


def test_editors_and_readers(data_dir):
    """Eight who publish and 32 who read: nothing is locked, nothing is old."""
    soak.prove(data_dir, say, 5)


@pytest.mark.sqlite
def test_killed_at_random_moments(data_dir, tmp_path):
    """Whatever was interrupted is done or not begun, and what was acknowledged is there."""
    (tmp_path / "archives").mkdir()
    kill.prove(data_dir, tmp_path / "archives", say, 10, SEED)


def test_each_kind_of_change(data_dir):
    """Whatever is changed, any of two web processes shows it at its next request."""
    changes.prove(data_dir, say, 1, SEED)


def test_two_servers(new_postgresql, data_dirs, tmp_path):
    """What is done at one holds at the other, also while cache or database are away."""
    postgresql.copy(new_postgresql, tmp_path / "postgresql")
    redis_server.require()
    servers.prove(tmp_path, say, 10, seconds=3, kills=False)
