"""Asking another site whether a page is there: what a browser would do, without reading the page."""

import http.client
import io
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings

from home.link_check.addresses import RefusedError, endpoints, read_address
from home.link_check.models import LONGEST, Problem

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
GONE = {404, 410}
TURNED_AWAY = {401, 403, 429}  # many publishers answer programs like this, and people with the page


@dataclass(frozen=True)
class Answer:
    """What came of asking: a Problem or "", the last status, and the new address of what moved for good."""

    problem: str = ""
    status: int | None = None
    moved_to: str = ""


@dataclass
class Patience:
    """How many seconds to wait: for one step, such as an answer, and for all of an address together."""

    step: float
    left: float


def ask(url, turns, seconds):
    """Return the Answer about `url`; `turns` are the Turns of the run, `seconds` how long to wait for a step.

    All of it, redirects and second questions, may take three times as long.
    """
    patience = Patience(step=seconds, left=3 * seconds)
    try:
        return follow(url, turns, patience)
    except RefusedError as refusal:
        return Answer(refusal.problem)
    except ssl.SSLCertVerificationError:
        return Answer(Problem.CERTIFICATE)
    except TimeoutError:
        return Answer(Problem.TIMEOUT)
    except (OSError, http.client.HTTPException):
        return Answer(Problem.UNREACHABLE)


def follow(url, turns, patience):
    """Return the Answer about `url` after at most MOST_REDIRECTS redirects."""
    moved_to, for_good = "", True
    for _hop in range(MOST_REDIRECTS + 1):
        status, location = status_of(url, turns, patience)
        if status not in REDIRECTS or not location:
            return judge(status, moved_to)
        url = next_address(url, location)
        for_good = for_good and status in FOR_GOOD and len(url) <= LONGEST
        moved_to = url if for_good else moved_to
    return Answer(Problem.LOOP, status)


def next_address(url, location):
    """Return where a redirect from `url` to `location` leads. Raises RefusedError if that is no address."""
    try:
        return urljoin(url, location).partition("#")[0]
    except ValueError as error:
        raise RefusedError(Problem.FORM) from error


def judge(status, moved_to):
    """Return the Answer that the last `status` means; `moved_to` is the new address, or ""."""
    if 200 <= status < 300:
        return Answer(Problem.MOVED if moved_to else "", status, moved_to)
    if status in GONE:
        return Answer(Problem.GONE, status)
    return Answer(Problem.UNCHECKED if status in TURNED_AWAY else Problem.FAULT, status)


def status_of(url, turns, patience):
    """Return (status, where it redirects to or "") for `url`.

    Some sites know no HEAD, and answer it in all kinds of ways: a site that says no is asked again with GET.
    """
    address = read_address(url)
    for method in ("HEAD", "GET"):
        with turns.at(address.host):
            began = monotonic()
            status, location = request(method, address, patience)
            patience.left -= monotonic() - began
        if status < 400 or status == 429:
            break
    return status, location


def request(method, address, patience):
    """Ask once for `address`, a WebAddress; return (status, Location or "").

    Raises RefusedError, OSError (TimeoutError and ssl.SSLError among them) or http.client.HTTPException.
    """
    until = monotonic() + patience.left
    headers = {
        "Host": address.host_header,
        "User-Agent": f"Mozilla/5.0 (compatible; link check; +{settings.WAGTAILADMIN_BASE_URL})",
        "Accept": "text/html,*/*;q=0.8",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    with connect(address, until, patience.step) as connected:
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.auto_open = False  # it must never look up the name again
        connection.sock = TimedSocket(connected, until, patience.step)
        connection.request(method, address.target, headers=headers)
        response = connection.getresponse()
        response.close()
    return response.status, location_of(response)


def location_of(response):
    """Return where `response` redirects to, or "". The library reads Latin-1, and sites write UTF-8."""
    location = response.headers.get("Location", "").strip()
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def connect(address, until, step):
    """Return a socket that is connected to the first of the address's endpoints that answers."""
    failure = None
    for family, place in endpoints(address):
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            connected.settimeout(seconds_left(until, step))
            connected.connect(place)
            if address.scheme == "https":
                context = ssl.create_default_context()
                connected = context.wrap_socket(connected, server_hostname=address.host)
        except OSError as error:
            connected.close()
            failure = error
        else:
            return connected
    raise failure


def seconds_left(until, step):
    """Return how long the next step may take. Raises TimeoutError at `until`, a time of monotonic()."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, step)


class TimedSocket:
    """A connected socket whose every step ends in time, for http.client to speak through."""

    def __init__(self, connected, until, step):
        self.connected = connected
        self.until = until
        self.step = step

    def sendall(self, data):
        """Send the bytes `data`. Raises TimeoutError when the time is up."""
        self.connected.settimeout(seconds_left(self.until, self.step))
        self.connected.sendall(data)

    def receive_into(self, buffer):
        """Put what has arrived into `buffer`, and return how many bytes. Raises TimeoutError as above."""
        self.connected.settimeout(seconds_left(self.until, self.step))
        return self.connected.recv_into(buffer)

    def makefile(self, mode):
        """Return a file that http.client reads the answer from."""
        return io.BufferedReader(_Arriving(self))

    def close(self):
        """Do nothing: whoever connected the socket closes it."""


class _Arriving(io.RawIOBase):
    def __init__(self, timed):
        self.timed = timed

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.timed.receive_into(buffer)
