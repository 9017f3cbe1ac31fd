"""The very next request after a change shows it; what nobody can see changes nothing."""

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from home.enquiries.handling import TAKE, do
from home.models import ClinicSettings, ContactPage, Enquiry, GoneAddress, HomePage, StandardPage
from site_project.page_cache.application import PageCache
from site_project.worker.lease import take_lease
from site_project.worker.models import JobRun
from tests import builders
from tests.clinical_review.acting import confirm, edit, signed_in
from tests.enquiries.sending import send as send_enquiry
from tests.forms import form_of, send
from tests.page_cache.browser import ask
from treatments.models import ConditionIndexPage, ConditionPage, RegulatoryStatus

pytestmark = pytest.mark.django_db

MIGRAINE = "/conditions/migraine/"


def text(answer):
    """Return the page of an Answer as text."""
    return answer.body.decode()


def change_phone(page):
    clinic = ClinicSettings.for_site(page.get_site())
    clinic.phone = "(555) 010-0199"
    clinic.save()


def change_title(page):
    page.title = "Another title"
    builders.publish(page)


def rename(page):
    page.slug = "head"
    builders.publish(page)


def take_into_the_menu(page):
    builders.make_standard_page("In the menu", show_in_menus=True)


def make_private(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def unpublish_its_treatment(page):
    page.treatment_links.first().treatment.unpublish()


def link_another(page):
    builders.link_treatment(page, builders.make_treatment("Infusion"), RegulatoryStatus.APPROVED, "New use")


def move(page):
    page.get_parent().move(builders.make_standard_page("House"), pos="last-child")


def name_the_site(page):
    site = Site.objects.get()
    site.root_page = ConditionIndexPage.objects.get()
    site.save()


def rename_the_first_page(page):
    home = HomePage.objects.get()
    home.slug = "start"
    builders.publish(home)


def review(page):
    confirm(signed_in(builders.make_reviewer()), page)


CHANGES = [
    change_phone,
    change_title,
    rename,
    take_into_the_menu,
    make_private,
    unpublish_its_treatment,
    link_another,
    move,
    name_the_site,
    review,
    lambda page: page.unpublish(),
    lambda page: page.delete(),
]


@pytest.mark.parametrize("make", CHANGES, ids=lambda make: make.__name__)
def test_change_is_seen_at_the_next_request(visit, change, migraine, django_site, make):
    """Whatever it is: the page that was in memory is not shown once more."""
    before = visit(MIGRAINE)
    assert visit(MIGRAINE).body == before.body and django_site.asked == 1
    with change():
        make(migraine)
    after = visit(MIGRAINE)
    assert (after.status, after.body) != (before.status, before.body)


@pytest.mark.parametrize("make", [name_the_site, rename_the_first_page], ids=lambda make: make.__name__)
def test_addresses_that_another_process_looked_up_before_the_commit(visit, change, migraine, make):
    """Wagtail keeps the addresses of first pages for an hour; those of before a change lead nowhere."""
    old = Site.get_site_root_paths()
    with change():
        make(migraine)
        cache.set(SITE_ROOT_PATHS_CACHE_KEY, old, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert 'href="None' not in text(visit("/")) + text(visit("/migraine/"))
    assert Site.get_site_root_paths() != old


def test_source_and_picture(visit, change):
    """What pages share is changed in one place and seen on each."""
    page = builders.make_full_condition()
    assert "Migraine photophobia" in text(visit(page.url))
    with change():
        source = page.sources[0]
        source.title = "A better title"
        source.save()
    assert "A better title" in text(visit(page.url))
    picture = page.listing_image
    first = text(visit("/conditions/"))
    with change():
        picture.focal_point_x = picture.focal_point_y = picture.focal_point_width = 10
        picture.focal_point_height = 10
        picture.save()
    assert text(visit("/conditions/")) != first


def test_redirect_and_gone(visit, change, migraine):
    """An address that was nothing becomes something."""
    site = Site.objects.get()
    assert visit("/old/").status == visit("/older/").status == 404
    with change():
        Redirect.objects.create(site=site, old_path="/old", redirect_page=migraine)
        GoneAddress.objects.create(site=site, path="/older")
    assert (visit("/old/").status, visit("/older/").status) == (301, 410)
    with change():
        Redirect.objects.all().delete()
        GoneAddress.objects.all().delete()
    assert visit("/old/").status == visit("/older/").status == 404


@pytest.mark.sqlite
def test_move_whose_redirects_fail(visit, change, migraine, caplog):
    """What a draft section has below it is private from then on, whatever becomes of its old address."""
    section, private = builders.make_standard_page("Exercises"), builders.make_standard_page("For patients")
    page = builders.make_page(StandardPage, section, "Breathing")
    section.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    old = page.url
    assert visit(old).status == visit(old).status == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER locked BEFORE INSERT ON wagtailredirects_redirect "
            "BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
        )
    with change():
        section.move(private, pos="last-child")
    assert visit(old).status == 404
    assert "database is locked" in caplog.text


def test_editor_presses_publish(visit, change, editor, migraine):
    """Through the admin: when the answer is there, so is the new page."""
    visit(MIGRAINE)
    with change():
        send(editor, edit(migraine), {"title": "Pressed"}, "publish")
    assert "Pressed" in text(visit(MIGRAINE))


def test_folder_of_pages_that_cannot_be_used(django_site, change, migraine, tmp_path, settings, caplog):
    """What a web server would read there is one thing; the site's own memory is to be right in any case."""
    settings.CACHE_URL = ""  # only the mark in a file has pages as files beside it
    settings.DATA_DIR = tmp_path
    (tmp_path / "pages").write_text("No folder.")
    site = PageCache(django_site)
    ask(site, MIGRAINE)
    with change():
        change_title(migraine)
    assert "Another title" in text(ask(site, MIGRAINE))
    assert "can't be taken away" in caplog.text


def test_drafts_raise_nothing(visit, change, editor, migraine, django_site, generation):
    """Who writes for an hour, saved by itself every few seconds, makes no visitor wait."""
    visit(MIGRAINE)
    before = generation()
    with change():
        send(editor, edit(migraine), {"title": "Not yet"})
        migraine.title = "Nor this"
        migraine.save_revision(user=None)
        new = ConditionPage(title="New", summary="New.", live=False)
        ConditionIndexPage.objects.get().add_child(instance=new)
        add = reverse(
            "wagtailadmin_pages:add", args=["home", "standardpage", migraine.get_parent().get_parent().pk]
        )
        send(editor, add, {"title": "Newer", "summary": "New.", "slug": "newer"})
        assert StandardPage.objects.filter(slug="newer", live=False).exists()
    assert generation() == before
    assert "Not yet" not in text(visit(MIGRAINE)) and django_site.asked == 1


def test_previews_are_for_who_looks(visit, site, change, editor, migraine, generation):
    """What is being typed is shown at the side of the form, in its own tab, and nowhere else."""
    before = generation()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[migraine.pk])
    data = form_of(editor.get(edit(migraine))) | {"title": "Only tried"}
    with change():
        assert editor.post(address, data).json()["is_valid"]
        send(editor, edit(migraine), {"title": "Only saved"})
    session = f"sessionid={editor.cookies['sessionid'].value}"
    draft = reverse("wagtailadmin_pages:view_draft", args=[migraine.pk])
    for path, words in ((address, "Only tried"), (draft, "Only saved")):
        assert words in text(visit(path, cookie=session))
        assert words not in text(visit(path)) + text(visit(MIGRAINE))
    assert generation() == before
    assert [path for _host, _scheme, path in site.store.answers] == [MIGRAINE]


