"""Figures as Markdown."""

import statistics


def table(heads, rows):
    """Return a Markdown table; the first column holds names, the others figures."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def spread(figures):
    """Return the largest of `figures` minus the smallest, in per cent of their median."""
    return f"{100 * (max(figures) - min(figures)) / statistics.median(figures):.0f} %"
