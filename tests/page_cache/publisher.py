"""Changes the migraine page again and again, in a process of its own, when it is told to.

Run it with DATA_DIR set: `python -m tests.page_cache.publisher`. It reads "publish TITLE", "unpublish" or
"private" line by line, and answers "done" when the change has returned.
"""

import os
import subprocess
import sys

import django

from tests.server import ROOT, serve_environment


class Publisher:
    """Such a process on the data of `site`, a RunningSite; use it in a `with` statement."""

    def __init__(self, site, **variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.page_cache.publisher"],
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


def obey():
    """Do what each line says."""
    from django.db import connection
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
        connection.close()  # the database may be another one at the next line
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    obey()
