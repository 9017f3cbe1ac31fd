"""Enquiries by the hundred on a real server, and one that is killed in the middle."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from tests.databases import connect, servers
from tests.enquiries.sending import ANSWERS, fields_of
from tests.server import RunningSite

COUNT = 200


@pytest.fixture
def site(data_dir):
    """A real site on which one network may send as much as it likes."""
    with RunningSite(data_dir, ENQUIRIES_AN_HOUR="0") as site:
        yield site


def ask(site, method, path, body=None):
    """Return (status, where it leads, content) of a request of its own connection."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location"), response.read()
    finally:
        connection.close()


def filled_forms(site):
    """Return COUNT forms as (name, action, body), opened long enough ago to be a person's."""
    forms = []
    for number in range(COUNT):
        _status, _location, html = ask(site, "GET", "/contact/")
        form = BeautifulSoup(html, "html.parser").select_one("form.enquiry-form")
        name = f"Visitor {number}"
        forms.append((name, form["action"], urlencode(fields_of(form) | ANSWERS | {"name": name})))
    time.sleep(3.1)
    return forms


def stored_names(site):
    """Return the names in the database, after it has passed its own check."""
    with connect(site.data_dir) as database:
        if servers() is None:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [name for (name,) in database.execute("SELECT name FROM home_enquiry WHERE status = 'new'")]


def test_two_hundred_at_once(site):
    """None is lost, none is stored twice, and nobody sees an error."""
    forms = filled_forms(site)
    start = threading.Barrier(COUNT)

    def send(form):
        _name, action, body = form
        start.wait()
        return ask(site, "POST", action, body)[:2]

    with ThreadPoolExecutor(COUNT) as pool:
        answers = list(pool.map(send, forms))
    assert set(answers) == {(302, "/contact/thank-you/")}
    assert sorted(stored_names(site)) == sorted(name for name, _action, _body in forms)
    assert "Traceback" not in site.output and "locked" not in site.output


def test_server_that_is_killed(site):
    """Whoever was thanked can rely on it, whatever happens to the server a moment later."""
    forms = filled_forms(site)
    thanked = []

    def send(form):
        name, action, body = form
        try:
            if ask(site, "POST", action, body)[0] == 302:
                thanked.append(name)
        except (OSError, http.client.HTTPException):
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        results = [pool.submit(send, form) for form in forms]
        for done, _result in enumerate(as_completed(results), 1):
            if done == COUNT // 4:
                site.kill()
    assert COUNT // 4 <= len(thanked) < COUNT
    stored = stored_names(site)
    assert set(thanked) <= set(stored)
    assert len(stored) == len(set(stored))
    with RunningSite(site.data_dir, ENQUIRIES_AN_HOUR="0") as again:
        assert ask(again, "GET", "/contact/")[0] == 200
