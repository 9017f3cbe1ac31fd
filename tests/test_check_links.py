"""`manage.py check_links`: what is asked, how politely, and what never is."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError
from django.utils import timezone
from wagtail.models import Page

from home.link_check.models import OutsideLink, Problem
from tests import builders
from tests.other_site import OtherSite, check, link_to, problem_of, problems, respond

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (200, ""),
        (204, ""),
        (404, Problem.GONE),
        (410, Problem.GONE),
        (400, Problem.FAULT),
        (500, Problem.FAULT),
        (503, Problem.FAULT),
        (304, Problem.FAULT),
        (401, Problem.UNCHECKED),
        (403, Problem.UNCHECKED),
        (429, Problem.UNCHECKED),
        ((301, "/new"), Problem.MOVED),
        ((308, "/new"), Problem.MOVED),
        ((302, "/new"), ""),
        ((303, "/new"), ""),
        ((307, "/new"), ""),
        ((301, "/gone"), Problem.GONE),
        ((301, ""), Problem.FAULT),
        ((302, "/page"), Problem.LOOP),
        ((302, "ftp://127.0.0.1/"), Problem.FORM),
        ((302, "http://[broken/"), Problem.FORM),
    ],
)
def test_answers(other_site, page, problem):
    """Each kind of answer is told apart: an editor does another thing about each."""
    other_site.pages |= {"/page": page, "/gone": 404}
    assert problem_of(other_site.url("/page")) == problem


def test_new_address_of_what_moved(other_site):
    """The advice ends where the move for good ends: a redirect of today may be another one tomorrow."""
    other_site.pages = {
        "/old": (301, "/newer?a=1#part"),
        "/newer?a=1": (308, "/ümlaut page"),
        "/%C3%BCmlaut%20page": (302, "/today"),
        "/today": (301, "/today/"),
    }
    link_to(other_site.url("/old"))
    printed = check()
    moved = OutsideLink.objects.get()
    assert (moved.problem, moved.moved_to) == (Problem.MOVED, other_site.url("/ümlaut page"))
    assert f"Use its new address: {other_site.url('/ümlaut page')}" in printed


def test_redirects_end(other_site):
    """Five are followed, as in the limits of browsers; a sixth is somebody's mistake."""
    other_site.pages = {f"/{number}": (302, f"/{number + 1}") for number in range(1, 7)}
    link_to(other_site.url("/1"), other_site.url("/2"))
    check()
    assert problems() == {other_site.url("/1"): Problem.LOOP, other_site.url("/2"): ""}


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_site_that_knows_no_head(other_site, status):
    """A site that is only confused by the polite question must not be reported as gone."""

    def page(handler):
        respond(handler, status if handler.command == "HEAD" else 200)

    other_site.pages["/page"] = page
    assert problem_of(other_site.url("/page")) == ""
    assert [method for method, *_rest in other_site.asked] == ["HEAD", "GET"]


def test_page_is_not_read(other_site):
    """A film behind a link costs a few bytes, and one without an end doesn't hold the check up."""

    def endless(handler):
        if handler.command == "HEAD":
            return respond(handler, 405)
        handler.send_response(200)
        handler.end_headers()
        while not other_site.stopped.is_set():
            handler.wfile.write(b"x" * 65536)
        return None

    other_site.pages["/page"] = endless
    assert problem_of(other_site.url("/page")) == ""


