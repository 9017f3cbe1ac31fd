"""The pages that answer a question, the best first, whichever database the site has."""

from django.db import connection
from wagtail.models import Page

from home.visibility import open_to_visitors


def matches(query, start, stop):
    """Return (number of all, keys from `start` to `stop`) of the open pages that match `query`.

    `query` is one of Wagtail's search. Where there are no keys, the number says nothing.
    """
    return index_of_the_database()(query, start, stop)


def any_match(query):
    """Whether an open page matches `query`."""
    return bool(best_matches(query, 1))


def best_matches(query, most):
    """Return the keys of at most `most` open pages that match `query`, the best first."""
    _count, keys = matches(query, 0, most)
    return keys


def index_of_the_database():
    """Return the function that asks the index which the site's database has."""
    if connection.vendor == "sqlite":
        from home.search.sqlite import ranked  # what it needs exists on SQLite alone

        return ranked
    return found


def found(query, start, stop):
    """Return what matches() does. This is Wagtail's own search."""
    # It wants to see which pages are meant as a list of keys.
    results = Page.objects.filter(pk__in=open_to_visitors(Page.objects).values("pk")).search(query)
    keys = [page.pk for page in results[start:stop]]
    return (results.count() if start or len(keys) == stop - start else len(keys)), keys
