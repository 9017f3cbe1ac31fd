"""Limits hold for the whole site, not for each of its processes."""

import multiprocessing
import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from multiprocessing.pool import ThreadPool
from urllib.parse import urlencode

from site_project.file_cache import SharedFileCache
from tests.accounts.signing_in import LOGIN
from tests.server import RunningSite

PROCESSES, ROUNDS = 4, 150


def add(kind, folder, start, won):
    """Add the same values as all other processes, at the same moments, and count those that were taken."""
    cache = kind(folder, {"max_entries": 100_000})
    start.wait()
    won.put(sum(cache.add(f"lock-{number}", number) for number in range(ROUNDS)))


def winners(kind, folder):
    """Return how many times several processes with a `kind` of cache could add one of `ROUNDS` values."""
    context = multiprocessing.get_context("fork")
    start, won = context.Barrier(PROCESSES), context.Queue()
    processes = [context.Process(target=add, args=(kind, folder, start, won)) for _number in range(PROCESSES)]
    for process in processes:
        process.start()
    total = sum(won.get(timeout=60) for _process in processes)
    for process in processes:
        process.join()
    return total


def test_one_process_alone_gets_a_lock(tmp_path):
    """The limits count under a lock that is a value in the cache: two that got it would count as one."""
    assert winners(SharedFileCache, tmp_path / "shared") == ROUNDS


def test_wrong_passwords_at_three_processes_at_once(data_dir):
    """Whoever tries out passwords by many connections at a time gets no further than by one."""
    with RunningSite(data_dir, "--workers", "3") as site, ThreadPool(12) as visitors:
        told = visitors.map(try_password, [site.url] * 36)
    assert told.count("wrong") <= 5
    assert told.count("wrong") >= 3


def try_password(url):
    """Send a wrong password by a connection of one's own. Returns what is told."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(url + LOGIN, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    fields = {"csrfmiddlewaretoken": token, "login": "admin", "password": "thyme"}
    try:
        answer = opener.open(url + LOGIN, urlencode(fields).encode(), timeout=60).read().decode()
    except urllib.error.HTTPError as error:
        return str(error.code)
    return "wrong" if "not correct" in answer else "too many"
