"""The right to work, as two workers see it. Time passes in the database: there it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from site_project.worker.lease import LeaseLostError, take_lease
from site_project.worker.models import Lease

pytestmark = pytest.mark.django_db

# On a slow machine no minute passes in a test.
SECONDS = 60


def set_end(**ago):
    """Have the lease end that long ago, whoever has it."""
    Lease.objects.update(until=timezone.now() - timedelta(**ago))


def asks(tenure):
    """Whether a job of `tenure` gets an answer from the database."""
    with connection.execute_wrapper(tenure.guard):
        try:
            return Lease.objects.exists()
        except LeaseLostError:
            return False


def test_one_has_it():
    """And keeps it for as long as it renews it."""
    first = take_lease(SECONDS)
    assert first and take_lease(SECONDS) is None
    set_end(seconds=-1)
    assert first.renew() and asks(first)
    assert Lease.objects.get().until > timezone.now() + timedelta(seconds=SECONDS / 2)
    assert take_lease(SECONDS) is None


def test_given_back():
    """The next one has it at once, and the first one does nothing more."""
    first = take_lease(SECONDS)
    first.give_back()
    second = take_lease(SECONDS)
    assert second and asks(second)
    assert not asks(first) and not first.renew()
    first.give_back()
    assert asks(second) and second.renew()


def test_run_out():
    """The next one has it, and the first one learns that when it asks again."""
    first = take_lease(SECONDS)
    set_end(seconds=1)
    second = take_lease(SECONDS)
    assert second
    assert not first.renew() and not asks(first)
    assert second.renew() and asks(second)


def test_run_out_and_nobody_came():
    """A worker that was away for a while goes on."""
    first = take_lease(SECONDS)
    set_end(days=3)
    assert first.renew() and asks(first)


def test_job_that_outlasts_its_lease():
    """It can't know whether somebody else is at work by now, so it gets nothing from the database."""
    tenure = take_lease(0)
    assert tenure and not asks(tenure)


def test_end_in_a_time_that_nobody_can_have_meant():
    """The database's clock was wrong, and is right again: the site does not wait for years."""
    take_lease(SECONDS)
    set_end(days=-3650)
    assert take_lease(SECONDS)
