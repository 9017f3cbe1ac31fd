"""Tables that people download from the admin and open in a spreadsheet."""

# A spreadsheet would run a text that starts like this (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class HarmlessCells:
    """A report whose spreadsheets hold no text that a spreadsheet would run."""

    def to_row_dict(self, item):
        """Return the cells of a row; a text that could be a formula starts with an apostrophe."""
        cells = super().to_row_dict(item)
        for name, value in cells.items():
            if isinstance(value, str) and value.startswith(FORMULA_STARTS):
                cells[name] = f"'{value}"
        return cells
