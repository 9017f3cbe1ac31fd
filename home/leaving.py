"""What becomes of the address of a page that is unpublished or deleted, and the answer to who asks for it."""

from django import forms
from django.db import models
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import escape_leading_slashes
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.models import GoneAddress
from home.visibility import open_to_visitors

# Of an address that something can be settled for; Wagtail's redirects take no longer one.
LONGEST_PATH = Redirect._meta.get_field("old_path").max_length


class Choice(models.TextChoices):
    """What an editor can do with the address of a page that leaves."""

    REDIRECT = "redirect", "They are led to another page"
    GONE = "gone", "They read that the page is gone for good"
    NOTHING = "nothing", "They read “page not found”. The page may come back"


class LeavingForm(forms.Form):
    """What visitors get who still have the old address.

    `leaving` are the pages that go; `with_descendants` says that those below go too. Of pages that no visitor
    has seen it asks nothing.
    """

    address = forms.ChoiceField(
        label="Visitors who still have the old address", choices=Choice.choices, widget=forms.RadioSelect
    )
    target = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        required=False,
        widget=AdminPageChooser,
        label="The other page",
        help_text="Only needed for the first choice. For example: the page that has taken over the subject.",
    )

    def __init__(self, *args, leaving, with_descendants, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaving, self.with_descendants = leaving, with_descendants
        if not any(self.questions_in(page) for page in leaving):
            del self.fields["address"], self.fields["target"]

    def clean(self):
        """Require a page that visitors can open, and that is not one of those that leave."""
        answers = super().clean()
        if answers.get("address") != Choice.REDIRECT or "target" in self.errors:
            return answers
        target = answers.get("target")
        if target is None:
            self.add_error("target", "Choose the page that visitors are led to.")
        elif not open_to_visitors(Page.objects.filter(pk=target.pk)).exists():
            self.add_error(
                "target", "Visitors can't open this page: it is a draft or private. Choose another."
            )
        elif any(self.takes_along(page, target) for page in self.leaving):
            self.add_error("target", "This page leaves too. Choose another one.")
        return answers

    def questions_in(self, page):
        """Whether `page`, or one that leaves with it, has an address that something is to be settled for."""
        if not self.with_descendants:
            return page.live
        return any(is_open_question(below) for below in page.get_descendants(inclusive=True))

    def takes_along(self, page, target):
        """Whether `target` leaves with `page`, one of those that leave."""
        below = self.with_descendants and target.path.startswith(page.path)
        return below or target.pk == page.pk


def settle_addresses(pages, answers, for_good):
    """Settle what the addresses of `pages`, Page objects that leave, answer from now on.

    `answers` are those of a LeavingForm. `for_good` says that the pages are deleted: then the older addresses
    that led to them are settled the same way, because Wagtail would forget them. A page that had left before
    keeps what was settled then, if anything was. An address that is too long to be kept is “not found”.
    """
    for page in pages:
        if not page.get_url_parts():
            continue
        site, path = place_of(page)
        if len(path) > LONGEST_PATH:
            continue
        if page.live or (for_good and is_open_question(page)):
            forget(site, path)
            settle(site, path, answers.get("address"), answers.get("target"))
        if for_good:
            settle_older_addresses(page, site, path)


def settle(site, path, choice, target):
    """Settle what `path` of `site` answers; `choice` is a Choice, `target` the page to lead to."""
    if choice == Choice.REDIRECT:
        # As if Wagtail had made it: a page that is moved there later takes its place.
        Redirect.objects.create(site=site, old_path=path, redirect_page=target, automatically_created=True)
    elif choice == Choice.GONE:
        GoneAddress.objects.get_or_create(site=site, path=path)


def settle_older_addresses(page, site, path):
    """Have the addresses that led to `page` answer like its own, `path` of `site`."""
    older = Redirect.objects.filter(redirect_page=page).exclude(site=site, old_path=path)
    own = Redirect.objects.filter(site=site, old_path=path).exclude(redirect_page=page).first()
    if own:
        older.update(redirect_page=own.redirect_page, redirect_page_route_path="")
    elif GoneAddress.objects.filter(site=site, path=path).exists():
        for address in older:
            GoneAddress.objects.get_or_create(site=address.site or site, path=address.old_path)


def is_open_question(page):
    """Whether visitors know the address of `page`, and nothing is settled for it."""
    if page.live:
        return True
    if not page.first_published_at or not page.get_url_parts():
        return False
    site, path = place_of(page)
    here = {"site": site, "old_path": path}
    return not (
        Redirect.objects.filter(**here).exists() or GoneAddress.objects.filter(site=site, path=path).exists()
    )


def place_of(page):
    """Return the (Site, path) of `page`, a page of a site, as redirects have them."""
    site_id, _root_url, path = page.get_url_parts()
    return Site(pk=site_id), Redirect.normalise_path(path)


def live_below(page):
    """Return `page` and the pages below it, as a list of those that visitors can reach."""
    return list(page.get_descendants(inclusive=True).live())


def forget(site, path):
    """Forget what was settled for the address `path` of `site`."""
    Redirect.objects.filter(site=site, old_path=path).delete()
    GoneAddress.objects.filter(site=site, path=path).delete()


def welcome_back(instance, **kwargs):
    """Forget what was settled for the address of a page that is published there now."""
    if instance.get_url_parts():
        forget(*place_of(instance))


class GoneMiddleware:
    """Answers with 410 where a page was taken away for good, instead of "not found".

    Browsers keep what is said of an address for good unless they are told otherwise (RFC 9111, 4.2.2), and an
    editor can put the page back: so both that answer and a redirect are to be asked for again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Return the answer of the site or, where it found nothing, perhaps that there was something."""
        response = self.get_response(request)
        if response.status_code == 404 and self.is_gone(request):
            response = render(request, "410.html", status=410)
        if response.status_code in {301, 410} and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response

    def is_gone(self, request):
        """Whether the address that was asked for is one that an editor has taken away for good."""
        # Of what begins with two slashes, the first part would be taken for another site's name.
        path = Redirect.normalise_path(escape_leading_slashes(request.path))
        if "\0" in path or len(path) > LONGEST_PATH:
            return False
        site = Site.find_for_request(request)
        return site is not None and GoneAddress.objects.filter(site=site, path=path).exists()
