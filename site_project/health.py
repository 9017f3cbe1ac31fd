"""Whether the site works, for what watches it: /healthz asks for this process, /readyz for all it needs.

That is the database, as this code wants it, and a place for pictures and documents. The cache of CACHE_URL is
not asked for: without it the site is slower, and goes on.
"""

import logging
import os

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

logger = logging.getLogger(__name__)
_failing = set()  # what this process has told of: a watcher asks every few seconds


class HealthMiddleware:
    """Answers whoever watches, who need not know the site's name, nor speak https."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request` if it is one of the two."""
        match request.path_info:
            case "/healthz":
                response = HttpResponse("ok\n", content_type="text/plain")
            case "/readyz":
                response = readiness()
            case _:
                return self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response


def readiness():
    """Return a response with what can be used and what can't, 503 if anything can't. The log says why."""
    found = {name: is_usable(name, check) for name, check in CHECKS.items()}
    states = {name: "ok" if usable else "failed" for name, usable in found.items()}
    response = JsonResponse(states, status=200 if all(found.values()) else 503)
    response._has_been_logged = True  # or Django has an error in the log for each time that a watcher asks
    return response


def is_usable(name, check):
    """Whether `check` comes to its end without an exception."""
    try:
        check()
    except Exception as error:
        if name not in _failing:
            _failing.add(name)
            logger.error("Not ready: %s (%s).", name, str(error).strip().partition("\n")[0])
        return False
    if name in _failing:
        _failing.discard(name)
        logger.warning("Ready again: %s.", name)
    return True


def check_database():
    """Raise an exception unless the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations():
    """Raise an exception unless the database is as this code needs it."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise RuntimeError(f"{missing[0][0]} is not applied; run `manage.py migrate`")


def check_storage():
    """Raise an exception unless pictures and documents can be looked up and stored where they are kept.

    In a store, what may be written was tried at the start; a folder may have been taken away since.
    """
    default_storage.listdir("")
    if not settings.MEDIA_STORAGE_URL and not os.access(settings.MEDIA_ROOT, os.W_OK | os.X_OK):
        raise PermissionError(f"{settings.MEDIA_ROOT} can't be written")


CHECKS = {"database": check_database, "migrations": check_migrations, "storage": check_storage}
