"""Adds people who may publish, each with a page of their own, and says which is whose.

Run it with DATA_DIR set: `python -m tests.endurance.authors`. It prints {name: key of the page} as JSON. The
pages' addresses end with the names; all sign in with PASSWORD.
"""

import json
import os
import sys

import django

from tests.server import ADMIN

NAMES = ["ana", "ben", "cleo", "dan", "eva", "finn", "gus", "hana"]
PASSWORD = ADMIN["ADMIN_PASSWORD"]
GROUP = "Clinical reviewers"


def add():
    """Make them, and return {name: key of the page}."""
    from tests import builders

    pages = {}
    for name in NAMES:
        user = builders.make_user(name, GROUP)
        user.set_password(PASSWORD)
        user.save()
        pages[name] = builders.make_condition("Number 0", slug=name, subtitle="Published 0").pk
    return pages


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    sys.stdout.write(json.dumps(add()))
