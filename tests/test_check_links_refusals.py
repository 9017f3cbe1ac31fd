"""What `manage.py check_links` never asks for, and sites that can't be trusted."""

import shutil
import socket
import ssl
import subprocess
import sys

import pytest

from home.link_check.models import Problem
from tests.other_site import OtherSite, problem_of

pytestmark = pytest.mark.django_db


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
def test_redirect_to_a_private_address_is_refused(other_site, status, host):
    """Nor another site's redirect; the neighbour must not even notice."""
    with OtherSite() as neighbour:
        other_site.pages["/page"] = (status, neighbour.url("/secret", host=host))
        assert problem_of(other_site.url("/page")) == Problem.PRIVATE
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


def test_site_that_speaks_no_tls(other_site):
    """Nothing is asked in the clear of a site whose link says https."""
    assert problem_of(other_site.url("/", scheme="https")) == Problem.UNREACHABLE
    assert other_site.asked == []
