"""Whether the site works, for what watches it: /healthz asks for this process, /readyz for all it needs."""

import logging
from contextlib import suppress

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

logger = logging.getLogger(__name__)


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
    return JsonResponse(states, status=200 if all(found.values()) else 503)


def is_usable(name, check):
    """Whether `check` comes to its end without an exception."""
    try:
        check()
    except Exception as error:
        logger.error("Not ready: %s (%s).", name, str(error).strip().partition("\n")[0])
        return False
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
    """Raise an exception unless pictures and documents can be looked up where they are kept."""
    with suppress(FileNotFoundError):  # nothing has been uploaded yet
        default_storage.listdir("")


CHECKS = {"database": check_database, "migrations": check_migrations, "storage": check_storage}
