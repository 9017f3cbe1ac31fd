"""The form that asks for a page's password, and what can be had through its address."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests import builders
from tests.html import read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def password():
    """The password of a section."""
    page = builders.make_standard_page("For patients")
    kind = PageViewRestriction.PASSWORD
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="mint")


def address(password, page):
    """Return where the `password` for `page` is sent."""
    return reverse("wagtailcore_authenticate_with_password", args=[password.pk, page.pk])


def test_page_that_has_the_password(client, password):
    """Itself, or by a page above it; whoever knows it gets in."""
    below = builders.make_page(type(password.page.specific), password.page, "The exercises")
    for page in (password.page, below):
        assert "This page has a password" in words(read(client.get(address(password, page))))
    assert "The exercises" not in words(read(client.get(below.url)))
    sent = {"password": "mint", "return_url": below.url}
    assert client.post(address(password, below), sent)["Location"] == below.url
    assert "The exercises" in words(read(client.get(below.url)))


def test_pages_that_do_not_have_it(client, password, migraine):
    """Drafts are nobody's business, and what is never shown is no error."""
    draft = builders.make_standard_page("Not yet")
    draft.unpublish()
    below = builders.make_page(type(draft), password.page, "Not yet here")
    below.unpublish()
    for page in (Page.get_first_root_node(), migraine, draft, below):
        assert client.get(address(password, page)).status_code == 404
    login = PageViewRestriction.objects.create(page=migraine, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(address(login, migraine)).status_code == 404


def test_guesses_are_limited(client, password):
    """Ten words from one network; others, and whoever knows it, get in, and so does the guesser later."""
    form = address(password, password.page)
    sent = {"password": "mint", "return_url": password.page.url}
    guesses = [client.post(form, sent | {"password": f"word {n}"}).status_code for n in range(11)]
    assert guesses == [200] * 10 + [429]
    assert client.post(form, sent).status_code == 429
    ward = Client(REMOTE_ADDR="192.0.2.7")
    assert [ward.post(form, sent).status_code for _ in range(12)] == [302] * 12
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(form, sent).status_code == 302


def test_guesses_at_the_password_of_documents_are_limited(client):
    """As those at a page's; another site that lets a visitor's browser ask for the form uses up none."""
    collection = Collection.get_first_root_node().add_child(name="For patients")
    kind = CollectionViewRestriction.PASSWORD
    password = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=kind, password="mint"
    )
    form = reverse("wagtaildocs_authenticate_with_password", args=[password.pk])
    assert {client.head(form).status_code for _ in range(12)} == {200}
    sent = {"password": "thyme", "return_url": "/"}
    assert [client.post(form, sent).status_code for _ in range(11)] == [200] * 10 + [429]
    assert client.post(form, sent | {"password": "mint"}).status_code == 429
