"""A password alone opens nothing of the admin; with a second factor each group gets what it may do."""

from pathlib import Path

import pytest
from django.test import Client

from tests import builders
from tests.accounts.admin_addresses import admin_addresses
from tests.accounts.signing_in import FACTORS, LOGIN, enter_password, signed_in_with_app, with_password

pytestmark = pytest.mark.django_db

LISTED = Path(__file__).with_name("answers.txt")
HEADING = 3  # lines that say what the list is
GROUPS = ("Editors", "Clinical reviewers", "Site managers", "Front desk")
# What needs no sign-in: words and icons for the admin's scripts. Nobody gets a new password without mail.
OPEN = {
    "get /admin/jsi18n/": 200,
    "post /admin/jsi18n/": 405,
    "get /admin/sprite/": 200,
    "post /admin/sprite/": 200,
}
DOORS = (LOGIN, "/admin/login/")
NO_MAIL = "/admin/password_reset/"
MEANINGS = {200: "opens", 400: "incomplete", 403: "refused", 404: "nothing", 405: "sent only"}


def test_strangers():
    """Nobody gets in without signing in, whatever they ask for and however."""
    let_in = {}
    for address in admin_addresses():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            if not (answer.status_code == 302 and answer["Location"].startswith(DOORS)):
                let_in[f"{method} {address}"] = answer.status_code
    by_mail = {key for key in let_in if NO_MAIL in key}
    assert {let_in.pop(key) for key in by_mail} == {404}
    assert let_in == OPEN


def test_administrator_by_password_alone(boss):
    """Not even the one who may do everything: each address leads to setting up the second factor."""
    client, _answer = enter_password("boss")
    elsewhere = {}
    for address in admin_addresses():
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            if answer.status_code != 302 or answer["Location"] not in {FACTORS, f"{LOGIN}?next=/admin/"}:
                elsewhere[f"{method} {address}"] = answer.status_code
    assert elsewhere == {}


def test_each_group_gets_what_is_listed(boss):
    """What everybody gets at each address is in answers.txt, so that a change is seen by who makes it."""
    people = [with_password(builders.make_user(group.split()[0].lower(), group)) for group in GROUPS]
    clients = [signed_in_with_app(user)[0] for user in (*people, boss)]
    for client in clients:
        client.raise_request_exception = False
    found = {}
    for address in admin_addresses():
        found[address] = [meaning(client, address) for client in clients]
    lines = [f"{address}: {', '.join(answers)}" for address, answers in found.items()]
    assert lines == LISTED.read_text().splitlines()[HEADING:]


def meaning(client, address):
    """Return in a word what `client` gets at `address`."""
    answer = client.get(address)
    if answer.status_code != 302:
        return MEANINGS[answer.status_code]
    place = answer["Location"]
    if place.startswith(LOGIN):
        return "signed out"
    return "refused" if place == "/admin/" else "leads on"
