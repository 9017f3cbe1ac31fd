"""A long list in parts, each at an address of its own: `?page=2`."""

from dataclasses import dataclass

from django.http import Http404

MOST_IN_A_PART = 100
LAST_PART = 9999


@dataclass(frozen=True)
class Part:
    """One part of a list: its `number`, from 1, its `items`, and the numbers beside it or None."""

    number: int
    items: list
    previous: int | None
    next: int | None


def part_of(pages, request):
    """Return the Part of `pages`, a queryset, that `request` asks for.

    Nothing is counted: that would take longer, the longer the list is. Raises Http404 for a part that the
    list has not, except for the first.
    """
    text = request.GET.get("page", "1")
    number = int(text[:5]) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= LAST_PART:
        raise Http404("No part of the list has this number.")
    start = (number - 1) * MOST_IN_A_PART
    items = list(pages[start : start + MOST_IN_A_PART + 1])
    if not items and number > 1:
        raise Http404("The list has fewer parts.")
    after = number + 1 if len(items) > MOST_IN_A_PART else None
    return Part(number, items[:MOST_IN_A_PART], number - 1 or None, after)
