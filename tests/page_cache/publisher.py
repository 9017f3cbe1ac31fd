"""Changes the migraine page again and again, in a process of its own, when it is told to.

Run it with DATA_DIR set: `python -m tests.page_cache.publisher`. It reads "publish TITLE", "unpublish" or
"private" line by line, and answers "done" when the change has returned.
"""

import os
import sys

import django


def obey():
    """Do what each line says."""
    from wagtail.models import PageViewRestriction

    from treatments.models import ConditionPage

    for line in sys.stdin:
        order, _space, title = line.strip().partition(" ")
        page = ConditionPage.objects.get(slug="migraine")
        if order == "publish":
            PageViewRestriction.objects.all().delete()
            page.title = title
            page.save_revision().publish()
        elif order == "unpublish":
            page.unpublish()
        elif order == "private":
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    obey()
