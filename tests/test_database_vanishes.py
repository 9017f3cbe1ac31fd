"""A PostgreSQL server whose host does not answer any more: no refusal, just silence."""

from urllib.parse import urlsplit

import pytest

from tests.cuttable_link import CuttableLink
from tests.server import RunningSite
from tests.worker.running import until

PAGE = "/conditions/migraine/"
RENDERED = "/search/?q=migraine"  # never stored


@pytest.fixture
def link(postgresql_site):
    """The way to the database."""
    with CuttableLink(urlsplit(postgresql_site).port) as link:
        yield link


def test_silence_holds_nobody_for_long(data_dirs, link):
    """Stored pages are answered, others end with an error in time; all comes back by itself.

    Left to the kernel, a request would wait for a quarter of an hour: longer than any visitor of this test.
    """
    database = f"postgres://clinic@127.0.0.1:{link.port}/postgres"
    with RunningSite(data_dirs[0], DATABASE_URL=database) as site:
        assert [site.get(path) for path in (PAGE, RENDERED, "/readyz")] == [200] * 3
        link.cut()
        assert [site.get(path) for path in (PAGE, RENDERED, "/readyz", PAGE)] == [200, 500, 503, 200]
        until(lambda: "The clock waits for the database" in site.output)
        link.mend()
        until(lambda: site.get("/readyz") == 200)
        assert site.get(RENDERED) == 200
        until(lambda: "The clock goes on: the database is back." in site.output)
