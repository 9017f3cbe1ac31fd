"""Odd requests to the public routes of a real site, behind none, one and two proxies: none is an error."""

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests
from bs4 import BeautifulSoup

from tests.endurance.odd_requests import OddRequests
from tests.enquiries.sending import ANSWERS, fields_of
from tests.server import RunningSite

SENDERS = 8
PATIENCE = 60  # seconds
PROXIES = ("0", "1", "2")
FORMS = {"/contact/": "form.enquiry-form", "/account/login/": "main form", "/for-patients/": "main form"}


def prove(data_dir, say, count, seed):
    """Send `count` requests made from `seed` to the site on `data_dir`, one with one of everything.

    `say` is called with lines of text. Raises AssertionError for what ends with an error, with the request.
    """
    for place, proxies in enumerate(PROXIES):
        numbers = range(place * count // len(PROXIES), (place + 1) * count // len(PROXIES))
        variables = {"PROXIES": proxies, "ENQUIRIES_AN_HOUR": "0"}
        with RunningSite(data_dir, "--no-worker", "--workers", "2", **variables) as site:
            begun = time.monotonic()
            answers, failed = send_all(site.port, seed, numbers)
            took = time.monotonic() - begun
            assert site.get("/") == 200
        say(f"PROXIES={proxies}: {len(numbers):,} requests in {took:.0f} s, {in_words(answers)}")
        assert not failed and "Traceback" not in site.output, "\n".join([*failed[:10], site.output[-20_000:]])


def send_all(port, seed, numbers):
    """Send the requests with those `numbers`.

    Returns how often each status was answered, 0 for none at all, and what ended with an error, in words.
    """
    odd = OddRequests(seed, f"127.0.0.1:{port}", list(open_forms(f"http://127.0.0.1:{port}")))
    with ThreadPoolExecutor(SENDERS) as pool:
        statuses = list(pool.map(lambda number: send(port, odd.make(number)), numbers))
    failed = [
        f"Seed {seed}, request {number} was answered with {status}: {odd.make(number)[:2000]!r}"
        for number, status in zip(numbers, statuses, strict=True)
        if status >= 500
    ]
    return Counter(statuses), failed


def open_forms(url):
    """Give what a visitor's browser would send of each of FORMS: path, fields and cookies."""
    for path, form in FORMS.items():
        with requests.Session() as browser:
            page = browser.get(url + path, timeout=PATIENCE)
            opened = BeautifulSoup(page.content, "html.parser").select_one(form)
            fields = fields_of(opened)
            fields |= {name: value for name, value in ANSWERS.items() if name in fields or name == "consent"}
            yield opened.get("action") or path, fields, browser.cookies.get_dict()
    time.sleep(3.1)  # nobody fills in a form faster


def send(port, request):
    """Return the status of the answer to `request`, bytes; 0 where the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        answer = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                answer = answer or part
        except ConnectionError:  # refused before all of it was sent
            pass
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0


def in_words(answers):
    """Return what `answers`, a Counter of statuses, holds."""
    return ", ".join(f"{status or 'no answer'}: {times:,}" for status, times in sorted(answers.items()))
