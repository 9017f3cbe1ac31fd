"""What is done against forms that are made up, sent twice, too often, or from elsewhere."""

import time
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from home.enquiries.form_token import LIFETIME, SALT, FormToken
from home.models import Enquiry
from home.models.contact_page import CONSENT
from tests.enquiries.sending import OWN_SITE, fields_of, open_form, problem, send
from tests.html import read

pytestmark = pytest.mark.django_db


def token(age=60.0):
    """Return a token of a form that was opened `age` seconds ago."""
    return str(FormToken(uuid.uuid4(), time.time() - age, CONSENT))


def test_second_click_stores_nothing_twice(contact):
    """A double click, or "send again?" after going back, ends at the thanks, once stored."""
    form = open_form(Client(), contact)
    for _ in range(3):
        assert send(contact, form=form)["Location"] == "/contact/thank-you/"
    assert Enquiry.objects.count() == 1


def test_form_that_is_sent_again_with_other_words(contact):
    """Whoever goes back and adds something is told, and can send it with one more click."""
    form = open_form(Client(), contact)
    send(contact, form=form)
    response = send(contact, form=form, message="I forgot: not before noon.")
    assert response.status_code == 409 and "You have sent this form before" in problem(response)
    again = read(response).select_one("form.enquiry-form")
    assert "not before noon" in fields_of(again)["message"]
    assert send(contact, form=again, message="I forgot: not before noon.").status_code == 302
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize(
    "made_up",
    [
        "",
        "x",
        "x" * 5000,
        "\x00",
        signing.dumps({"form": uuid.uuid4().hex, "at": 0}, salt="another"),
        signing.dumps({"form": uuid.uuid4().hex, "at": 0}, key="another", salt=SALT),
    ],
)
def test_forged_token(contact, made_up):
    """Nothing is stored, what was typed is kept, and a person can simply send it once more."""
    response = send(contact, token=made_up)
    assert response.status_code == 422 and "Please send it once more" in problem(response)
    form = read(response).select_one("form.enquiry-form")
    assert fields_of(form)["name"] == "Ana Lopez"
    assert not Enquiry.objects.exists()
    assert send(contact, form=form).status_code == 302


def test_form_that_was_open_for_long(contact):
    """A tab from yesterday is not lost: the words are there, with a fresh form around them."""
    form = open_form(Client(), contact)
    with time_machine.travel(timezone.now() + timedelta(seconds=LIFETIME - 60)):
        assert send(contact, form=form).status_code == 302
    other = open_form(Client(), contact)
    with time_machine.travel(timezone.now() + timedelta(seconds=LIFETIME + 60)):
        response = send(contact, form=other)
        assert "had been open for long" in problem(response)
        assert send(contact, form=read(response).select_one("form.enquiry-form")).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_form_from_another_site(contact, headers):
    """Another site's page can't send in a visitor's name, and says so to a person who is led there."""
    response = send(contact, headers=headers)
    assert response.status_code == 403 and "from another website" in problem(response)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Origin": "http://TestServer:80"},
        {},
    ],
)
def test_form_from_this_site(contact, headers):
    """Also from a browser that says little, or through a proxy that has taken the encryption off."""
    assert send(contact, headers=headers).status_code == 302


@pytest.mark.parametrize(("answers", "age"), [({"website": "http://spam.example"}, 60), ({}, 0.5)])
def test_program_is_thanked_and_put_aside(client, contact, settings, answers, age):
    """A filled trap, or a form sent faster than anybody reads: the same thanks, kept apart, not announced."""
    settings.ENQUIRY_MINIMUM_SECONDS = 3
    response = send(contact, token=token(age), **answers)
    assert (response.status_code, response["Location"]) == (302, "/contact/thank-you/")
    enquiry = Enquiry.objects.get()
    assert (enquiry.status, enquiry.announce_at) == ("spam", None) and enquiry.why_spam
    assert send(contact, token=token(4)).status_code == 302
    assert Enquiry.objects.latest("pk").status == "new"


def test_mistakes_do_not_start_the_clock_again(contact, settings):
    """Whoever corrects a mistake quickly is no program: the form counts from when it was opened first."""
    settings.ENQUIRY_MINIMUM_SECONDS = 3
    response = send(contact, token=token(10), name="")
    assert send(contact, form=read(response).select_one("form.enquiry-form")).status_code == 302
    assert Enquiry.objects.get().status == "new"


