"""The whole round of questions: every address once, several sites side by side, each site one at a time."""

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Lock

from home.link_check.asking import ask
from home.link_check.found import outside_addresses
from home.link_check.models import OutsideLink, Problem

SITES_AT_ONCE = 8
SECONDS = 10  # for one step of an answer
PAUSE = 1  # seconds between two requests to a host
# So many sites, and nobody else, do not vanish on one day: then it is this server that has no network.
SITES_THAT_TELL = 3
SILENT = {Problem.NAME, Problem.UNREACHABLE, Problem.TIMEOUT, Problem.UNCHECKED}


class OfflineError(Exception):
    """Not one site answered."""


class Turns:
    """Lets one request at a time through to a host, and then waits `pause` seconds."""

    def __init__(self, pause):
        self.pause = pause
        self.hosts = {}
        self.lock = Lock()

    @contextmanager
    def at(self, host):
        """Wait for the turn at `host`, and have it until the end of the `with` statement."""
        with self.lock:
            turn = self.hosts.setdefault(host, _Turn())
        with turn.lock:
            time.sleep(max(0, turn.next - time.monotonic()))
            try:
                yield
            finally:
                turn.next = time.monotonic() + self.pause


class _Turn:
    def __init__(self):
        self.lock = Lock()
        self.next = 0


def check_outside_links(seconds=SECONDS, pause=PAUSE):
    """Ask for each address that the site links to, and return all OutsideLinks, with what came of it.

    `seconds` is how long to wait for a step of an answer, `pause` how long between two requests to a host.
    Addresses that the site no longer links to are forgotten. Raises OfflineError, and leaves everything as it
    was, if no site answers: then nothing was found out about them.
    """
    addresses = outside_addresses()
    answers = dict(ask_all(addresses, Turns(pause), seconds))
    silent = {host_of(url) for url, answer in answers.items() if answer.problem in SILENT}
    if len(silent) >= SITES_THAT_TELL and not any(answer.status for answer in answers.values()):
        raise OfflineError
    links = [OutsideLink.record(url, answer) for url, answer in answers.items()]
    unused = [link.pk for link in OutsideLink.objects.all() if link.url not in addresses]
    OutsideLink.objects.filter(pk__in=unused).delete()
    return sorted(links, key=lambda link: link.url)


def host_of(address):
    """Return the host and port in `address`, as it is written there."""
    return address.split("/")[2].lower()


def ask_all(addresses, turns, seconds):
    """Yield (address, Answer) for each of `addresses` as answers come in; of each host one is asked for."""
    by_host = {}
    for address in sorted(addresses):
        by_host.setdefault(host_of(address), []).append(address)
    with ThreadPoolExecutor(SITES_AT_ONCE) as pool:
        asked = {}

        def ask_next(waiting):
            address = waiting.pop(0)
            asked[pool.submit(ask, address, turns, seconds)] = address, waiting

        for waiting in by_host.values():
            ask_next(waiting)
        while asked:
            for done in wait(asked, return_when=FIRST_COMPLETED).done:
                address, waiting = asked.pop(done)
                if waiting:
                    ask_next(waiting)
                yield address, done.result()
