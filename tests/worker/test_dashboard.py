"""What the dashboard says of the clock: little while all is well, and what to do when it is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from site_project.worker.models import JobRun, Lease
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.html import read, words

pytestmark = pytest.mark.django_db


def ago(**time):
    """Return a time that has passed."""
    return timezone.now() - timedelta(**time)


@pytest.fixture
def beats():
    """A clock that runs."""
    return Lease.objects.create(name="clock", beat_at=ago(seconds=20))


def record(**recorded):
    """Record something of the job that publishes."""
    return JobRun.objects.create(name="publish", **{"due_at": ago(minutes=1), **recorded})


def panel(client):
    """Return the part of the dashboard that tells of the clock, or None."""
    return read(client.get("/admin/")).select_one("#clock-section")


def first_panel(client):
    """Return the name of the panel that one sees first."""
    return read(client.get("/admin/")).select_one("section.w-panel")["id"].removesuffix("-section")


def warnings(client):
    """Return what it warns of."""
    return [words(block) for block in panel(client).select(".help-block")]


def test_all_is_well(editor, beats):
    """One line, and the rest for who wants to know."""
    record(succeeded_at=ago(minutes=1), failed_at=ago(days=1), error="It was away.")
    shown = panel(editor)
    assert warnings(editor) == []
    assert words(shown.p).startswith("The site's clock runs; last beat ")
    row = words(shown.select_one("details:not([open]) tbody tr"))
    assert row.startswith("Publish pages and take them down on their day")
    assert row.endswith(": It was away.")
    assert first_panel(editor) != "clock"


def test_never_run(editor):
    """An owner who serves with --no-worker has to start one elsewhere."""
    [warning] = warnings(editor)
    assert "stands still: it has never run" in warning
    assert first_panel(editor) == "clock"
    assert "starts manage.py serve without --no-worker" in warning and "or manage.py worker" in warning


@pytest.mark.parametrize(("minutes", "is_silent"), [(2, False), (4, True)])
def test_silence(editor, beats, minutes, is_silent):
    """Another worker takes over within two minutes; after that nobody does."""
    Lease.objects.update(beat_at=ago(minutes=minutes), holder="")
    assert ["its last beat was" in warning for warning in warnings(editor)] == [True] * is_silent


def test_job_that_fails(editor, beats):
    """It is told until it works again."""
    run = record(succeeded_at=ago(days=1), failed_at=ago(minutes=1), error="“<b>About</b>” failed.")
    [warning] = warnings(editor)
    assert (
        "Publish pages and take them down on their day: “<b>About</b>” failed. It was last tried" in warning
    )
    assert first_panel(editor) == "clock"
    run.end(timezone.now(), timezone.now(), "")
    assert warnings(editor) == []


def test_job_that_hangs(editor, beats):
    """The clock beats, and yet a job never ends."""
    run = record(started_at=ago(hours=2), succeeded_at=ago(hours=2, minutes=1))
    assert warnings(editor) == []
    run.started_at = ago(hours=4)
    run.succeeded_at = ago(hours=5)
    run.save()
    [warning] = warnings(editor)
    assert "it began" in warning and "has not ended" in warning


@pytest.mark.parametrize(
    ("group", "is_shown"),
    [("Site managers", True), ("Editors", False), ("Clinical reviewers", False), ("Front desk", False)],
)
def test_for_who_looks_after_the_site(group, is_shown):
    """Nobody else can do anything about it."""
    assert bool(panel(signed_in(builders.make_user("max", group)))) == is_shown