def test_request_says_who_asks(other_site, settings, monkeypatch):
    """A webmaster can find out who asks; and no proxy that the shell names is asked in the site's place."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    settings.WAGTAILADMIN_BASE_URL = "https://clinic.example"
    assert problem_of(other_site.url("/a b/%20ü?q=1&r=ü%26")) == ""
    method, path, headers = other_site.asked[0]
    assert (method, path) == ("HEAD", "/a%20b/%20%C3%BC?q=1&r=%C3%BC%26")
    assert "+https://clinic.example" in headers["User-Agent"]
    assert headers["Host"] == f"127.0.0.1:{other_site.port}"


def silent(site):
    """Return a page that never answers."""
    return lambda handler: site.stopped.wait(60)


def dripping(site):
    """Return a page that sends its answer letter by letter, for ever."""

    def page(handler):
        while not site.stopped.wait(0.02):
            handler.wfile.write(b"H")

    return page


@pytest.mark.parametrize("slow", [silent, dripping])
def test_slow_site(other_site, slow):
    """One slow site must not hold up the others, whether it says nothing or a letter at a time."""
    other_site.pages["/page"] = slow(other_site)
    link_to(other_site.url("/page"), other_site.url("/other"))
    check(timeout=0.3)
    assert problems() == {other_site.url("/page"): Problem.TIMEOUT, other_site.url("/other"): ""}


def test_site_that_hangs_up(other_site):
    """A connection that breaks, and one that nobody takes, are no tracebacks."""
    other_site.pages["/page"] = lambda handler: None
    other_site.pages["/nonsense"] = lambda handler: handler.wfile.write(b"what?\r\n\r\n")
    link_to(other_site.url("/page"), other_site.url("/nonsense"))
    check()
    assert set(problems().values()) == {Problem.UNREACHABLE}


def test_nobody_there(settings):
    """A port that nobody listens on."""
    with OtherSite() as site:
        settings.LINK_CHECK_ALSO = {site.endpoint}
    assert problem_of(site.url("/")) == Problem.UNREACHABLE


def test_one_request_at_a_time_to_a_host(other_site, settings):
    """A small clinic's list of sources must not be a burden to the library that holds them."""
    settings.LINK_CHECK_ALSO |= {("::1", other_site.port)}
    waiting = threading.Event()

    def page(handler):
        waiting.wait(0.02)
        respond(handler, 200)

    paths = [f"/{number}" for number in range(8)]
    other_site.pages |= dict.fromkeys(paths, page)
    other_site.pages |= {f"/to{path}": (302, other_site.url(path)) for path in ["/1", "/2", "/3"]}
    urls = [other_site.url(path) for path in paths]
    others = [other_site.url(f"/to/{number}", host="localhost") for number in (1, 2, 3)]
    link_to(*urls, *others)
    check()
    assert set(problems().values()) == {""}
    assert len(problems()) == 11
    assert set(other_site.most.values()) == {1}


def test_hosts_are_asked_side_by_side(other_site, settings):
    """A slow site does not keep the others waiting: each answers only while the other is being asked."""
    settings.LINK_CHECK_ALSO |= {("::1", other_site.port)}
    both = threading.Barrier(2)

    def page(handler):
        both.wait(20)
        respond(handler, 200)

    other_site.pages["/page"] = page
    link_to(other_site.url("/page"), other_site.url("/page", host="localhost"))
    check(timeout=20)
    assert set(problems().values()) == {""}


def test_summary(other_site):
    """Whoever reads the mail of cron sees at once whether there is anything to do."""
    other_site.pages = {"/gone": 404, "/old": (301, "/new"), "/shy": 403}
    link_to(*(other_site.url(path) for path in ("/", "/gone", "/old", "/shy")))
    lines = check().splitlines()
    assert lines[0] == (
        "Addresses outside this site: 4. Work: 1, fail: 1, moved: 1, could not be checked: 1."
    )
    assert lines[1] == other_site.url("/gone")
    assert lines[2].startswith("  The page is gone (404). Since ")
    assert len(lines) == 7


def test_next_runs(other_site):
    """When a failure began is kept, and what nobody links to any more is forgotten."""
    began = timezone.now() - timedelta(days=9)
    other_site.pages = {"/gone": 404}
    page = link_to(other_site.url("/gone"), other_site.url("/good"))
    with time_machine.travel(began):
        check()
    other_site.pages = {"/gone": 500}
    check()
    failing = OutsideLink.objects.get(url=other_site.url("/gone"))
    assert (failing.problem, failing.status) == (Problem.FAULT, 500)
    assert abs(failing.failing_since - began) < timedelta(minutes=1)
    assert failing.checked_at - began > timedelta(days=8)
    page.unpublish()
    assert check().startswith("Addresses outside this site: 0.")
    assert not OutsideLink.objects.exists()


def test_server_without_a_network(other_site):
    """A cable that was pulled must not report every link as dead, nor forget which ones are."""
    url = other_site.url("/gone")
    other_site.pages = {"/gone": 404}
    link_to(url)
    check()
    page = link_to(*(f"http://{name}.invalid/" for name in ("one", "two")))
    check()
    assert sorted(problems().values()) == [Problem.GONE, Problem.NAME, Problem.NAME]
    other_site.pages["/gone"] = lambda handler: None
    with pytest.raises(CommandError, match="No site answered"):
        check()
    assert problems()[url] == Problem.GONE
    page.unpublish()
    check()
    assert problems() == {url: Problem.UNREACHABLE}


def test_each_address_is_asked_once(other_site):
    """Places within a page, and the same page linked from elsewhere, are one address."""
    link_to(other_site.url("/page#a"), other_site.url("/page#b"))
    builders.make_source(doi="", url=other_site.url("/page"))
    check()
    assert [path for _method, path, _headers in other_site.asked] == ["/page"]


def test_pages_are_left_alone(other_site):
    """Asking is no editing: no page, and no date on one, changes."""
    other_site.pages = {"/old": (301, "/new")}
    link_to(other_site.url("/old"))
    before = list(Page.objects.order_by("pk").values())
    check()
    assert list(Page.objects.order_by("pk").values()) == before
