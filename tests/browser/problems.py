"""Gives a site a page for each answer of the content checks: one with problems and one without.

Run it with DATA_DIR set: `python -m tests.browser.problems`.
"""

import os

import django


def fill():
    """Make the pages."""
    from tests import builders

    builders.make_page_with_problems()
    builders.make_page_without_problems()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    fill()
