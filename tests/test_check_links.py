"""`manage.py check_links`: what is asked, how politely, and what never is."""

import io
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from home.link_check.models import OutsideLink, Problem
from home.models import StandardPage
from tests import builders
from tests.other_site import OtherSite, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings):
    """Another website, which may be asked although it is on this machine."""
    with OtherSite() as site:
        settings.LINK_CHECK_ALSO = {site.endpoint}
        yield site


def link_to(*urls):
    """Publish a page whose text links to each of `urls`."""
    html = "".join(f'<p><a href="{url}">Read on</a></p>' for url in urls)
    body = builders.body(StandardPage, ("Elsewhere", [("text", html)]))
    return builders.make_standard_page("About", body=body)


def check(timeout=5):
    """Run the command; return what it printed."""
    printed = io.StringIO()
    call_command("check_links", timeout=timeout, pause=0, stdout=printed)
    return printed.getvalue()


def problems():
    """Return the problem of each address, by address."""
    return dict(OutsideLink.objects.values_list("url", "problem"))


def problem_of(url, **options):
    """Link to `url`, run the command, and return what is wrong with it."""
    link_to(url)
    check(**options)
    return problems()[url]


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
def test_answers(site, page, problem):
    """Each kind of answer is told apart: an editor does another thing about each."""
    site.pages |= {"/page": page, "/gone": 404}
    assert problem_of(site.url("/page")) == problem


def test_new_address_of_what_moved(site):
    """The advice ends where the move for good ends: a redirect of today may be another one tomorrow."""
    site.pages = {
        "/old": (301, "/newer?a=1#part"),
        "/newer?a=1": (308, "/ümlaut page"),
        "/%C3%BCmlaut%20page": (302, "/today"),
        "/today": (301, "/today/"),
    }
    link_to(site.url("/old"))
    printed = check()
    moved = OutsideLink.objects.get()
    assert (moved.problem, moved.moved_to) == (Problem.MOVED, site.url("/ümlaut page"))
    assert f"Use its new address: {site.url('/ümlaut page')}" in printed


def test_redirects_end(site):
    """Five are followed, as in the limits of browsers; a sixth is somebody's mistake."""
    site.pages = {f"/{number}": (302, f"/{number + 1}") for number in range(1, 7)}
    link_to(site.url("/1"), site.url("/2"))
    check()
    assert problems() == {site.url("/1"): Problem.LOOP, site.url("/2"): ""}


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_site_that_knows_no_head(site, status):
    """A site that is only confused by the polite question must not be reported as gone."""

    def page(handler):
        respond(handler, status if handler.command == "HEAD" else 200)

    site.pages["/page"] = page
    assert problem_of(site.url("/page")) == ""
    assert [method for method, *_rest in site.asked] == ["HEAD", "GET"]


def test_page_is_not_read(site):
    """A film behind a link costs a few bytes, and one without an end doesn't hold the check up."""

    def endless(handler):
        if handler.command == "HEAD":
            return respond(handler, 405)
        handler.send_response(200)
        handler.end_headers()
        while not site.stopped.is_set():
            handler.wfile.write(b"x" * 65536)
        return None

    site.pages["/page"] = endless
    assert problem_of(site.url("/page")) == ""


