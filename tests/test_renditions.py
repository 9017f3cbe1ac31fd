"""Pictures are made in all their sizes when something is published or changed, not when somebody looks."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from home.jobs import make_pictures
from home.models import ClinicRendition, ClinicSettings, ContactPage, HomePage, StandardPage
from home.picture_sizes import CARD, FIGURE, ICONS
from site_project.page_cache.generation import open_generation
from tests import builders
from tests.clinical_review.acting import approve, edit, signed_in, submit
from tests.forms import form_of, messages, send
from tests.html import read
from tests.server import serve_environment
from treatments.models import ConditionIndexPage, ConditionPage, TreatmentIndexPage, TreatmentPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

DETAILS = "/admin/settings/home/clinicsettings/"
ROOT = Path(__file__).resolve().parent.parent
APPS = ("home", "site_project", "treatments")


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    """A context in which a change is made; at its end it is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def made_by_visitors(client, media):
    """A function that visits addresses and returns the rows and files of pictures that this has made."""

    def made():
        rows = {f"row {key}" for key in ClinicRendition.objects.values_list("pk", flat=True)}
        return rows | {file.name for file in (media / "images").glob("*")}

    def visit(*addresses):
        cache.clear()
        before = made()
        for address in addresses:
            assert client.get(address).status_code in {200, 302}, address
        return made() - before

    return visit


def draft_with_pictures(page_type=ConditionPage, parent=ConditionIndexPage):
    """Return a page that nobody has published, with pictures wherever a page can have them."""
    figure = {"image": {"image": builders.make_image().pk, "alt_text": "A room", "decorative": False}}
    sections = builders.body(page_type, ("The house", [("figure", {**figure, "caption": "The house"})]))
    pictures = {"listing_image": builders.make_image(), "social_image": builders.make_image()}
    page = page_type(title="Drawn", summary="What to know.", body=sections, live=False, **pictures)
    parent.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def cards():
    """Return in which sizes of a card pictures were made; the admin's own pages never show one."""
    return sorted(ClinicRendition.objects.filter(filter_spec__in=CARD).values_list("filter_spec", flat=True))


def forget_sizes():
    """Have each picture of the site as if it was new."""
    ClinicRendition.objects.all().delete()
    cache.clear()


def test_every_page_that_is_published(editor, clinic, every_page, change, made_by_visitors):
    """Whoever comes first after “publish” waits for no picture: on the page, in lists, in cards, in icons."""
    clinic.sharing_image = builders.make_image()
    clinic.save()
    forget_sizes()
    with change():
        assert messages(send(editor, DETAILS, {})) == {}
        for page in every_page.values():
            builders.publish(page)
    types = {HomePage, StandardPage, ContactPage, ConditionPage, TreatmentPage}
    assert {type(page) for page in every_page.values()} == types | {ConditionIndexPage, TreatmentIndexPage}
    icons = [reverse("icon", args=[side]) for side in ICONS]
    assert made_by_visitors(*(page.url for page in every_page.values()), *icons, "/site.webmanifest") == set()
    assert {"figure", "card__image", "site-header__logo"} <= classes_of_pictures(editor, every_page)


def classes_of_pictures(client, pages):
    """Return the classes of the pictures on `pages`, or of what is around them."""
    pictures = [
        picture for page in pages.values() for picture in read(client.get(page.url)).select("picture")
    ]
    return {name for picture in pictures for name in picture.img.get("class", picture.parent.get("class"))}


@pytest.mark.parametrize("types", [(ConditionPage, ConditionIndexPage), (StandardPage, HomePage)])
def test_draft_makes_nothing_until_it_is_published(editor, change, made_by_visitors, types):
    """It is saved every few seconds while somebody writes."""
    page = draft_with_pictures(*types)
    with change():
        send(editor, edit(page), {"title": "Redrawn"})
    assert cards() == []
    with change():
        assert messages(send(editor, edit(page), {}, "publish")) == {}
    assert cards() == sorted(CARD)
    assert made_by_visitors(page.url, page.get_parent().url) == set()


