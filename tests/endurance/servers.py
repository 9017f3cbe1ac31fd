"""Two servers on one PostgreSQL and one Redis: what is done at one holds at the other, whatever stops."""

import json
import time
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlencode, urlsplit

import psycopg
import requests
from bs4 import BeautifulSoup

from tests import postgresql
from tests.editor import PATIENCE, SIGN_IN, Editor, edit_address
from tests.endurance.authors import PASSWORD
from tests.endurance.numbered import new_version, version
from tests.endurance.sites import run
from tests.enquiries.sending import ANSWERS, KIND, fields_of
from tests.meanwhile import meanwhile
from tests.redis_server import RedisServer
from tests.server import RunningSite, descendants
from tests.worker.running import until

AUTHOR, OTHER = "ana", "ben"
AN_HOUR = 6  # enquiries of one network
TRIES = 5  # with a wrong password; django-allauth's default
TAKEN_OVER = 120  # seconds
READERS = 4


class Pair:
    """Two servers with data folders in `folder`; `shared` is what both are told."""

    def __init__(self, folder, shared):
        self.shared = shared
        self.sites = [RunningSite(folder / name, **shared) for name in ("one", "two")]
        self.published = 0

    def __enter__(self):
        for site in self.sites:
            site.__enter__()
        pages = json.loads(run(self.sites[0].data_dir, "tests.endurance.authors", **self.shared))
        self.page = edit_address(pages[AUTHOR])
        self.editor = Editor(self.sites[0].url, AUTHOR, PASSWORD)
        self.editor.sign_in()
        return self

    def __exit__(self, *exception):
        self.editor.session.close()
        for site in self.sites:
            site.__exit__()

    def publish_at(self, site):
        """Publish the next version at `site`; whoever signed in at the other is signed in there."""
        self.editor.url = site.url
        self.editor.fill_in(self.page, new_version(self.published + 1), "publish")
        self.published += 1

    def shown(self):
        """Return the version that each of the two shows at its next request."""
        return [version(site.port, AUTHOR) for site in self.sites]

    def query(self, statement):
        """Return the rows that the database gives for `statement`."""
        with psycopg.connect(self.shared["DATABASE_URL"]) as database:
            return database.execute(statement).fetchall()

    def keeper(self):
        """Return whose clock works, one of the two, or None: the lease names its process."""
        pid = int(self.query("SELECT holder FROM site_project_lease")[0][0].split(":")[1] or 0)
        found = [site for site in self.sites if pid in descendants(site.process.pid)]
        return found[0] if found else None

    def reading(self):
        """Let visitors of both read meanwhile: none sees an error, or what is older than was published."""

        def read(site):
            least = self.published
            found = version(site.port, AUTHOR)
            assert found >= least, f"{found} after {least}"

        return meanwhile(*(partial(read, site) for site in self.sites * (READERS // 2)))


def publish_here_and_there(pair, rounds):
    """A publish at one is what the other shows at its next request, with visitors at both who never pause."""
    with pair.reading():
        for number in range(rounds):
            pair.publish_at(pair.sites[number % 2])
            assert pair.shown() == [pair.published] * 2


def count_together(pair):
    """What one network may do within a time it may do at both together."""
    told = [send_enquiry(pair.sites[number % 2], f"Visitor {number}") for number in range(AN_HOUR + 2)]
    assert told == [302] * AN_HOUR + [429] * 2, told
    names = pair.query("SELECT name FROM home_enquiry ORDER BY name")
    assert names == [(f"Visitor {number}",) for number in range(AN_HOUR)]
    wrong = [try_password(pair.sites[number % 2]) for number in range(TRIES + 2)]
    assert wrong == [False] * TRIES + [True] * 2, wrong


def send_enquiry(site, name):
    """Return what a visitor called `name` is answered who sends the form of `site`."""
    page = requests.get(f"{site.url}/contact/", timeout=PATIENCE)
    form = BeautifulSoup(page.content, "html.parser").select_one("form.enquiry-form")
    body = urlencode(fields_of(form) | ANSWERS | {"name": name})
    headers = {"Content-Type": KIND}
    return requests.post(
        site.url + form["action"], body, headers=headers, timeout=PATIENCE, allow_redirects=False
    ).status_code


def try_password(site):
    """Send a wrong password of OTHER's to `site`; returns whether that was one too many."""
    with requests.Session() as browser:
        browser.get(site.url + SIGN_IN, timeout=PATIENCE)
        token = {"X-CSRFToken": browser.cookies["csrftoken"]}
        answer = browser.post(
            site.url + SIGN_IN, {"login": OTHER, "password": "thyme"}, headers=token, timeout=PATIENCE
        )
    return "Too many" in answer.text


def kill_each(pair):
    """Each is killed in its turn: nothing that it acknowledged is lost, and the other has the clock soon."""
    for victim, other in (pair.sites, pair.sites[::-1]):
        until(pair.keeper)
        pair.publish_at(victim)
        had_the_clock = pair.keeper() is victim
        victim.kill()
        assert version(other.port, AUTHOR) == pair.published
        until(lambda other=other: pair.keeper() is other, seconds=TAKEN_OVER)
        pair.publish_at(other)
        victim.__enter__()
        assert pair.shown() == [pair.published] * 2
        yield f"killed one that {'had' if had_the_clock else 'did not have'} the clock"


def stop_the_cache(pair, redis, seconds):
    """Pages are answered all the time, and show what is published while the cache is away, then and later."""
    with pair.reading():
        redis.stop()
        end = time.monotonic() + seconds
        while True:
            for site in pair.sites:
                pair.publish_at(site)
                assert pair.shown() == [pair.published] * 2
            if time.monotonic() > end:
                break
        redis.start()
        for number in range(10):
            pair.publish_at(pair.sites[number % 2])
            assert pair.shown() == [pair.published] * 2


def stop_the_database(pair, folder, seconds):
    """Stored pages are answered all the time; when the database is back, all else works again by itself."""
    assert pair.shown() == [pair.published] * 2
    with pair.reading():
        postgresql.stop(folder)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert [site.get("/search/?q=migraine") for site in pair.sites] == [500] * 2
            assert pair.shown() == [pair.published] * 2
        postgresql.start(folder, urlsplit(pair.shared["DATABASE_URL"]).port)
        until(lambda: [site.get("/readyz") for site in pair.sites] == [200] * 2, seconds=30)
    for site in pair.sites:
        pair.publish_at(site)
        assert pair.shown() == [pair.published] * 2
    until(pair.keeper)


def prove(folder, say, rounds, seconds, kills=True):
    """Publish `rounds` times, and stop cache and database for that many `seconds`; all data are in `folder`.

    With `kills` each server is killed, too, which takes minutes: a lease has to run out. `say` is called with
    lines of text. Raises AssertionError for what is stale, lost or does not come back.
    """
    database = folder / "postgresql"
    database.mkdir(exist_ok=True)
    with ExitStack() as stack:
        url = stack.enter_context(postgresql.running_server(database))
        redis = stack.enter_context(RedisServer(folder))
        shared = {"DATABASE_URL": url, "CACHE_URL": redis.url, "SECRET_KEY": "shared by both"}
        shared["ENQUIRIES_AN_HOUR"] = str(AN_HOUR)
        pair = stack.enter_context(Pair(folder, shared))
        publish_here_and_there(pair, rounds)
        say(f"{rounds} publishes at one were what the other showed next")
        count_together(pair)
        say("limits on enquiries and passwords counted at both together")
        stop_the_cache(pair, redis, seconds)
        say(f"without the cache for {seconds} s: no error, nothing stale")
        stop_the_database(pair, database, seconds)
        say(f"without the database for {seconds} s: stored pages answered, then all of it again")
        for line in kill_each(pair) if kills else ():
            say(line)
