"""A section of a thousand pages costs its readers what one of a few does, and its list stays usable."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import UnansweredSearch
from home.parts import MOST_IN_A_PART
from home.search.query import MOST_ALTERNATIVES
from tests import builders
from tests.after_change import wait_for_visit
from tests.html import read, words
from tests.many_pages import add_conditions
from treatments.models import ConditionIndexPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("between_transactions")]

# Of some hundred pages a database rather looks at each, because that is as quick.
FEW, MANY = MOST_IN_A_PART + 10, 4000
VISITED = ("/conditions/migraine/", "/conditions/", "/treatments/ketamine/", "/treatments/", "/")
needs_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone counts its steps")


@contextmanager
def counted_steps():
    """Give a list with one entry for each ten steps that SQLite takes (sqlite3_progress_handler)."""
    steps = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: steps.append(1), 10)
    try:
        yield steps
    finally:
        connection.connection.set_progress_handler(None, 0)


def cost(client, url):
    """Return (number of queries, tens of steps that the database takes) of the first visit after a change."""
    wait_for_visit(client, url)
    with CaptureQueriesContext(connection) as queries, counted_steps() as steps:
        assert client.get(url).status_code == 200
    return len(queries), len(steps)


@needs_sqlite
def test_pages_ask_no_more_of_the_database(client):
    """Neither more queries nor longer ones: nothing looks through all pages of the site."""
    add_conditions(FEW, searchable=False)
    few = {url: cost(client, url) for url in VISITED}
    add_conditions(MANY, searchable=False)
    for url, (queries, steps) in few.items():
        now = cost(client, url)
        assert now[0] == queries, url
        # A hundred steps are a level more in the trees of some index; all pages are thousands.
        assert now[1] <= steps * 1.1 + 10, (url, steps, now[1])


def cards(page):
    """Return the titles of the cards on the parsed `page`."""
    return [words(title) for title in page.select(".card__title")]


def test_long_list_comes_in_parts(client, migraine):
    """Each page is in one part, in the editors' order, and from each part one leads on."""
    titles = [migraine.title, *(page.title for page in add_conditions(2 * MOST_IN_A_PART + 5))]
    shown, address = [], "/conditions/"
    while address:
        page = read(client.get(address))
        shown.append(cards(page))
        canonical = page.select_one("link[rel=canonical]")["href"]
        assert canonical.endswith("/conditions/" if len(shown) == 1 else f"/conditions/?page={len(shown)}")
        assert page.select_one("main form[role=search]")
        link = page.select_one("a[rel=next]")
        address = link and f"/conditions/{link['href']}"
    assert [len(part) for part in shown] == [MOST_IN_A_PART, MOST_IN_A_PART, 6]
    assert [title for part in shown for title in part] == titles
    back = read(client.get("/conditions/?page=3")).select_one("a[rel=prev]")["href"]
    assert cards(read(client.get(f"/conditions/{back}"))) == shown[1]
    assert read(client.get("/conditions/?page=2")).select_one("a[rel=prev]")["href"] == "/conditions/"


@pytest.mark.parametrize("number", ["0", "-1", "3", "99999999999999999999", "two", "", "\N{SUPERSCRIPT TWO}"])
def test_part_that_is_not_there(client, number):
    """It is no page, so robots don't walk on for ever."""
    add_conditions(MOST_IN_A_PART + 1)
    assert client.get("/conditions/", {"page": number}).status_code == 404


def test_short_list_has_no_parts(client):
    """What fits is shown at once; an empty list is a page too."""
    page = read(client.get("/conditions/"))
    assert not page.select("main .pages, main form")
    ConditionIndexPage.objects.get().get_children().delete()
    assert client.get("/conditions/").status_code == 200


def test_beginnings_of_many_words(client):
    """Ten words that are each the beginning of a dozen others are no error; SQLite has a limit."""
    add_conditions(1000)
    answer = client.get("/search/", {"q": "mig ket alb bra neu vex cor disen gno luj"})
    assert answer.status_code == 200
    assert len(read(answer).select(".search-results h2")) == 5


def test_synonyms_beyond_the_limit_of_the_index(client):
    """A group of very many words is cut; the first ones still answer."""
    from home.models import SynonymGroup

    many = ", ".join(f"m{number}" for number in range(MOST_ALTERNATIVES))
    SynonymGroup.objects.create(words=f"zyx, migraine, {many}"[:250])
    assert read(client.get("/search/", {"q": "zyx"})).select(".search-results h2")


def test_words_many_of_which_are_unknown(client, migraine):
    """Ten words that nobody has written are not each compared with all words of the site."""
    builders.publish(migraine)
    page = read(client.get("/search/", {"q": "migrane hedache ketmine nausia braine"}))
    assert not page.select(".search-suggestion")
    assert UnansweredSearch.objects.exists()
