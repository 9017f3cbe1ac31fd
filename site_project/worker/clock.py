"""The clock: takes the lease or waits for it, beats, and starts each job that is due."""

import logging
import os
import signal
import threading
import time

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from site_project.page_cache.generation import renew
from site_project.page_cache.owed import renew_owed
from site_project.worker.lease import take_lease
from site_project.worker.models import JobRun
from site_project.worker.performing import first_line, perform

logger = logging.getLogger(__name__)

BEATS = 6  # in the time that the lease lasts
FINISH_SECONDS = 3  # for jobs under way
STOP_SECONDS = 5  # for all of the end; after that it is cut short
STOPPED_BY = frozenset({signal.SIGTERM, signal.SIGINT})


class Clock:
    """Does `jobs`, a list of Job, whenever they are due, while it has a lease of `seconds`.

    `say` is called with one line of text when the clock begins to work, and when it begins to wait.
    Kept pages are renewed at both beginnings: the clock before this one, or its whole machine, may have died
    between a publish and the mark that tells the others.
    """

    def __init__(self, jobs, seconds, say):
        self.jobs, self.seconds, self.say = jobs, seconds, say
        self.tenure = None
        self.is_waiting = self.is_away = False
        self.threads = {}
        self.stopping = threading.Event()

    def run(self, signals=STOPPED_BY):
        """Work until one of `signals` comes; the other of STOPPED_BY is ignored.

        This thread does nothing but wait for them, so it hears them whatever hangs; no other thread may.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPED_BY)
        renew()
        connection.close()  # where the mark could not be made, that was noted in the database
        beating = threading.Thread(target=self.beat, name="beat", daemon=True)
        beating.start()
        signal.sigwait(signals)
        self.leave(beating)

    def beat(self):
        """Beat until the end. An error that nobody has thought of ends the process: another is started."""
        pause = self.seconds / BEATS
        try:
            while not self.stopping.is_set():
                self.tick()
                self.stopping.wait(pause - time.time() % pause)
        except BaseException:
            logger.exception("The clock breaks off.")
            os._exit(1)

    def tick(self):
        """Beat once and start what is due. A database that is away is told of once, and waited for."""
        try:
            if self.may_work():
                self.start_due()
            renew_owed(renew)
            close_old_connections()
        except Error as error:
            connection.close()
            if not self.is_away:
                logger.error("The clock waits for the database: %s", first_line(error))
            self.is_away = True
        else:
            if self.is_away:
                logger.warning("The clock goes on: the database is back.")
            self.is_away = False

    def may_work(self):
        """Whether this worker is the one that works, from now until the lease runs out."""
        if self.tenure and self.tenure.renew():
            return True
        self.tenure = take_lease(self.seconds)
        if self.tenure:
            renew()
            self.say("The site's clock runs here.")
        elif not self.is_waiting:
            self.say("Another worker runs the site's clock. This one waits.")
        self.is_waiting = not self.tenure
        return not self.is_waiting

    def start_due(self):
        """Start a thread for each job that is due and not under way."""
        now = timezone.now()
        runs = JobRun.of(self.jobs, now)
        for job in self.jobs:
            latest = job.when.latest(now)
            if runs[job.name].is_due(latest, now) and not self.is_under_way(job):
                thread = threading.Thread(target=perform, args=(job, latest, self.tenure), name=job.name)
                thread.daemon = True
                thread.start()
                self.threads[job.name] = thread

    def is_under_way(self, job):
        """Whether `job` was started here and has not ended."""
        return job.name in self.threads and self.threads[job.name].is_alive()

    def leave(self, beating):
        """Give the thread that beats and jobs under way a moment to end, and give the lease back."""
        limit = threading.Timer(STOP_SECONDS, os._exit, [1])
        limit.daemon = True
        limit.start()
        self.stopping.set()
        end = time.monotonic() + FINISH_SECONDS
        for thread in (beating, *self.threads.values()):
            thread.join(max(0, end - time.monotonic()))
        try:
            if self.tenure:
                self.tenure.give_back()
        except Error as error:
            logger.warning("The clock could not give its lease back: %s", first_line(error))
        if any(self.is_under_way(job) for job in self.jobs):
            os._exit(0)  # Python would wait for threads that a job has started itself
        limit.cancel()
        connection.close()
