"""What the server writes of requests and of errors: enough to find the cause, and nothing of who asked."""

import gzip
import json
import os
import signal

import brotli
import pytest

from tests.data_folder import execute
from tests.databases import away
from tests.other_site import OtherSite, respond
from tests.server import RunningSite, descendants
from tests.worker.running import OWN_JOBS, RunningWorker, until

SECRET = "my-headaches"
STEPS = ["Data folder", "Database", "Static files", "Content", "Error page", "Administrator"]
RESET = f"/account/password/reset/key/1-{SECRET}/"


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


def test_log_as_json(data_dir, tmp_path):
    """One line is one object, with the id of the request that failed; what is for a person goes elsewhere."""
    for_people = tmp_path / "stderr"
    execute(data_dir, "DELETE FROM auth_user")
    site = RunningSite(data_dir, "--no-worker", LOG_FORMAT="json", SLOW_SECONDS="0", ADMIN_PASSWORD="")
    with for_people.open("w") as site.stderr, site, away(data_dir):
        site.get(f"/search/?q={SECRET}", {"X-Request-ID": "proxy-0123"})
        site.get(RESET)
        (web,) = descendants(site.process.pid)
        os.kill(web, signal.SIGKILL)
        until(lambda: "Unexpected exit" in site.output and descendants(site.process.pid))
    lines = [json.loads(line) for line in site.output.splitlines()]
    error, other = [line for line in lines if line["name"] == "django.request"]
    assert (error["levelname"], error["request_id"]) == ("ERROR", "proxy-0123")
    assert "exc_info" in error
    key = "/account/password/reset/key/[left out]/"
    assert other["message"] == f"Internal Server Error: {key}"
    assert f"Slow: GET {key} took" in site.output
    assert SECRET not in site.output
    said = [line.partition(":")[0] for line in for_people.read_text().splitlines()]
    assert said[: len(STEPS) + 2] == [*STEPS, "Site", "Admin"]
    assert "shown this once" in for_people.read_text()


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


def test_words_of_an_error_are_not_sent(data_dir):
    """What failed can be seen, and in which job; what a database or a mail server says of it, nobody sees."""
    with OtherSite() as other:
        other.pages["/api/1/envelope/"] = errors = Errors()
        dsn = f"http://key@127.0.0.1:{other.port}/1"
        with RunningWorker(data_dir, **OWN_JOBS, SENTRY_DSN=dsn) as worker:
            (event,) = until(lambda: [text for text in errors.events if "ValueError" in text], worker)
    assert "site_project.worker.performing.stumble" in event
    assert "tests/worker/jobs.py" in event
    assert "somebody@" not in event
    assert "Jane" not in event


def test_errors_are_sent_without_personal_data(data_dir):
    """Where the owner names such a place: what broke, where, and nobody's words, address or cookies."""
    with OtherSite() as other:
        other.pages["/api/1/envelope/"] = errors = Errors()
        dsn = f"http://key@127.0.0.1:{other.port}/1"
        with RunningSite(data_dir, "--no-worker", SENTRY_DSN=dsn) as site, away(data_dir):
            assert site.get("/", {"Host": "other.example"}) == 400
            site.get(f"/search/?q={SECRET}", {"Cookie": f"name={SECRET}", "User-Agent": SECRET})
            site.get(RESET)
            until(lambda: len(errors.events) >= 2)
    found = [text for text in errors.events if "OperationalError" in text or "DatabaseError" in text]
    assert sorted("/search/" in text for text in found) == [False, True]
    assert sorted("/account/password/reset/key/" in text for text in found) == [False, True]
    assert SECRET not in "".join(errors.events)
    assert "127.0.0.1:" in found[0]  # the site's own address
    assert "DisallowedHost" not in "".join(errors.events)  # no error of the site's
