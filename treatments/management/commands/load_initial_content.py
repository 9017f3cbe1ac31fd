"""Fill an empty site with the clinic's own text."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from home.models import ClinicSettings, ContactPage, HomePage, StandardPage
from treatments.clinical_review.access import make_groups_and_workflow
from treatments.models import (
    ConditionIndexPage,
    ConditionPage,
    TreatmentForCondition,
    TreatmentIndexPage,
    TreatmentPage,
)


class Command(BaseCommand):
    """Load the words in both apps' initial_content folders, once, on a site without pages."""

    help = "Fill an empty site with the clinic's own text. On a site that has pages it changes nothing."

    def handle(self, *args, **options):
        """Make and publish the pages in one transaction, or say why there is nothing to do."""
        if HomePage.objects.exists():
            self.stdout.write("Content: the site has its pages.")
            return
        with transaction.atomic():
            load_site()
        self.stdout.write("Content: the clinic's own text is loaded and published.")


def load_site():
    """Make the site's pages, the clinic's name and who may do what, with the words in initial_content.

    Raises ValidationError when a field or block would not pass the editor's own checks.
    """
    home = add_page(HomePage, Page.get_first_root_node(), read_words("home", "home"), {})
    site = point_site_at(home)
    conditions = add_page(
        ConditionIndexPage, home, read_words("treatments", "conditions"), {"show_in_menus": True}
    )
    treatments = add_page(
        TreatmentIndexPage, home, read_words("treatments", "treatments"), {"show_in_menus": True}
    )
    ketamine = add_page(TreatmentPage, treatments, read_words("treatments", "ketamine"), {})

    words = read_words("treatments", "migraine")
    links = [
        TreatmentForCondition(**{**link, "treatment": ketamine, "sort_order": place})
        for place, link in enumerate(words.pop("treatment_links"))
    ]
    for link in links:
        link.full_clean(exclude=["condition"])
    migraine = add_page(ConditionPage, conditions, words, {"treatment_links": links})

    # A draft: what the software does is in it, and what the clinic has to say is not.
    privacy = add_page(StandardPage, home, read_words("home", "privacy"), {}, is_draft=True)
    extra = {"show_in_menus": True, "privacy_page": privacy.page_ptr}
    contact = add_page(ContactPage, home, read_words("home", "contact"), extra)
    state_details(ClinicSettings.for_site(site), {"contact": contact.pk})

    make_groups_and_workflow(home, [conditions, treatments])
    fill_streams(home, read_words("home", "home"), {"migraine": migraine.pk, "ketamine": ketamine.pk})
    home.save_revision(log_action=True).publish()


def state_details(clinic, pages):
    """Fill in the details of `clinic`; `pages` maps the names that the words use for pages to their keys."""
    words = read_words("home", "clinic")
    clinic.name = words["name"]
    fill_streams(clinic, words, pages)
    clinic.full_clean()
    clinic.save()


def read_words(app_label, name):
    """Return the contents of one JSON file of `app_label`'s initial_content folder, as a dict."""
    path = Path(apps.get_app_config(app_label).path, "initial_content", f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def add_page(page_type, parent, words, extra, is_draft=False):
    """Return a page of `page_type` below `parent` with the field values in `words` and `extra`.

    It is published unless it `is_draft`. Streams that point to other pages are left to fill_streams, once
    those pages exist.
    """
    streams = {field.name for field in page_type._meta.get_fields() if isinstance(field, StreamField)}
    fields = {name: value for name, value in {**words, **extra}.items() if name not in streams}
    page = page_type(**fields, live=not is_draft)
    if page_type is not HomePage:
        fill_streams(page, words, {})
    page.full_clean(exclude=["path", "depth"])
    parent.add_child(instance=page)
    # The log entry is what the page's history offers to go back to.
    revision = page.save_revision(log_action=page_type is not HomePage)
    if not is_draft:
        revision.publish()
    return page


def fill_streams(page, words, pages):
    """Set the streams of `page`, or of settings, from `words` after the checks that the editor makes.

    `pages` maps the names that the words use for pages to their primary keys.
    """
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and field.name in words:
            raw = with_page_ids(words[field.name], pages)
            value = field.stream_block.to_python(raw)
            setattr(page, field.name, field.stream_block.clean(value))


def with_page_ids(value, pages):
    """Return `value`, a stream's raw data, with the names under "page" and "pages" replaced by ids."""
    if isinstance(value, list):
        return [with_page_ids(item, pages) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: with_page_ids(item, pages) for key, item in value.items()}
    if "page" in result:
        result["page"] = pages[result["page"]]
    if "pages" in result:
        result["pages"] = [pages[name] for name in result["pages"]]
    return result


def point_site_at(home):
    """Return the default site with `home` as its front page, at SITE_URL's address.

    Wagtail's own welcome page, which its first migration makes, is removed.
    """
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.root_page, site.hostname, site.port = home, address.hostname, port
    site.save()
    if welcome and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
    return site