def test_visitors_and_the_front_desk_raise_nothing(change, client, generation, settings):
    """A flood of enquiries or searches must not empty the memory."""
    settings.ENQUIRY_MINIMUM_SECONDS = 0
    contact = ContactPage.objects.get()
    before = generation()
    with change():
        assert send_enquiry(contact).status_code == 302
        do(TAKE, Enquiry.objects.get(), builders.make_user("kim", "Front desk"), "Called.")
        client.get("/search/", {"q": "zzyzx"})
        builders.make_user("ed", "Editors").save()
    assert generation() == before


def test_clock_raises_nothing(change, generation, settings):
    """It beats and keeps books every few seconds; the pages that come and go by it are another matter."""
    before = generation()
    with change():
        take_lease(60).renew()
        for run in JobRun.of(settings.WORKER_JOBS, timezone.now()).values():
            run.end(run.due_at, timezone.now(), "It failed.")
    assert generation() == before


def test_day_on_which_something_falls_due(visit, django_site):
    """A review that was due yesterday is overdue today, though nobody has touched anything."""
    visit(MIGRAINE)
    with time_machine.travel("2030-01-01 10:00"):
        visit(MIGRAINE)
    assert django_site.asked == 2


def test_command(visit, django_site):
    """For who has changed something behind the site's back."""
    visit(MIGRAINE)
    Page.objects.filter(slug="migraine").update(seo_title="Behind the back")
    assert "Behind the back" not in text(visit(MIGRAINE))
    call_command("clear_page_cache")
    assert "Behind the back" in text(visit(MIGRAINE))


def test_render_that_began_before_a_change(visit, change, migraine, django_site):
    """A page that was half rendered when an editor published is not shown after that."""

    original = django_site.application

    def slow(environ, start_response):
        answer = original(environ, start_response)  # the page as it was
        if django_site.asked == 1:
            with change():
                change_title(migraine)
        return answer

    django_site.application = slow
    assert "Another title" not in text(visit(MIGRAINE))
    assert "Another title" in text(visit(MIGRAINE))


def test_every_model_is_thought_of(settings):
    """A name that is on the list of what nobody sees names something that there is."""
    labels = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    labels |= {model._meta.app_label for model in apps.get_models()}
    assert labels >= settings.PAGE_CACHE_IGNORES
