"""What the log says: which request a line belongs to, which one was slow, and nothing of who asked."""

import logging
import re
import secrets
import time
from contextvars import ContextVar

from django.conf import settings

from site_project.discreet import discreet

HEADER = "X-Request-ID"
KNOWN = re.compile(r"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger(__name__)
request_id = ContextVar("request_id", default="")


class DiscreetFormatter(logging.Formatter):
    """Writes a line, with its traceback, as text that names nobody."""

    def format(self, record):
        """Return the text of `record`."""
        return discreet(super().format(record))


def json_formatter(**options):
    """Return a formatter that writes a line as an object, and not the request, which has what was asked."""
    from pythonjsonlogger.core import RESERVED_ATTRS  # not installed everywhere
    from pythonjsonlogger.json import JsonFormatter

    class DiscreetJsonFormatter(JsonFormatter):
        def process_log_record(self, log_data):
            return {
                name: discreet(value) if isinstance(value, str) else value for name, value in log_data.items()
            }

    left_out = [*RESERVED_ATTRS, "request"]
    return DiscreetJsonFormatter(options["format"], style=options["style"], reserved_attrs=left_out)


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each line: "" outside of a request."""

    def filter(self, record):
        """Let every line pass."""
        record.request_id = request_id.get()
        return True


class RefusalFilter(logging.Filter):
    """Makes one warning of a request that Django refuses, such as one for another site's name.

    Django has errors with tracebacks for these: whoever knocks at every door would fill the log, and Sentry.
    """

    def filter(self, record):
        """Let every line pass."""
        if is_refusal(record.name):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


def is_refusal(name):
    """Whether the logger of that `name` tells of what a request did wrong, not the site."""
    return name.startswith("django.security.")


class RequestLogMiddleware:
    """Gives each request an id, the one of the proxy in front if that has given one, and tells of slow ones.

    Of a request only method, path and status are told: what visitors search for, and their addresses, are
    their own business.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.slow = settings.SLOW_SECONDS

    def __call__(self, request):
        """Answer `request`."""
        given = request.headers.get(HEADER, "")
        token = request_id.set(given if KNOWN.fullmatch(given) else secrets.token_hex(8))
        begun = time.monotonic()
        try:
            response = self.get_response(request)
            seconds = time.monotonic() - begun
            if seconds > self.slow:
                logger.warning(
                    "Slow: %s %s took %.1f s (%s).",
                    request.method,
                    request.path,
                    seconds,
                    response.status_code,
                )
            response.headers[HEADER] = request_id.get()
            return response
        finally:
            request_id.reset(token)