def test_request_says_who_asks(site, settings, monkeypatch):
    """A webmaster can find out who asks; and no proxy that the shell names is asked in the site's place."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    settings.WAGTAILADMIN_BASE_URL = "https://clinic.example"
    assert problem_of(site.url("/a b/%20ü?q=1&r=ü%26")) == ""
    method, path, headers = site.asked[0]
    assert (method, path) == ("HEAD", "/a%20b/%20%C3%BC?q=1&r=%C3%BC%26")
    assert "+https://clinic.example" in headers["User-Agent"]
    assert headers["Host"] == f"127.0.0.1:{site.port}"


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
def test_slow_site(site, slow):
    """One slow site must not hold up the others, whether it says nothing or a letter at a time."""
    site.pages["/page"] = slow(site)
    link_to(site.url("/page"), site.url("/other"))
    check(timeout=0.3)
    assert problems() == {site.url("/page"): Problem.TIMEOUT, site.url("/other"): ""}


def test_site_that_hangs_up(site):
    """A connection that breaks, and one that nobody takes, are no tracebacks."""
    site.pages["/page"] = lambda handler: None
    site.pages["/nonsense"] = lambda handler: handler.wfile.write(b"what?\r\n\r\n")
    link_to(site.url("/page"), site.url("/nonsense"))
    check()
    assert set(problems().values()) == {Problem.UNREACHABLE}


def test_nobody_there(settings):
    """A port that nobody listens on."""
    with OtherSite() as site:
        settings.LINK_CHECK_ALSO = {site.endpoint}
    assert problem_of(site.url("/")) == Problem.UNREACHABLE


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3",
        "2130706433",
        "0x7f.1",
        "localhost",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:1::]",
        "[fd00::1]",
        "[fe80::1]",
        "[ff02::1]",
        "[fec0::1]",
    ],
)
def test_private_addresses_are_refused(host):
    """The server stands where no visitor gets: an editor's link must not make it ask its neighbours."""
    assert problem_of(f"http://{host}/latest/meta-data/") == Problem.PRIVATE
    assert problem_of(f"http://{host}:8080/") == Problem.PRIVATE


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433"])
def test_redirect_to_a_private_address_is_refused(site, status, host):
    """Nor another site's redirect; the neighbour must not even notice."""
    with OtherSite() as neighbour:
        site.pages["/page"] = (status, neighbour.url("/secret", host=host))
        assert problem_of(site.url("/page")) == Problem.PRIVATE
        assert neighbour.asked == []
        assert problem_of(neighbour.url("/secret", host=host)) == Problem.PRIVATE
        assert neighbour.asked == []


def test_one_private_number_is_enough(settings):
    """A name with a public number beside a private one could be asked for either."""
    with OtherSite("127.0.0.1") as site:
        settings.LINK_CHECK_ALSO = {("127.0.0.1", site.port)}
        numbers = {found[4][0] for found in socket.getaddrinfo("localhost", site.port)}
        if numbers == {"127.0.0.1"}:
            pytest.skip("“localhost” has one number here.")
        assert problem_of(site.url("/", host="localhost")) == Problem.PRIVATE


@pytest.mark.parametrize(
    "url",
    [
        "http://somebody@93.184.215.14/",
        "http://somebody:secret@93.184.215.14/",
        "http://93.184.215.14:x/",
        "http://93.184.215.14:99999999/",
        "http:///path",
        "http://[1.2.3.4]/",
        f"http://{'a' * 64}.example/",
        "http://a..example/",
        "http://[broken/",
    ],
)
def test_odd_addresses_are_refused(url):
    """What hides where it leads, or leads nowhere, is the link's mistake and not a traceback."""
    assert problem_of(url) == Problem.FORM


def test_odd_port_is_left_to_people():
    """Other doors than the web's own are not knocked at; the link may be good all the same."""
    assert problem_of("http://93.184.215.14:22/") == Problem.UNCHECKED


LOOKED_UP = []


def listen(event, arguments):
    """Note names that are looked up and numbers that are connected to, while LOOKED_UP has a list in it."""
    if LOOKED_UP and event in {"socket.getaddrinfo", "socket.connect"}:
        LOOKED_UP[0].append((event, arguments[0] if event == "socket.getaddrinfo" else arguments[1][0]))


def test_the_checked_number_is_connected_to(settings):
    """A name that stands for another number a moment later must not get around the check."""
    with OtherSite() as site:
        settings.LINK_CHECK_ALSO = {("127.0.0.1", site.port), ("::1", site.port)}
        sys.addaudithook(listen)
        LOOKED_UP.append([])
        try:
            assert problem_of(site.url("/", host="localhost")) == ""
        finally:
            events = LOOKED_UP.pop()
    assert [what for event, what in events if event == "socket.getaddrinfo"] == ["localhost"]
    assert {what for event, what in events if event == "socket.connect"} <= {"127.0.0.1", "::1"}


def test_one_request_at_a_time_to_a_host(site, settings):
    """A small clinic's list of sources must not be a burden to the library that holds them."""
    settings.LINK_CHECK_ALSO |= {("::1", site.port)}
    waiting = threading.Event()

    def page(handler):
        waiting.wait(0.02)
        respond(handler, 200)

    paths = [f"/{number}" for number in range(8)]
    site.pages |= dict.fromkeys(paths, page)
    site.pages |= {f"/to{path}": (302, site.url(path)) for path in ["/1", "/2", "/3"]}
    urls = [site.url(path) for path in paths]
    others = [site.url(f"/to/{number}", host="localhost") for number in (1, 2, 3)]
    link_to(*urls, *others)
    check()
    assert set(problems().values()) == {""}
    assert len(problems()) == 11
    assert set(site.most.values()) == {1}