def test_page_that_goes_live_on_its_day(editor, change, made_by_visitors):
    """`publish_scheduled` makes them, not who reads the page first that morning."""
    page = draft_with_pictures()
    day = timezone.now() + timedelta(days=3)
    with change():
        send(editor, edit(page), {"go_live_at": f"{day:%Y-%m-%d %H:%M}"}, "publish")
    assert cards() == []
    with time_machine.travel(day + timedelta(minutes=2)), change():
        call_command("publish_scheduled")
    assert Page.objects.get(pk=page.pk).live
    assert made_by_visitors(page.url, page.get_parent().url) == set()


def test_page_that_a_clinician_approves(editor, change, made_by_visitors):
    """The usual way to publish is the clinical review."""
    page = draft_with_pictures()
    reviewer = signed_in(builders.make_reviewer())
    with change():
        submit(editor, page)
    assert cards() == []
    with change():
        approve(reviewer, page)
        assert cards() == []  # encoding would hold the database
    assert Page.objects.get(pk=page.pk).live
    assert made_by_visitors(page.url, page.get_parent().url) == set()


def focal_point():
    return {f"focal_point_{name}": 300 for name in ("x", "y", "width", "height")}


def other_file():
    return {"file": builders.picture_file(900, 900, name="other.jpg")}


@pytest.mark.parametrize("new", [focal_point, other_file])
def test_picture_that_is_changed_in_the_library(editor, clinic, every_page, change, made_by_visitors, new):
    """All pages that show it are live, and show it anew: the header, figures, cards, shared pages."""
    picture = every_page["everything"].listing_image
    clinic.logo = clinic.sharing_image = picture
    clinic.save()
    addresses = [page.url for page in every_page.values()]
    made_by_visitors(*addresses)
    before = {source["srcset"] for source in read(editor.get("/conditions/")).select(".card source")}
    address = reverse("wagtailimages:edit", args=[picture.pk])
    with change():
        answer = editor.post(address, form_of(editor.get(address)) | new(), follow=True)
    assert messages(answer) == {}
    icons = [reverse("icon", args=[side]) for side in ICONS]
    assert made_by_visitors(*addresses, *icons) == set()
    after = {source["srcset"] for source in read(editor.get("/conditions/")).select(".card source")}
    assert len(before) == len(after) == 2 and not before & after


@pytest.mark.parametrize("field", ["logo", "sharing_image"])
def test_picture_of_the_clinic(editor, change, made_by_visitors, migraine, field):
    """It is on every page, so everybody would wait for it."""
    picture = builders.make_image()
    with change():
        assert messages(send(editor, DETAILS, {field: picture.pk})) == {}
    assert getattr(ClinicSettings.objects.get(), field) == picture
    icons = [reverse("icon", args=[side]) for side in ICONS] if field == "logo" else []
    assert made_by_visitors(migraine.url, "/", "/site.webmanifest", *icons) == set()


def gone(file):
    file.unlink()


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-400])


def no_picture(file):
    file.write_bytes(b"This is no picture.")


@pytest.mark.parametrize("damage", [gone, cut_off, no_picture])
def test_broken_picture_does_not_stop_publishing(editor, client, change, made_by_visitors, caplog, damage):
    """The page is published, its other pictures are there, and one line says what is wrong."""
    page = draft_with_pictures()
    damage(Path(page.listing_image.file.path))
    with change():
        assert messages(send(editor, edit(page), {}, "publish")) == {}
    assert "Drawn" in read(client.get(page.url)).h1
    assert ClinicRendition.objects.filter(filter_spec__in=FIGURE).count() == len(FIGURE)
    [line] = [record.getMessage() for record in caplog.records if record.name.startswith("home")]
    assert line.startswith(f"Picture {page.listing_image.pk}, “The treatment room”, can't be made ready")
    assert "\n" not in line
    assert made_by_visitors(page.url, page.get_parent().url) == set()


