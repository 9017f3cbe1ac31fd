"""One of each kind of change that visitors see, made again and again; the number says which time it is.

Where a change can only be made and taken back, an even number makes it.
"""

from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ClinicImage, ClinicSettings, GoneAddress, HomePage, StandardPage
from tests import builders
from treatments.clinical_review.approval import approve, seen_digest
from treatments.models import Clinician, ConditionIndexPage, Source


def prepare():
    """Add the pages that are changed, and two clinicians who approve."""
    builders.make_full_condition()
    builders.make_page(StandardPage, builders.make_standard_page("House"), "Leaflet")
    builders.make_reviewer("jane", "Jane Doe")
    builders.make_reviewer("sam", "Sam Roe")
    builders.make_condition("Reviewed")
    approve_page(1)


def find(slug):
    """Return the page of that `slug`."""
    return Page.objects.get(slug=slug).specific


def publish(number):
    """Publish another title."""
    page = find("everything")
    page.title = f"Number {number}"
    builders.publish(page)


def unpublish(number):
    """Take a page down, and put it back."""
    page = find("leaflet")
    builders.publish(page) if number % 2 else page.unpublish()


def change_address(number):
    """Change the last part of a page's address."""
    page = find("booklet" if number % 2 else "leaflet")
    page.slug = "leaflet" if number % 2 else "booklet"
    builders.publish(page)


def move(number):
    """Put a page to another place in the tree, and back."""
    find("leaflet").move(find("house") if number % 2 else HomePage.objects.get(), pos="last-child")


def delete(number):
    """Delete a page; before that, make it."""
    find("short-lived").delete() if number % 2 else builders.make_standard_page("Short-lived")


def restrict(number):
    """Make a section private."""
    if number % 2:
        PageViewRestriction.objects.all().delete()
    else:
        PageViewRestriction.objects.create(page=find("house"), restriction_type=PageViewRestriction.LOGIN)


def change_source(number):
    """Change what pages cite."""
    source = Source.objects.earliest("pk")
    source.title = f"Source {number}"
    source.save()


def change_clinician(number):
    """Change what the statement of a review says of the clinician today."""
    for clinician in Clinician.objects.all():
        clinician.registration = f"No. {number}"
        clinician.save()


def approve_page(number):
    """Have the one or the other clinician approve a page as it is."""
    page = find("reviewed")
    clinician = Clinician.objects.get(user__username="sam" if number % 2 else "jane")
    approve(page, page.latest_revision, clinician.user, seen_digest(page), months=6)


def change_settings(number):
    """Change the clinic's telephone number."""
    clinic = ClinicSettings.objects.get()
    clinic.phone = f"(555) 010-{number:04}"
    clinic.save()


def change_image(number):
    """Choose another part of a picture as the one that matters."""
    image = ClinicImage.objects.latest("pk")
    image.focal_point_x, image.focal_point_y = 100 + number % 1000, 100
    image.focal_point_width = image.focal_point_height = 20
    image.save()


def change_document(number):
    """Put another file in the place of a document's; pages say how large it is."""
    document = get_document_model().objects.get()
    document.file = builders.document_file(b"%PDF-1.4" + bytes(number))
    document.save()


def redirect(number):
    """Lead from an old address to a page."""
    if number % 2:
        Redirect.objects.filter(old_path="/old").delete()
    else:
        Redirect.objects.create(site=Site.objects.get(), old_path="/old", redirect_page=find("migraine"))


def go_for_good(number):
    """Say of an address that what it led to is gone."""
    if number % 2:
        GoneAddress.objects.all().delete()
    else:
        GoneAddress.objects.create(site=Site.objects.get(), path="/older")


def change_site(number):
    """Make another page the first one."""
    site = Site.objects.get()
    site.root_page = HomePage.objects.get() if number % 2 else ConditionIndexPage.objects.get()
    site.save()


EVENTS = {
    publish: "/conditions/everything/",
    unpublish: "/house/leaflet/",
    change_address: "/house/leaflet/",
    move: "/house/leaflet/",
    delete: "/short-lived/",
    restrict: "/house/leaflet/",
    change_source: "/conditions/everything/",
    change_clinician: "/conditions/reviewed/",
    approve_page: "/conditions/reviewed/",
    change_settings: "/",
    change_image: "/conditions/",
    change_document: "/conditions/everything/",
    redirect: "/old/",
    go_for_good: "/older/",
    change_site: "/",
}
PATHS = {event.__name__: path for event, path in EVENTS.items()}  # on which page each is seen


def make(line):
    """Do what `line` says: "prepare", or the name of an event and a number."""
    name, _space, number = line.partition(" ")
    if name == "prepare":
        prepare()
    else:
        next(event for event in EVENTS if event.__name__ == name)(int(number))
