"""What the clock does, and when it is due. Times of day are those of the site's TIME_ZONE.

The list of jobs is in the settings, so this module needs nothing of the site.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Every:
    """Due at each full number of `minutes`."""

    minutes: int

    def latest(self, now):
        """Return the last moment, not after `now`, at which it was due, in UTC."""
        seconds = 60 * self.minutes
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


@dataclass(frozen=True)
class Daily:
    """Due once a day, `at` a time such as "03:30"."""

    at: str

    def latest(self, now):
        """Return the last moment, not after `now`, at which it was due, in UTC."""
        return _latest(self.at, WEEKDAYS, now)


@dataclass(frozen=True)
class Weekly:
    """Due once a week, on `weekday`, such as "Sunday", `at` a time such as "04:30"."""

    weekday: str
    at: str

    def latest(self, now):
        """Return the last moment, not after `now`, at which it was due, in UTC."""
        return _latest(self.at, {self.weekday}, now)


@dataclass(frozen=True)
class Job:
    """Something to be done again and again.

    `name` is its key in the database, `label` what the dashboard calls it, `when` one of the classes above.
    `work` is the dotted path of a function without arguments, which can be run again after it was broken off.
    It returns nothing, or {what failed, in words for the dashboard that name nobody: why, for the log}.
    """

    name: str
    label: str
    when: Every | Daily | Weekly
    work: str


def _latest(at, weekdays, now):
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    for days in range(8):
        day = today - timedelta(days=days)
        moment = datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)
        if moment <= now and WEEKDAYS[day.weekday()] in weekdays:
            return moment
    raise ValueError(f"There is no weekday in {weekdays}.")
