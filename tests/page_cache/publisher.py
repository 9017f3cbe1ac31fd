"""Changes what visitors see again and again, in a process of its own, when it is told to.

Run it with DATA_DIR set: `python -m tests.page_cache.publisher FUNCTION`. It calls the function, a dotted
name, with each line that it reads, and answers "done" when the change has returned.
"""

import os
import subprocess
import sys

import django
from django.utils.module_loading import import_string

from tests.server import ROOT, serve_environment

MIGRAINE = "tests.page_cache.publisher.change_migraine"


class Publisher:
    """Such a process on the data of `site`, a RunningSite, for `change`; use it in a `with` statement."""

    def __init__(self, site, change=MIGRAINE, **variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.page_cache.publisher", change],
            cwd=ROOT,
            env=serve_environment(site.data_dir, SERVED_URL=site.url, **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def order(self, line):
        """Have it do what `line` says, and return when it is done."""
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


def change_migraine(line):
    """Do with the migraine page what `line` says: "publish TITLE", "unpublish" or "private"."""
    from wagtail.models import PageViewRestriction

    from treatments.models import ConditionPage

    order, _space, title = line.partition(" ")
    page = ConditionPage.objects.get(slug="migraine")
    if order == "publish":
        PageViewRestriction.objects.all().delete()
        page.title = title
        page.save_revision().publish()
    elif order == "unpublish":
        page.unpublish()
    elif order == "private":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def obey(name):
    """Call the function of that `name` with each line that comes, until there are no more."""
    from django.db import connection

    change = import_string(name)
    for line in sys.stdin:
        change(line.strip())
        connection.close()  # the database may be another one at the next line
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    obey(sys.argv[1])
