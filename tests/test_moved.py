"""Ten thousand pages keep their addresses when the section that they are in is renamed or moved.

What it holds must hold on both databases.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.models import StandardPage
from tests import builders
from tests.clinical_review.acting import edit
from tests.forms import send
from tests.html import read, words

pytestmark = pytest.mark.django_db

COUNT = 10_000


@pytest.fixture
def section(db):
    """A section with COUNT pages below it."""
    section = builders.make_standard_page("Library")
    kind = ContentType.objects.get_for_model(StandardPage)
    pages = [
        Page(
            title=f"Page {number}",
            draft_title=f"Page {number}",
            slug=f"page-{number}",
            path=section.path + Page._int2str(number + 1).rjust(Page.steplen, "0"),
            depth=section.depth + 1,
            url_path=f"{section.url_path}page-{number}/",
            content_type=kind,
            locale_id=section.locale_id,
        )
        for number in range(COUNT)
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=section.pk).update(numchild=COUNT)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the server does so by itself some time after such a change
    return StandardPage.objects.get(pk=section.pk)


def assert_addresses_lead_on(client, old, new):
    """Fail unless each of the old addresses leads to the page that had it."""
    assert Redirect.objects.filter(old_path__startswith=old.rstrip("/")).count() == COUNT + 1
    for path in ("", "page-0/", "page-1234/", f"page-{COUNT - 1}/"):
        response = client.get(f"{old}{path}")
        assert (response.status_code, response["Location"]) == (301, f"{new}{path}")


def test_renamed_section(editor, client, section, django_capture_on_commit_callbacks):
    """The editor gets an answer and no error, and every address below leads on; again at the next name."""
    for old, slug in (("/library/", "books"), ("/books/", "archive")):
        with django_capture_on_commit_callbacks(execute=True):
            answer = send(editor, edit(section), {"slug": slug}, "publish")
        assert "has been published" in words(read(answer))
        assert_addresses_lead_on(client, old, f"/{slug}/")
    assert client.get("/library/page-7/")["Location"] == "/archive/page-7/"


def test_moved_section(editor, client, section):
    """The same when it is put below another page."""
    house = builders.make_standard_page("House")
    editor.post(reverse("wagtailadmin_pages:move_confirm", args=[section.pk, house.pk]))
    assert_addresses_lead_on(client, "/library/", "/house/library/")


def test_redirect_that_a_person_has_made_stays(editor, client, migraine, django_capture_on_commit_callbacks):
    """What somebody has decided is not overruled by a rename."""
    other = builders.make_standard_page("Other")
    own = Redirect.objects.create(
        site=Site.objects.get(), old_path="/conditions/migraine", redirect_page=other
    )
    with django_capture_on_commit_callbacks(execute=True):
        send(editor, edit(migraine), {"slug": "head"}, "publish")
    assert list(Redirect.objects.all()) == [own]
