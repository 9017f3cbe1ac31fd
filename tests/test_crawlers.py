"""What robots of search engines ask for first: which pages there are, and where they may go."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import PageLogEntry, PageViewRestriction

from tests import builders
from treatments.models import ConditionIndexPage, ConditionPage, TreatmentIndexPage, TreatmentPage

pytestmark = pytest.mark.django_db


def sitemap(client):
    """Return {address: date of the last change} of the sitemap."""
    response = client.get("/sitemap.xml")
    assert response["content-type"] == "application/xml"
    entries = ElementTree.fromstring(response.content).iterfind("{*}url")
    return {entry.findtext("{*}loc"): entry.findtext("{*}lastmod") for entry in entries}


def test_sitemap_holds_what_visitors_can_open(client, every_page):
    """Every public page and nothing else: no draft, no private page, none that asks to be left out."""
    draft, private, hidden = (builders.make_standard_page(name) for name in ("Draft", "Private", "Hidden"))
    below = builders.make_page(type(private), private, "Below a private page")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    hidden.hide_from_search_engines = True
    builders.publish(hidden)
    expected = {page.full_url for page in every_page.values()}
    assert not {page.full_url for page in (draft, private, hidden, below)} & expected
    assert set(sitemap(client)) == expected


def test_list_changes_when_one_of_its_pages_does(client, migraine):
    """A robot that comes for what is new finds the list changed as well."""
    index = ConditionIndexPage.objects.get()
    later = timezone.now() + timedelta(days=3)
    ConditionPage.objects.filter(pk=migraine.pk).update(last_published_at=later)
    told = sitemap(client)
    assert told[index.full_url] == told[migraine.full_url]
    assert parse_datetime(f"{told[migraine.full_url]}T00:00Z").date() == later.date()
    assert told[index.full_url] != told[index.get_site().root_url + "/"]


@pytest.mark.parametrize("leave", [lambda page: page.unpublish(), lambda page: page.delete()])
def test_list_changes_when_a_page_leaves_it(client, migraine, leave):
    """The list is another one without the page."""
    page = builders.make_condition()
    before = timezone.now() - timedelta(days=9)
    for shown in (ConditionIndexPage, ConditionPage, TreatmentIndexPage, TreatmentPage):
        shown.objects.update(last_published_at=before, latest_revision_created_at=before)
    PageLogEntry.objects.update(timestamp=before)
    leave(page)
    index = ConditionIndexPage.objects.get()
    assert sitemap(client)[index.full_url] == timezone.now().date().isoformat()
    assert sitemap(client)[TreatmentIndexPage.objects.get().full_url] != timezone.now().date().isoformat()


def test_sitemap_of_a_large_site_asks_no_more(client, migraine):
    """A robot that comes every hour must not cost more with each page that is written."""

    def count():
        with CaptureQueriesContext(connection) as context:
            sitemap(client)
        return len(context)

    few = count()
    section = ConditionIndexPage.objects.get()
    for number in range(20):
        section.add_child(instance=ConditionPage(title=f"Page {number}", summary="x"))
        section.refresh_from_db()
    assert len(sitemap(client)) > 20
    assert count() <= few


def test_address_with_an_ampersand(client, migraine):
    """Whatever an address holds, the file stays readable."""
    type(migraine).objects.filter(pk=migraine.pk).update(url_path=f"{migraine.get_parent().url_path}a&b/")
    assert any(address.endswith("/a&b/") for address in sitemap(client))


def test_robots_may_come(client):
    """On the site's own address; it says where the sitemap is."""
    response = client.get("/robots.txt", headers={"host": settings.SITE_URL.partition("//")[2]})
    assert response["content-type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /" not in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


def test_copies_of_the_site_are_closed(client):
    """A test site must not compete with the real one in search results."""
    for host in ("localhost", "testserver"):
        assert (
            "Disallow: /" in client.get("/robots.txt", headers={"host": host}).content.decode().splitlines()
        )


@pytest.mark.parametrize(
    ("address", "host", "is_open"),
    [
        ("https://Clinic.Example", "clinic.example", True),
        ("https://clinic.example:443", "clinic.example", True),
        ("http://clinic.example", "clinic.example:80", True),
        ("https://clinic.example", "clinic.example.", True),
        ("https://clinic.example", "clinic.example:8443", False),
        ("https://clinic.example", "www.clinic.example", False),
    ],
)
def test_address_may_be_written_in_many_ways(client, settings, address, host, is_open):
    """The real site must never be closed because of a capital letter or a port that goes without saying."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = address, ["*"]
    told = client.get("/robots.txt", headers={"host": host}).content.decode()
    assert ("Disallow: /" not in told.splitlines()) == is_open
