"""Tables that people download from the admin and open in a spreadsheet."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

# A spreadsheet would run a text that starts like this (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")


class HarmlessCells:
    """A report whose spreadsheets hold no text that a spreadsheet would run."""

    def to_row_dict(self, item):
        """Return the cells of a row; a text that could be a formula starts with an apostrophe.

        Times are those of the clinic's clock, to the minute, as the admin shows them.
        """
        return {name: harmless(value) for name, value in super().to_row_dict(item).items()}


def harmless(value):
    """Return `value` as a spreadsheet may have it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(value, Model):
        value = str(value)
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value
