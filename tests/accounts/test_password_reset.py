"""A forgotten password, where the site can send mail: a link, a new password, the second factor as ever."""

import re
import urllib.request
from email import message_from_string
from email.policy import default
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup

from tests.accounts.signing_in import LOGIN
from tests.databases import copy_site
from tests.html import words
from tests.mailbox import Mailbox
from tests.server import RunningSite, free_port

RESET = "/account/password/reset/"
NEW = "a-lamp-that-is-not-so-quiet"


@pytest.fixture
def staffed_data(staffed_site, tmp_path):
    """A data folder of one's own, of a site with its staff."""
    return copy_site(staffed_site, tmp_path / "site")


@pytest.fixture
def mail():
    """A mail server, as its Mailbox and its address for MAIL_URL."""
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


class Visitor:
    """A browser without a screen, which keeps its cookies."""

    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, address, fields=None):
        """Ask for `address`, or send it `fields`. Returns the page that one ends up on, and its address."""
        data = urlencode(fields).encode() if fields else None
        with self.opener.open(address, data, timeout=60) as answer:
            return BeautifulSoup(answer.read(), "html.parser"), answer.url

    def send(self, address, **fields):
        """Open the form at `address`, fill it in and send it. Returns as `open` does."""
        page, place = self.open(address)
        token = page.main.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
        return self.open(place, {"csrfmiddlewaretoken": token, **fields})


def test_new_password_by_mail(staffed_data, mail):
    """Ed gets a link and chooses a new password, which opens the door and not yet the admin."""
    mailbox, address = mail
    with RunningSite(staffed_data, MAIL_URL=address, ADMIN_MFA="required") as site:
        visitor = Visitor()
        page, _place = visitor.open(f"{site.url}/admin/")
        assert page.find("a", href=RESET)
        _page, place = visitor.open(f"{site.url}/admin/password_reset/")
        assert place == site.url + RESET
        known, _place = visitor.send(site.url + RESET, email="ed@clinic.example")
        unknown, _place = Visitor().send(site.url + RESET, email="nobody@clinic.example")
        assert words(known.main) == words(unknown.main)
        ((_recipients, content),) = mailbox.messages
        message = message_from_string(content, policy=default)
        link = re.search(rf"{site.url}{RESET}key/\S+", message.get_content())[0]
        page, _place = visitor.send(link, password1=NEW, password2=NEW)
        _page, place = visitor.send(site.url + LOGIN, login="ed", password=NEW)
        assert place == f"{site.url}/account/second-factor/"


def test_mail_that_cannot_be_sent(staffed_data):
    """Who asks learns nothing of it, nor by it whose address the site knows; the log says what to look at."""
    with RunningSite(staffed_data, MAIL_URL=f"smtp://127.0.0.1:{free_port()}") as site:
        known, place = Visitor().send(site.url + RESET, email="ed@clinic.example")
        unknown, same_place = Visitor().send(site.url + RESET, email="nobody@clinic.example")
    assert (words(known.main), place) == (words(unknown.main), same_place)
    assert site.output.count("A mail about an account can't be sent (ConnectionRefusedError).") == 1
    assert "ed@clinic.example" not in site.output
