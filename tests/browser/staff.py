"""Gives a site its staff: an editor, two reviewers, the front desk; with the administrator's password.

Run it with DATA_DIR set: `python -m tests.browser.staff`.
"""

import os

import django


def hire():
    """Make the accounts."""
    from tests import builders
    from tests.server import ADMIN

    sam = builders.make_reviewer("sam", "Sam Roe")
    kim = builders.make_user("kim", "Front desk")
    for user in (builders.make_user("ed", "Editors"), builders.make_reviewer("jane"), sam, kim):
        user.set_password(ADMIN["ADMIN_PASSWORD"])
        user.save()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    hire()
