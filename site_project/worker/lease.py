"""The right to work. One worker has it; it runs out by itself if that one no longer says that it is there.

The time is the database's, so that it does not matter what the workers' own clocks say. How long a worker may
rely on what it was told it counts itself, on a clock that goes on while the machine sleeps.
"""

import os
import secrets
import socket
import time
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from site_project.worker.models import Lease

NAME = "clock"
SECONDS = 60
LONGEST = timedelta(minutes=2)
AWAKE_OR_ASLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseLostError(BaseException):
    """Another worker may have taken over. A job can't handle that as one of its own errors; it has to end."""


def take_lease(seconds):
    """Return a Tenure of `seconds`, to be renewed, or None while another worker has the right."""
    Lease.objects.get_or_create(name=NAME)
    # A time that nobody can have meant was written while the database's clock was wrong.
    free = Q(holder="") | Q(until__lt=Now()) | Q(until__gt=Now() + LONGEST)
    tenure = Tenure(seconds)
    return tenure if tenure.write(Lease.objects.filter(free, name=NAME)) else None


class Tenure:
    """The time for which this worker has the right to work."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.holder = f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(8)}"
        self.deadline = 0

    def write(self, leases):
        """Have the right from now on if `leases`, a queryset, has it to give. Returns whether that is so.

        It is one UPDATE with a condition: of two workers that ask at the same moment, one changes the row.
        """
        asked = time.clock_gettime(AWAKE_OR_ASLEEP)
        until = Now() + timedelta(seconds=self.seconds)
        is_held = bool(leases.update(holder=self.holder, until=until, beat_at=Now()))
        self.deadline = asked + self.seconds if is_held else 0
        return is_held

    def renew(self):
        """Go on. Returns False if another worker has taken over, which ends this tenure for good."""
        return self.write(Lease.objects.filter(name=NAME, holder=self.holder))

    def give_back(self):
        """Let another worker begin at once."""
        self.deadline = 0
        Lease.objects.filter(name=NAME, holder=self.holder).update(holder="", until=None)

    def guard(self, execute, sql, params, many, context):
        """Keep a job from the database once the tenure is over: a wrapper for Django's execute_wrapper.

        Raises LeaseLostError.
        """
        if time.clock_gettime(AWAKE_OR_ASLEEP) >= self.deadline:
            raise LeaseLostError
        return execute(sql, params, many, context)
