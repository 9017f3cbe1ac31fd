"""Which backups are kept: the newest of each of the last seven days and of each of the last four weeks.

Days and weeks count that have a backup. So where none was made for a month, the last ones are still there.
"""

from datetime import UTC, datetime

DAYS, WEEKS = 7, 4
NAME = "clinic-%Y-%m-%dT%H%M%SZ.zip"


def archive_name(time):
    """Return the name of an archive made at `time`, an aware datetime."""
    return time.astimezone(UTC).strftime(NAME)


def remove_old(folder, made):
    """Delete from `folder`, a pathlib.Path, the archives that are not kept, and nothing of another name.

    `made` is the archive that was just made: it stays, even where the clock was wrong.
    """
    archives = {path: time for path in folder.glob("clinic-*.zip") if (time := time_of(path.name))}
    kept = {made, *newest_of_each(archives, day, DAYS), *newest_of_each(archives, week, WEEKS)}
    for path in archives.keys() - kept:
        path.unlink()


def time_of(name):
    """Return when the archive called `name` was made, or None if that is no archive's name."""
    try:
        time = datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if archive_name(time) == name else None


def newest_of_each(archives, period, count):
    """Return the newest path of each of the `count` latest periods; `archives` maps paths to their times."""
    newest = {period(archives[path]): path for path in sorted(archives, key=archives.get)}
    return [newest[key] for key in sorted(newest)[-count:]]


def day(time):
    """Return the day of `time`."""
    return time.date()


def week(time):
    """Return the year and the week of `time`, by ISO 8601."""
    return time.isocalendar()[:2]
