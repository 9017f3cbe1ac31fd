"""Which archives are still there after a backup: the newest of seven days and of four weeks."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.server import ROOT, serve_environment

# The last week of 2026 goes on into 2027: it has days of both years, and is the 53rd.
NOW = datetime(2027, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    """Where archives are kept."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(new_site_data, folder):
    """A function that makes a backup at `now`, and returns the days and hours of what is there after it."""

    def kept(now):
        subprocess.run(
            [sys.executable, "-m", "tests.backup.at", now.isoformat(), "backup", "--to", str(folder)],
            cwd=ROOT,
            env=serve_environment(new_site_data),
            check=True,
            capture_output=True,
        )
        return sorted(path.name[7:20] for path in folder.glob("clinic-*Z.zip"))

    return kept


def name(time):
    """Return the name of an archive made at `time`."""
    return f"clinic-{time:%Y-%m-%dT%H%M%S}Z.zip"


def test_backups_of_two_months(folder, kept):
    """Two a day: seven days back, then the last of each week, over the turn of the year."""
    for days in range(60):
        for hours in (1, 13):
            time = NOW.replace(hour=hours) - timedelta(days=days, hours=24)
            (folder / name(time)).touch()
    assert kept(NOW) == [
        "2026-12-13T13",  # a Sunday
        "2026-12-20T13",
        "2026-12-27T13",  # the seventh day and the third week
        "2026-12-28T13",
        "2026-12-29T13",
        "2026-12-30T13",
        "2026-12-31T13",
        "2027-01-01T13",
        "2027-01-02T03",  # also the newest of the 53rd week
    ]
    # A minute after midnight of Sunday the oldest day goes, which its week still needs; then the oldest week.
    assert kept(datetime(2027, 1, 3, 0, 1, tzinfo=UTC))[:4] == [
        "2026-12-13T13",
        "2026-12-20T13",
        "2026-12-27T13",
        "2026-12-28T13",
    ]
    assert kept(datetime(2027, 1, 4, 0, 1, tzinfo=UTC)) == [
        "2026-12-20T13",
        "2026-12-27T13",
        "2026-12-29T13",
        "2026-12-30T13",
        "2026-12-31T13",
        "2027-01-01T13",
        "2027-01-02T03",
        "2027-01-03T00",
        "2027-01-04T00",
    ]


def test_long_pause(folder, kept):
    """Days without a backup don't use up those that there are."""
    times = [NOW - timedelta(days=400 + days) for days in range(5)]
    for time in times:
        (folder / name(time)).touch()
    assert kept(NOW) == sorted(f"{time:%Y-%m-%dT%H}" for time in [*times, NOW])


def test_clock_that_was_wrong(folder, kept):
    """The archive just made stays, whatever its name is among the others."""
    future = [NOW + timedelta(days=3000 + 7 * days) for days in range(9)]
    for time in future:
        (folder / name(time)).touch()
    assert f"{NOW:%Y-%m-%dT%H}" in kept(NOW)


def test_files_of_others(folder, kept):
    """Nothing goes but what `backup` names, to the letter."""
    others = [
        "clinic.zip",
        "clinic-before-the-move.zip",
        "clinic-2020-01-01.zip",
        "clinic-2020-01-01T000000Z.zip.gpg",
        "clinic-2020-13-01T000000Z.zip",
        "clinic-2020-1-1T000000Z.zip",
        "copy of clinic-2020-01-01T000000Z.zip",
        "notes.txt",
    ]
    for other in others:
        (folder / other).touch()
    for day in range(1, 29):
        (folder / name(datetime(2020, 2, day, tzinfo=UTC))).touch()
    kept(NOW)
    assert set(others) <= {path.name for path in folder.iterdir()}
    ours = {path.name for path in folder.iterdir()} - set(others)
    assert ours == {name(NOW), *(name(datetime(2020, 2, day, tzinfo=UTC)) for day in (16, *range(23, 29)))}
