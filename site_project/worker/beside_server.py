"""The clock beside the web processes of `manage.py serve`: a process that ends with it, and is renewed."""

import logging
import multiprocessing
import signal
import threading
import time

from django.conf import settings
from django.db import connections

from site_project.server import end_with_server
from site_project.worker.clock import STOP_SECONDS, STOPPED_BY, Clock
from site_project.worker.lease import SECONDS

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60


class ClockProcess:
    """Runs the clock in a process of its own for as long as a `with` statement lasts.

    It is forked from this one, which has loaded the site already, so most of its memory is shared.
    """

    def __enter__(self):
        self.stopping = threading.Event()
        self.start()
        threading.Thread(target=self.attend, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.stopping.set()
        self.process.terminate()
        self.process.join(STOP_SECONDS)
        self.process.kill()

    def start(self):
        """Start the process. A database connection must not be shared with it."""
        connections.close_all()
        self.process = multiprocessing.get_context("fork").Process(target=run_clock, name="clock")
        self.process.start()

    def attend(self):
        """Start the process again whenever it has died, after a pause that doubles if it dies at once."""
        pause = 1
        while True:
            began = time.monotonic()
            self.process.join()
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = 1
            if self.stopping.is_set():
                return
            # What stops a whole group of processes may reach the clock before the server.
            if self.stopping.wait(pause):
                return
            logger.error("The site's clock had stopped. It is started again, after %d seconds.", pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            self.start()


def run_clock():
    """Be the clock, and end with the server. Ctrl+C reaches it too; the server alone acts on that."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPED_BY)
    threading.Thread(target=end_with_server, daemon=True).start()
    Clock(settings.WORKER_JOBS, SECONDS, say=lambda line: None).run({signal.SIGTERM})
