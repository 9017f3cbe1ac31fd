"""A run of a job, in a thread of its own: no job waits for another, and none ends with another's error."""

import logging

from django.db import Error, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from site_project.worker.lease import LeaseLostError
from site_project.worker.models import JobRun

logger = logging.getLogger(__name__)

SHOWN = 3


def perform(job, due, tenure):
    """Do `job` for the time `due` and record what came of it, as long as `tenure` lasts.

    What is broken off, and what can't be recorded because the database is away, stays due.
    """
    try:
        with connection.execute_wrapper(tenure.guard):
            run = JobRun.objects.get(name=job.name)
            run.started_at = timezone.now()
            run.save(update_fields=["started_at"])
            failures = attempt(job)
            tell_change(job, run, failures)
            run.end(due, timezone.now(), in_words(failures))
    except LeaseLostError:
        logger.warning("%s: broken off, because another worker may have taken over.", job.label)
    except Error as error:
        logger.warning("%s: it can't be recorded what came of it (%s).", job.label, first_line(error))
    finally:
        connection.close()


def attempt(job):
    """Run the function of `job`. Returns its failures; whatever it raises is one of them."""
    try:
        return import_string(job.work)() or {}
    except Exception as error:  # any: it is somebody else's code, and the other jobs go on
        words = f"It ended with an error ({type(error).__name__}). The server's log says more."
        return {words: error}


def in_words(failures):
    """Return what the dashboard says of `failures`, or ""."""
    more = len(failures) - SHOWN
    return " ".join([*list(failures)[:SHOWN], *([f"And {more} more."] if more > 0 else [])])


def tell_change(job, run, failures):
    """Log `failures` unless `run`, the last one, failed in the same way: some are tried every minute."""
    if failures and not (run.fails and run.error == in_words(failures)):
        # A logger of its own: where errors are sent, what stands in for the job's name is left out.
        log_of_job = logger.getChild(job.name)
        for words, why in failures.items():
            log_of_job.error(
                "%s: %s %s", job.label, words, why, exc_info=why if isinstance(why, Exception) else None
            )
    elif run.fails and not failures:
        logger.warning("%s: it works again.", job.label)


def first_line(error):
    """Return the first line of what a database says of `error`."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
