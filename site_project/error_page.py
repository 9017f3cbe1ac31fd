"""The page for when something goes wrong, made at the start: showing it needs nothing that may fail."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponseServerError
from django.template.loader import render_to_string
from wagtail.contrib.settings.context_processors import SettingProxy
from wagtail.models import Site

TEMPLATE = "500.html"


def made_page():
    """Return where the page that was made at the start lies, as a pathlib.Path."""
    return Path(settings.DATA_DIR, TEMPLATE)


def make_error_page():
    """Write the page, with the clinic's phone number if it has one. Returns half a sentence on it."""
    site = Site.objects.filter(is_default_site=True).first()
    page = render_to_string(TEMPLATE, {"settings": SettingProxy(site)} if site else {})
    made_page().write_text(page, encoding="utf-8")
    return "made, with the clinic's details as they are now."


def serve_error_page(request):
    """Answer with the page that was made at the start or, where there is none, with one without details."""
    try:
        page = made_page().read_text(encoding="utf-8")
    except OSError:
        page = render_to_string(TEMPLATE)
    return HttpResponseServerError(page)
