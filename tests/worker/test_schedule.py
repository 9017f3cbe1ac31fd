"""When a job is due: at its time of day in the clinic's zone, once, and later if it was missed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from site_project.worker.models import JobRun
from site_project.worker.schedule import Daily, Every, Job, Weekly

NIGHT = Job("night", "By night", Daily("02:30"), "")


@pytest.fixture(autouse=True)
def new_york(settings):
    """A clinic whose clocks change."""
    settings.TIME_ZONE = "America/New_York"
    timezone.get_default_timezone.cache_clear()
    yield
    timezone.get_default_timezone.cache_clear()


def utc(*parts):
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "now", "latest"),
    [
        (Every(1), utc(2026, 7, 1, 12, 0, 59), utc(2026, 7, 1, 12, 0)),
        (Every(15), utc(2026, 7, 1, 12, 14), utc(2026, 7, 1, 12, 0)),
        (Daily("02:30"), utc(2026, 7, 1, 6, 30), utc(2026, 7, 1, 6, 30)),
        (Daily("02:30"), utc(2026, 7, 1, 6, 29, 59), utc(2026, 6, 30, 6, 30)),
        (Daily("02:30"), utc(2026, 1, 1, 8), utc(2026, 1, 1, 7, 30)),
        (Daily("22:00"), utc(2026, 7, 2, 3), utc(2026, 7, 2, 2)),
        (Weekly("Sunday", "04:00"), utc(2026, 7, 8, 12), utc(2026, 7, 5, 8)),
        (Weekly("Sunday", "04:00"), utc(2026, 7, 5, 7, 59), utc(2026, 6, 28, 8)),
    ],
)
def test_last_time_it_was_due(when, now, latest):
    """In winter and in summer, and where the day in the clinic is not the day in Greenwich."""
    assert when.latest(now) == latest


@pytest.mark.parametrize("day", [(2026, 3, 7), (2026, 3, 8), (2026, 11, 1), (2026, 11, 2)])
def test_once_a_night_when_clocks_change(day):
    """02:30 does not exist on March 8, and 01:30 comes twice on November 1."""
    minutes = [utc(*day) + timedelta(minutes=minute) for minute in range(24 * 60)]
    for at in ("01:30", "02:30"):
        assert len({Daily(at).latest(minute) for minute in minutes}) == 2


def due(now, **recorded):
    """Whether the nightly job is to run, after what is `recorded` of it."""
    return JobRun(name="night", **recorded).is_due(NIGHT.when.latest(now), now)


def test_missed_and_done():
    """What was missed while the site was off is due; what was done is not, however often the site starts."""
    now = utc(2026, 7, 4, 12)
    assert due(now, due_at=utc(2026, 7, 1, 6, 30))
    assert not due(now, due_at=utc(2026, 7, 4, 6, 30), succeeded_at=utc(2026, 7, 4, 11))


def test_failed():
    """It is tried again after an hour, until it has worked."""
    failed = {"due_at": utc(2026, 7, 4, 6, 30), "failed_at": utc(2026, 7, 4, 6, 31)}
    assert not due(utc(2026, 7, 4, 7, 30), **failed)
    assert due(utc(2026, 7, 4, 7, 32), **failed)
    assert not due(utc(2026, 7, 4, 7, 32), **failed, succeeded_at=utc(2026, 7, 4, 6, 40))


def test_recorded_by_a_clock_that_was_wrong():
    """A machine that thought it was 2036 does not skip ten years of backups."""
    assert due(utc(2026, 7, 4, 12), due_at=utc(2036, 7, 4, 6, 30))


@pytest.mark.django_db
def test_new_job():
    """A site that has just been made has missed nothing."""
    now = utc(2026, 7, 4, 12)
    for _start in range(2):
        run = JobRun.of([NIGHT], now)["night"]
        assert not run.is_due(NIGHT.when.latest(now), now)
    tomorrow = now + timedelta(days=1)
    assert JobRun.of([NIGHT], tomorrow)["night"].is_due(NIGHT.when.latest(tomorrow), tomorrow)
