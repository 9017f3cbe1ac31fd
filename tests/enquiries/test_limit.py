"""How often one network may send the form, and what is kept of it."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from home.models import Enquiry, SendingNetwork
from tests import builders
from tests.enquiries.sending import fields_of, problem, send
from tests.html import read

pytestmark = pytest.mark.django_db


def post_from(address, contact, **answers):
    """Send a valid form from `address`."""
    return send(contact, Client(REMOTE_ADDR=address), **answers)


def test_flood_from_one_address(contact, clinic, settings):
    """The limit answers with a page that says what to do; others, and readers, notice nothing."""
    builders.complete(clinic, builders.make_standard_page())
    settings.ENQUIRIES_AN_HOUR = 3
    assert [post_from("192.0.2.1", contact).status_code for _ in range(3)] == [302] * 3
    response = post_from("192.0.2.1", contact, message="The fourth")
    assert response.status_code == 429 and "too many messages" in problem(response)
    assert "(555) 010-0199" in problem(response)
    assert fields_of(read(response).select_one("form.enquiry-form"))["message"].strip() == "The fourth"
    assert post_from("192.0.2.2", contact).status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.1").get(contact.url).status_code == 200
    assert Enquiry.objects.count() == 4
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert post_from("192.0.2.1", contact).status_code == 302
        assert SendingNetwork.objects.count() == 1


def test_mistakes_do_not_count(contact, settings):
    """Somebody who forgets the box five times is no flood."""
    settings.ENQUIRIES_AN_HOUR = 2
    for _ in range(5):
        assert post_from("192.0.2.1", contact, consent=None).status_code == 422
    assert post_from("192.0.2.1", contact).status_code == 302


def test_household_counts_as_one(contact, settings):
    """An IPv6 household has more addresses than there are grains of sand."""
    settings.ENQUIRIES_AN_HOUR = 2
    answers = [post_from(f"2001:db8:0:1::{n}", contact).status_code for n in range(1, 4)]
    assert answers == [302, 302, 429]
    assert post_from("2001:db8:0:2::1", contact).status_code == 302
    assert post_from("::ffff:192.0.2.9", contact).status_code == 302


def test_address_is_not_stored(contact):
    """What counts is a keyed hash, and it is gone after an hour even if nobody sends anything more."""
    post_from("192.0.2.1", contact)
    stored = SendingNetwork.objects.get()
    assert "192.0.2" not in stored.network and len(stored.network) == 64
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        with suppress(CommandError):  # there is no mail server, which is another matter
            call_command("announce_enquiries")
        assert not SendingNetwork.objects.exists()


def test_counted_behind_a_proxy(contact, settings):
    """The proxy's address is that of all visitors: each has a limit of their own."""
    settings.ENQUIRIES_AN_HOUR, settings.PROXIES = 1, 1
    answers = [
        send(contact, Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})).status_code
        for forwarded in ("192.0.2.1", "192.0.2.2", "198.51.100.7, 192.0.2.2")
    ]
    assert answers == [302, 302, 429]