def test_hosts_are_asked_side_by_side(site, settings):
    """A slow site does not keep the others waiting: each answers only while the other is being asked."""
    settings.LINK_CHECK_ALSO |= {("::1", site.port)}
    both = threading.Barrier(2)

    def page(handler):
        both.wait(20)
        respond(handler, 200)

    site.pages["/page"] = page
    link_to(site.url("/page"), site.url("/page", host="localhost"))
    check(timeout=20)
    assert set(problems().values()) == {""}


@pytest.fixture
def certificate(tmp_path):
    """A certificate of our own for “localhost”, as (certificate file, key file)."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed.")
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-out", files[0], "-keyout", files[1]]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    return files


@pytest.mark.parametrize(
    ("host", "trusted", "problem"),
    [
        ("localhost", True, ""),
        ("localhost", False, Problem.CERTIFICATE),
        ("127.0.0.1", True, Problem.CERTIFICATE),
    ],
)
def test_certificates(settings, monkeypatch, certificate, host, trusted, problem):
    """A browser warns of a certificate that is nobody's, or another site's; so does the report."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with OtherSite(context=context) as site:
        settings.LINK_CHECK_ALSO = {("127.0.0.1", site.port), ("::1", site.port)}
        assert problem_of(site.url("/", host=host, scheme="https")) == problem


def test_site_that_speaks_no_tls(site):
    """Nothing is asked in the clear of a site whose link says https."""
    assert problem_of(site.url("/", scheme="https")) == Problem.UNREACHABLE
    assert site.asked == []


def test_summary(site):
    """Whoever reads the mail of cron sees at once whether there is anything to do."""
    site.pages = {"/gone": 404, "/old": (301, "/new"), "/shy": 403}
    link_to(*(site.url(path) for path in ("/", "/gone", "/old", "/shy")))
    lines = check().splitlines()
    assert lines[0] == (
        "Addresses outside this site: 4. Work: 1, fail: 1, moved: 1, could not be checked: 1."
    )
    assert lines[1] == site.url("/gone")
    assert lines[2].startswith("  The page is gone (404). Since ")
    assert len(lines) == 7


def test_next_runs(site):
    """When a failure began is kept, and what nobody links to any more is forgotten."""
    began = timezone.now() - timedelta(days=9)
    site.pages = {"/gone": 404}
    page = link_to(site.url("/gone"), site.url("/good"))
    with time_machine.travel(began):
        check()
    site.pages = {"/gone": 500}
    check()
    failing = OutsideLink.objects.get(url=site.url("/gone"))
    assert (failing.problem, failing.status) == (Problem.FAULT, 500)
    assert abs(failing.failing_since - began) < timedelta(minutes=1)
    assert failing.checked_at - began > timedelta(days=8)
    page.unpublish()
    assert check().startswith("Addresses outside this site: 0.")
    assert not OutsideLink.objects.exists()


def test_server_without_a_network(site):
    """A cable that was pulled must not report every link as dead, nor forget which ones are."""
    url = site.url("/gone")
    site.pages = {"/gone": 404}
    link_to(url)
    check()
    page = link_to(*(f"http://{name}.invalid/" for name in ("one", "two")))
    check()
    assert sorted(problems().values()) == [Problem.GONE, Problem.NAME, Problem.NAME]
    site.pages["/gone"] = lambda handler: None
    with pytest.raises(CommandError, match="No site answered"):
        check()
    assert problems()[url] == Problem.GONE
    page.unpublish()
    check()
    assert problems() == {url: Problem.UNREACHABLE}


def test_each_address_is_asked_once(site):
    """Places within a page, and the same page linked from elsewhere, are one address."""
    link_to(site.url("/page#a"), site.url("/page#b"))
    builders.make_source(doi="", url=site.url("/page"))
    check()
    assert [path for _method, path, _headers in site.asked] == ["/page"]


def test_pages_are_left_alone(site):
    """Asking is no editing: no page, and no date on one, changes."""
    site.pages = {"/old": (301, "/new")}
    link_to(site.url("/old"))
    before = list(Page.objects.order_by("pk").values())
    check()
    assert list(Page.objects.order_by("pk").values()) == before
