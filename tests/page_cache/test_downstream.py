"""A cache in front of the site: it may keep pages where it can be told to forget them, and is told so."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from site_project.page_cache import downstream
from tests.other_site import OtherSite, respond
from tests.page_cache.test_keeping import broken

pytestmark = pytest.mark.django_db


class Purged:
    """What a purge address is asked, as (method, authorization, body).

    It fails `failures` times first, and then calls `fail` with the handler.
    """

    def __init__(self, failures=0, fail=lambda handler: respond(handler, 503)):
        self.asked, self.failures, self.fail = [], failures, fail

    def __call__(self, handler):
        """Take a request."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.asked.append((handler.command, handler.headers["Authorization"], json.loads(body)))
        if len(self.asked) <= self.failures:
            self.fail(handler)
        else:
            respond(handler, 200)

    def wait_for(self, number):
        """Return what was asked as soon as it is so much, or what there is after five seconds."""
        end = time.monotonic() + 5
        while len(self.asked) < number and time.monotonic() < end:
            time.sleep(0.02)
        return self.asked


@pytest.fixture
def purge_address(settings):
    """The address of a shared cache that can be purged."""
    with OtherSite() as site:
        settings.PURGE_URL, settings.PURGE_TOKEN = site.url("/purge"), "open-sesame"
        site.pages["/purge"] = Purged()
        yield site.pages


NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
EVERYTHING = ("POST", "Bearer open-sesame", {"purge_everything": True})


def test_without_an_address_no_cache_keeps_pages(visit):
    """What could not be taken back is not given."""
    assert visit("/").headers["cache-control"] == "max-age=0, must-revalidate"


def test_with_an_address_caches_keep_what_browsers_ask_for_anew(visit, purge_address):
    """For ten minutes, as the site itself does."""
    with time_machine.travel(NOON, tick=False):
        assert visit("/").headers["cache-control"] == "max-age=0, must-revalidate, s-maxage=600"


def shared_seconds(answer):
    """Return for how long a shared cache may keep an Answer."""
    return int(answer.headers["cache-control"].rpartition("s-maxage=")[2])


def test_no_cache_keeps_longer_than_the_site(visit, purge_address, django_site):
    """A page counts from when it was made, also for who only asks whether it is new."""
    with time_machine.travel(NOON, tick=False):
        page = visit("/")
    with time_machine.travel(NOON + timedelta(seconds=500), tick=False):
        assert shared_seconds(visit("/")) == 100
        assert shared_seconds(visit("/", if_none_match=page.headers["etag"])) == 100
    assert django_site.asked == 1


def test_no_cache_keeps_past_midnight(visit, purge_address):
    """A review that runs out then is gone from there, too."""
    with time_machine.travel(NOON.replace(hour=23, minute=59, second=50), tick=False):
        assert [shared_seconds(visit("/")) for _ in range(2)] == [10, 10]


def test_no_cache_keeps_what_only_stands_in(visit, purge_address, django_site):
    """A page that can't be made anew is shown without being passed off as a new one."""
    with time_machine.travel(NOON, tick=False):
        visit("/")
    django_site.application = broken
    with time_machine.travel(NOON + timedelta(seconds=700), tick=False):
        stale = visit("/")
    assert (stale.headers["x-page-cache"], stale.headers["cache-control"]) == ("stale", "no-store")


def test_no_cache_keeps_what_the_site_does_not(visit, purge_address):
    """An address with a question of its own is rendered each time, and some caches keep what says nothing."""
    assert visit("/", query="x=1").headers["cache-control"] == "max-age=0, must-revalidate"


def test_one_purge_for_a_change(visit, purge_address, change, migraine):
    """Of everything, once for each publish, however many parts it has."""
    for number in (1, 2):
        with change():
            migraine.save_revision().publish()
        assert purge_address["/purge"].wait_for(number) == [EVERYTHING] * number


def redirect(handler):
    """Send the caller to another address."""
    handler.send_response(302)
    handler.send_header("Location", "/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def babble(handler):
    """Answer with what is no HTTP."""
    handler.wfile.write(b"purged, perhaps\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("fail", [lambda handler: respond(handler, 503), redirect, babble])
def test_purge_that_fails_is_tried_again(purge_address, change, migraine, monkeypatch, caplog, fail):
    """With a line in the log, and without the token in it."""
    monkeypatch.setattr(downstream, "PAUSE", 0.05)
    purge_address["/purge"] = Purged(failures=2, fail=fail)
    with change():
        migraine.save_revision().publish()
    assert purge_address["/purge"].wait_for(3) == [EVERYTHING] * 3
    assert "attempt 2 of 3" in caplog.text
    assert "open-sesame" not in caplog.text


def test_nobody_waits_for_the_cache(purge_address, change, migraine, caplog):
    """The editor's publish returns while the purge is under way."""
    published = threading.Event()
    waited = []
    purge_address["/purge"] = lambda handler: waited.append(published.wait(20)) or respond(handler, 200)
    with change():
        migraine.save_revision().publish()
    assert "Purge" not in caplog.text  # or the publish has waited until the purge was given up
    published.set()
    end = time.monotonic() + 5
    while not waited and time.monotonic() < end:
        time.sleep(0.02)
    assert waited == [True]
