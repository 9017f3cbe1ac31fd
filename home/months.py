"""Calendar months."""

from calendar import monthrange


def add_months(day, months):
    """Return the date `months` after `day`; the last day of a shorter month stands for days it lacks."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
