"""Changes a site without a pause, in a process of its own, until its input is closed.

Run it with DATA_DIR set: `python -m tests.backup.writers`. Each round it publishes the migraine page under a
new title and uploads a document of the same name. At the end it prints how many rounds it made.
"""

import os
import select
import sys
from itertools import count

import django


def write():
    """Go on until told to stop."""
    from django.core.files.base import ContentFile
    from wagtail.documents.models import Document

    from treatments.models import ConditionPage

    page = ConditionPage.objects.get(slug="migraine")
    for number in count(1):
        name = f"Number {number}"
        # The file is stored before the row, as it is by the admin.
        Document.objects.create(title=name, file=ContentFile(name.encode() * 1000, f"number-{number}.txt"))
        page.title = name
        page.save_revision().publish()
        if number == 1:
            sys.stdout.write("begun\n")
            sys.stdout.flush()
        if select.select([sys.stdin], [], [], 0)[0]:
            sys.stdout.write(f"{number}\n")
            return


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    write()
