"""Whose address a request counts as, behind none, one or two proxies of the clinic's own."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from site_project.proxies import VisitorAddressMiddleware
from tests.accounts.signing_in import LOGIN, enter_password
from tests.html import read, words


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "203.0.113.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 192.0.2.5", "198.51.100.7"),
        (2, "198.51.100.7", "203.0.113.1"),
        (1, "", "203.0.113.1"),
        (1, "unknown", "203.0.113.1"),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_address_behind_proxies(settings, proxies, forwarded, address):
    """Only what the clinic's own proxies have added is believed: the rest can be made up."""
    settings.PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR="203.0.113.1").get("/", headers={"X-Forwarded-For": forwarded})
    VisitorAddressMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.django_db
@pytest.mark.parametrize("forwarded", [None, "198.51.100.7", "unknown", ",", " , "])
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_sign_in_whatever_is_forwarded(settings, proxies, forwarded):
    """Fewer addresses than proxies are no error, and nobody is locked out by them."""
    settings.PROXIES = proxies
    client = Client(headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert client.get(LOGIN).status_code == 200
    assert enter_password("nobody", client=client)[1].status_code == 200


@pytest.mark.django_db
def test_wrong_passwords_count_by_the_visitor(settings):
    """One visitor's tries shut nobody else out, and made-up addresses before the proxy's gain nothing."""
    settings.PROXIES = 1
    too_many = [
        "Too many" in words(read(enter_password(f"name-{number}", client=client)[1]))
        for own in ("198.51.100.7", "198.51.100.8")
        for number in range(11)
        for client in [Client(headers={"X-Forwarded-For": f"10.0.0.{number}, {own}"})]
    ]
    assert too_many == [*[False] * 10, True] * 2
