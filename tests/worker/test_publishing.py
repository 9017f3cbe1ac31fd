"""Pages come and go on their day, each on its own: one that fails stops no other."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.jobs import publish
from home.scheduled import approved, expired, take_down
from home.scheduled import publish as publish_one
from tests import builders
from tests.data_folder import execute
from tests.server import ROOT, serve_environment
from tests.worker.running import WORKS, RunningWorker, ask, until
from tests.worker.scheduling import schedule

BY_DAY = "name IN ('forget', 'backup', 'remind', 'links')"
ENDED = f"FROM site_project_jobrun WHERE succeeded_at IS NOT NULL AND {BY_DAY}"
FAILED = "“Bad” could not be published. Open it in the editor and do it by hand."


def live(*pages):
    """Return whether each of `pages` is published now."""
    for page in pages:
        page.refresh_from_db()
    return [page.live for page in pages]


@pytest.mark.django_db
def test_one_that_fails_stops_no_other(client):
    """Wagtail's own command ends at the first one, and leaves the others unpublished for days."""
    bad, good, later, old = schedule()
    assert live(bad, good, later, old) == [False, False, False, True]
    assert list(publish()) == [FAILED]
    assert live(bad, good, later, old) == [False, True, False, False]
    assert [client.get(page.url).status_code for page in (good, old)] == [200, 404]
    assert old.expired
    actions = PageLogEntry.objects.filter(page__in=[good.pk, old.pk]).values_list("page", "action")
    assert {(good.pk, "wagtail.publish.scheduled"), (old.pk, "wagtail.unpublish.scheduled")} <= set(actions)


@pytest.mark.django_db
def test_nothing_half_done_stays(client):
    """What failed is as it was, and is published as soon as what was in its way is gone."""
    bad, *_others = schedule()
    before = bad.get_latest_revision().approved_go_live_at
    logged = PageLogEntry.objects.filter(page=bad.pk).count()
    publish()
    publish()
    assert bad.get_latest_revision().approved_go_live_at == before
    assert PageLogEntry.objects.filter(page=bad.pk).count() == logged
    type(bad).objects.get(slug="taken").delete()
    assert publish() == {}
    assert live(bad) == [True]


@pytest.mark.django_db
def test_editor_who_was_faster():
    """What was cancelled between the look and the deed is left alone."""
    _bad, good, _later, old = schedule()
    now = timezone.now()
    revisions, pages = approved(now), expired(now)
    good.revisions.update(approved_go_live_at=None)
    type(old).objects.update(expire_at=None)
    publish_one(next(revision for revision in revisions if revision.object_str == "Good"), now)
    take_down(pages[0], now)
    assert live(good, old) == [False, True]


@pytest.mark.django_db
def test_quiet_minute():
    """The clock asks every minute, and most of the time there is nothing."""
    builders.make_standard_page()
    with CaptureQueriesContext(connection) as asked:
        assert publish() == {}
    assert len(asked) <= 2


def test_worker_publishes(data_dir):
    """And its record tells which page an editor has to look at."""
    environment = serve_environment(data_dir)
    subprocess.run([sys.executable, "-m", "tests.worker.scheduling"], cwd=ROOT, env=environment, check=True)
    is_live = "SELECT live FROM wagtailcore_page WHERE title = '{}'"
    assert ask(data_dir, is_live.format("Good")) == (0,)
    with RunningWorker(data_dir) as worker:
        assert worker.says(WORKS)
        until(lambda: ask(data_dir, is_live.format("Good")) == (1,), worker)
        until(lambda: ask(data_dir, is_live.format("Old")) == (0,), worker)
        error = "SELECT error FROM site_project_jobrun WHERE name = 'publish' AND failed_at IS NOT NULL"
        assert until(lambda: ask(data_dir, error), worker) == (FAILED,)
        assert "The slug 'taken' is already in use" in worker.output
        worker.process.terminate()
        assert worker.process.wait(timeout=20) == 0
    assert ask(data_dir, is_live.format("Bad")) == ask(data_dir, is_live.format("Later")) == (0,)


def test_missed_job_runs_after_a_start(data_dir):
    """A site that was off over night deletes in the morning what it should have, and no more."""
    jobs = len(settings.WORKER_JOBS)
    with RunningWorker(data_dir) as worker:
        until(lambda: ask(data_dir, "SELECT count(*) FROM site_project_jobrun") == (jobs,), worker)
    assert ask(data_dir, f"SELECT name {ENDED}") is None
    execute(data_dir, "UPDATE site_project_jobrun SET due_at = '2026-01-01 02:30:00' WHERE name = 'forget'")
    execute(data_dir, "UPDATE site_project_lease SET holder = ''")
    with RunningWorker(data_dir) as worker:
        assert until(lambda: ask(data_dir, f"SELECT name {ENDED}"), worker) == ("forget",)
        worker.process.terminate()
        worker.process.wait(timeout=20)
    assert ask(data_dir, f"SELECT count(*) {ENDED}") == (1,)
