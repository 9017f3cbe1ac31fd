"""Puts a page with a picture and a document into the site at DATA_DIR."""

import os
import re
import subprocess
import sys

import django

from tests.server import ROOT, serve_environment

PAGE = "/conditions/pictured/"


def fill(data_dir, **variables):
    """Do so for the site with `data_dir` and those variables."""
    command = [sys.executable, "-m", "tests.media_store.filling"]
    subprocess.run(command, cwd=ROOT, env=serve_environment(data_dir, **variables), check=True)


def addresses(html):
    """Return the addresses of the picture and of the document in `html`, bytes of that page."""
    page = html.decode()
    return re.search(r'/media/images/[^" ]+', page)[0], re.search(r'/documents/\d[^"]+', page)[0]


def add_page():
    """Add the page at PAGE."""
    from tests import builders
    from treatments.models import ConditionPage

    image = builders.make_image(200, 150)
    picture = {"image": {"image": image.pk, "alt_text": "A quiet room"}, "caption": ""}
    form = {"document": builders.make_document().pk, "text": "Form for your first visit"}
    blocks = [("figure", picture), ("document_link", form)]
    builders.make_condition("Pictured", body=builders.body(ConditionPage, ("To look at", blocks)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    add_page()
