"""What the server writes of requests and of errors: enough to find the cause, and nothing of who asked."""

import gzip
import json
import time

import brotli
import pytest

from tests.databases import away
from tests.other_site import OtherSite, respond
from tests.server import RunningSite

SECRET = "my-headaches"


@pytest.mark.django_db
def test_request_id(client):
    """Each answer has one, the proxy's own if that is a plain word."""
    first, second = (client.get("/").headers["X-Request-ID"] for _ in range(2))
    assert first != second
    assert client.get("/", headers={"x-request-id": "proxy-0123.4"}).headers["X-Request-ID"] == "proxy-0123.4"
    for odd in ("short", "x" * 65, "two words here", "line\tbreak-123"):
        assert client.get("/", headers={"x-request-id": odd}).headers["X-Request-ID"] != odd


@pytest.mark.django_db
def test_slow_request(client, settings, caplog):
    """It is told with its address, and without what was asked for."""
    settings.SLOW_SECONDS = -1
    client.get(f"/search/?q={SECRET}")
    assert "Slow: GET /search/ took" in caplog.text
    assert SECRET not in caplog.text


def test_log_as_json(data_dir):
    """One line is one object, with the id of the request that failed."""
    with RunningSite(data_dir, "--no-worker", LOG_FORMAT="json") as site, away(data_dir):
        site.get(f"/search/?q={SECRET}", {"X-Request-ID": "proxy-0123"})
    lines = [json.loads(line) for line in site.output.splitlines() if line.startswith("{")]
    (error,) = [line for line in lines if line["name"] == "django.request"]
    assert (error["levelname"], error["request_id"]) == ("ERROR", "proxy-0123")
    assert "exc_info" in error
    assert SECRET not in site.output


def test_request_that_is_refused(data_dir):
    """Whoever knocks at every door leaves one line in the log, and no error."""
    with RunningSite(data_dir, "--no-worker") as site:
        before = site.output
        assert site.get("/", {"Host": "other.example"}) == 400
    (line,) = site.output.removeprefix(before).removesuffix("Stopped.\n").splitlines()
    assert " WARNING django.security.DisallowedHost " in line and "'other.example'" in line


class Errors:
    """What a place for errors was sent."""

    def __init__(self):
        self.events = []

    def __call__(self, handler):
        """Take an envelope (develop.sentry.dev, "Envelopes")."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[handler.headers["Content-Encoding"]]
        self.events.append(unpack(body).decode())
        respond(handler, 200)


def test_errors_are_sent_without_personal_data(data_dir):
    """Where the owner names such a place: what broke, where, and nobody's words, address or cookies."""
    with OtherSite() as other:
        other.pages["/api/1/envelope/"] = errors = Errors()
        dsn = f"http://key@127.0.0.1:{other.port}/1"
        with RunningSite(data_dir, "--no-worker", SENTRY_DSN=dsn) as site, away(data_dir):
            assert site.get("/", {"Host": "other.example"}) == 400
            site.get(f"/search/?q={SECRET}", {"Cookie": f"name={SECRET}", "User-Agent": SECRET})
            end = time.monotonic() + 20
            while not errors.events and time.monotonic() < end:
                time.sleep(0.05)
    (event,) = [text for text in errors.events if "OperationalError" in text or "DatabaseError" in text]
    assert "/search/" in event
    assert SECRET not in event
    assert "127.0.0.1:" in event  # the site's own address
    assert "DisallowedHost" not in "".join(errors.events)  # no error of the site's