def test_far_too_much(client, contact):
    """Ten megabytes are refused before they are read, in words."""
    form = open_form(client, contact)
    response = client.post(form["action"], {**fields_of(form), "message": "x" * 10_000_000}, headers=OWN_SITE)
    assert response.status_code == 413 and "far more than the form has room for" in problem(response)
    many = "&".join(f"f{number}=1" for number in range(15_000))
    kind = "application/x-www-form-urlencoded"
    assert client.post(form["action"], many, content_type=kind, headers=OWN_SITE).status_code in {400, 413}
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ana\r\nBcc: all@example.org", "Ana Bcc: all@example.org"),
        ("Ana\x00\x07\x1b[31m", "Ana[31m"),
        ("\u202eana\u2066 lopez\u200f", "ana lopez"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("Zoë 🧠 O'Neill", "Zoë 🧠 O'Neill"),
    ],
)
def test_odd_characters(contact, typed, stored):
    """What nobody types is taken out; what people may be called stays."""
    assert send(contact, name=typed, call_time=typed, message=f"One\r\n{typed}").status_code == 302
    enquiry = Enquiry.objects.get()
    assert enquiry.name == enquiry.call_time == stored
    assert enquiry.message.startswith("One\n") and "\x00" not in enquiry.message
    assert "\u202e" not in enquiry.message and "\r" not in enquiry.message


@pytest.mark.parametrize(
    "email",
    ["a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "<b>@x.org>", '"a"@b.org'],
)
def test_address_that_would_inject(contact, email):
    """An address with more than an address in it is refused."""
    assert send(contact, email=email).status_code == 422
    assert not Enquiry.objects.exists()


def test_address_that_reads_backwards(contact):
    """What turns the direction, or is not seen, is no part of an address."""
    assert send(contact, email="ana@exa\u202emp\u200ble.org\x00").status_code == 302
    assert Enquiry.objects.get().email == "ana@example.org"


@pytest.mark.parametrize("name", ["\u200b", "\u3164 \ufeff", "\u202e", "\x00"])
def test_name_that_shows_nothing(contact, name):
    """An enquiry without a name to see could not be opened in the list."""
    assert send(contact, name=name).status_code == 422


@pytest.mark.parametrize("filled", ["x" * 500, "\x00", "a\r\nb"])
def test_trap_takes_whatever_comes(contact, filled):
    """A program is never told that it has fallen for something."""
    response = send(contact, website=filled)
    assert (response.status_code, Enquiry.objects.filter(status="spam").count()) == (
        302,
        1 if filled.strip("\x00") else 0,
    )


def test_forms_that_are_none(client, contact):
    """Numbers without end, other kinds of content, and broken ones: a clear answer."""
    form = open_form(client, contact)
    assert client.post(f"/enquiries/{'9' * 40}/").status_code == 404
    for kind in ("multipart/form-data; boundary=x; charset=hex", "application/json", "text/plain"):
        response = client.generic("POST", form["action"], b"x=1", kind, headers=OWN_SITE)
        assert response.status_code == 415 and "could not be read" in problem(response)


@pytest.mark.parametrize("made", ["expired", "used", "over the limit"])
def test_form_that_is_shown_again_may_be_sent_at_once(contact, settings, made):
    """Whoever is asked to press the button again has read the form, and is no program."""
    settings.ENQUIRY_MINIMUM_SECONDS = 3
    if made == "expired":
        response = send(contact, token=token(LIFETIME + 60))
    elif made == "used":
        used = token()
        send(contact, token=used)
        response = send(contact, token=used, message="And this.")
    else:
        settings.ENQUIRIES_AN_HOUR = 1
        send(contact, token=token())
        response = send(contact, token=token(), message="Another.")
        settings.ENQUIRIES_AN_HOUR = 10
    again = read(response).select_one("form.enquiry-form")
    assert send(contact, form=again, message="Sent again").status_code == 302
    assert Enquiry.objects.get(message="Sent again").status == "new"


def test_other_methods_send_nothing(client, contact):
    """Nothing is stored by following a link."""
    form = open_form(client, contact)
    for method in (client.get, client.head, client.put, client.delete):
        assert method(form["action"], headers=OWN_SITE).status_code in {302, 405}
    assert not Enquiry.objects.exists()
