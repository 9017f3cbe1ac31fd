"""A site that moves to another database keeps its reviews."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import copy_site

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.django_db


DIGESTS = """
from wagtail.models import Site
from home.models import ClinicSettings
from treatments.clinical_review.digest import live_digests
from treatments.models import ConditionPage, TreatmentPage
clinic = ClinicSettings.for_site(Site.objects.get())
pages = [*ConditionPage.objects.order_by("pk"), *TreatmentPage.objects.order_by("pk")]
for pk, digest in live_digests(pages, clinic).items():
    print("digest", pk, digest)
"""


def manage(folder, *arguments, **environment):
    """Run manage.py on the data in `folder`; returns what it printed."""
    variables = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "site_project.settings", **environment}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def digests(folder, **environment):
    """Return the lines of DIGESTS on the data in `folder`."""
    printed = manage(folder, "shell", "-v0", "-c", DIGESTS, **environment)
    return [line for line in printed.splitlines() if line.startswith("digest")]


@pytest.mark.sqlite
def test_dump_and_load_on_another_database(full_site, tmp_path, postgresql_site):
    """A site that moves from SQLite to PostgreSQL keeps its reviews."""
    data_dir = copy_site(full_site, tmp_path / "site")
    before = digests(data_dir)
    assert len(before) == 4
    dump = tmp_path / "dump.json"
    # What Django makes anew by itself, and the log, which names pages that are deleted by now.
    made_anew = ("contenttypes", "auth.permission", "sessions", "wagtailsearch", "wagtailcore.referenceindex")
    without = [f"-e{name}" for name in (*made_anew, "wagtailcore.pagelogentry")]
    manage(data_dir, "dumpdata", "--natural-foreign", *without, "-o", str(dump))
    there = {"DATABASE_URL": postgresql_site}
    manage(data_dir, "flush", "--no-input", **there)
    manage(data_dir, "loaddata", str(dump), **there)
    assert digests(data_dir, **there) == before