def test_clock_makes_what_is_missing(editor, clinic, every_page, change, made_by_visitors):
    """A server was killed while it made them, or new code shows pictures in other sizes; drafts have time."""
    clinic.logo = clinic.sharing_image = builders.make_image()
    clinic.save()
    draft = draft_with_pictures()
    with change():
        for page in every_page.values():
            builders.publish(page)
    forget_sizes()
    assert make_pictures() == {}
    assert ClinicRendition.objects.exists()
    assert not ClinicRendition.objects.filter(image=draft.listing_image).exists()
    icons = [reverse("icon", args=[side]) for side in ICONS]
    assert made_by_visitors(*(page.url for page in every_page.values()), *icons) == set()


def test_clock_tells_of_a_picture_that_it_cannot_make(editor, change):
    """The dashboard has its number; the others are made."""
    page = draft_with_pictures()
    with change():
        send(editor, edit(page), {}, "publish")
    forget_sizes()
    gone(Path(page.listing_image.file.path))
    [(told, why)] = make_pictures().items()
    assert told == f"Picture {page.listing_image.pk} can't be made ready for its pages."
    assert why
    assert ClinicRendition.objects.filter(filter_spec__in=FIGURE).count() == len(FIGURE)


FULL = """
from pathlib import Path
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from tests import builders
picture = builders.make_image()
Path(settings.MEDIA_ROOT, "images").touch()  # where the folder would be
page = builders.make_condition("Drawn", listing_image=picture)
site = Client(SERVER_NAME="127.0.0.1")
site.force_login(get_user_model().objects.get())
addresses = page.url, "/conditions/", f"/admin/pages/{page.pk}/edit/"
print(page.live, *(site.get(address).status_code for address in addresses))
"""


def test_disk_that_takes_no_more(data_dir):
    """Nothing that was written is lost, and the pages open: on a site with real commits."""
    environment = serve_environment(data_dir, SLOW_SECONDS="600")
    run = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", FULL],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "True 200 200 200\n"
    lines = run.stderr.splitlines()
    assert lines and all("“The treatment room”, can't be made ready" in line for line in lines)


@pytest.mark.parametrize("thing", ["page", "picture", "clinic"])
def test_pictures_are_made_before_visitors_hear_of_the_change(change, clinic, settings, thing):
    """The page cache answers with the page as it was until the pictures are there."""
    settings.CACHE_URL = ""  # only the mark in a file has a time
    page = draft_with_pictures()
    page.live = True
    clinic.logo = page.listing_image
    with change():
        page.save()
        clinic.save()
    forget_sizes()
    with change():
        {"page": page, "picture": page.listing_image, "clinic": clinic}[thing].save()
    files = [Path(rendition.file.path) for rendition in ClinicRendition.objects.all()]
    assert files
    assert max(file.stat().st_mtime_ns for file in files) <= open_generation().path.stat().st_mtime_ns


def test_publishing_what_is_made_asks_little(change, django_capture_on_commit_callbacks):
    """Three questions, however many pictures the page has: most of what is published are words."""
    page = draft_with_pictures()
    with change():
        page.save_revision().publish()
    page = ConditionPage.objects.get(pk=page.pk)
    with django_capture_on_commit_callbacks() as callbacks:
        page.save_revision().publish()
    cache.clear()
    with CaptureQueriesContext(connection) as context:
        for callback in callbacks:
            callback()
    about_pictures = [
        query for query in context if re.search("referenceindex|clinic(image|rend)", query["sql"])
    ]
    assert len(about_pictures) == 3


def test_sizes_are_named_once():
    """What pages ask for and what is made before can't be two different things."""
    asks = re.compile(r"{%\s*(image|picture|srcset_image|image_url)\s|rendition\w*\(f?[\"']")
    files = [file for kind in ("html", "py") for app in APPS for file in (ROOT / app).rglob(f"*.{kind}")]
    assert [str(file) for file in files if asks.search(file.read_text())] == []
