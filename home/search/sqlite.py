"""The search in SQLite's own full-text index, as fast as that index is."""

from django.db import connection
from django.db.models import BigIntegerField, F, FloatField, Func
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import MatchExpression
from modelsearch.backends.database.sqlite.sqlite import SQLiteFTSIndexEntry, SQLiteSearchQueryCompiler
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from home.visibility import open_to_visitors

# The index is read once, for the count too; the entries themselves, which are long, for one part alone.
PART = """
WITH found AS MATERIALIZED ({matches}),
     part AS (SELECT entry, score FROM found ORDER BY score, entry DESC LIMIT %s OFFSET %s)
SELECT CAST(object_id AS bigint), (SELECT COUNT(*) FROM found)
FROM part JOIN {entries} ON id = entry ORDER BY score, entry DESC
"""


def ranked(query, start, stop):
    """Return (number of all, keys from `start` to `stop`) of the open pages that match, the best first.

    Wagtail's own search ranks each page by a search of its own: 3 seconds for 3,000 matches. Here the index
    is asked once, and a word in the title counts ten times one in the text. Where there are no keys, the
    number is 0.
    """
    expression = SQLiteSearchQueryCompiler(Page.objects.all(), query).build_search_query(query)
    # As a sum it is compared with the open pages; as itself the index would be searched for each of them.
    entries = SQLiteFTSIndexEntry.objects.annotate(entry=F("index_entry_id") + 0, score=Rank())
    found = entries.filter(MatchExpression(["title", "body"], expression), entry__in=open_entries())
    matches, values = found.values("entry", "score").query.sql_with_params()
    with connection.cursor() as cursor:
        sql = PART.format(matches=matches, entries=IndexEntry._meta.db_table)
        cursor.execute(sql, [*values, stop - start, start])
        rows = cursor.fetchall()
    return (rows[0][1] if rows else 0), [key for key, _count in rows]


def open_entries():
    """Return the keys of the index's entries for pages that visitors can open, as a queryset."""
    entries = IndexEntry.objects.filter(content_type__in=get_descendants_content_types_pks(Page))
    entries = entries.annotate(key=Cast("object_id", BigIntegerField()))
    return entries.filter(key__in=open_to_visitors(Page.objects).values("pk")).values("pk")


class Rank(Func):
    """How well an entry of the index matches: the lower, the better (SQLite, "The bm25() function")."""

    output_field = FloatField()

    def as_sql(self, compiler, connection):
        """Weigh the index's columns, which are those for completion, the text and the title."""
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 0.0, 1.0, 10.0)", []
