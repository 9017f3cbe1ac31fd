"""Errors that are sent to Sentry, where the owner names it in SENTRY_DSN: what broke, and nobody's data."""

import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.utils import Dsn

from site_project.discreet import discreet


def start_sentry(dsn, release):
    """Send errors of this process to `dsn`; `release` says which code it runs.

    Raises ImproperlyConfigured when `dsn` can't be read.
    """
    try:
        Dsn(dsn)
    except ValueError as error:  # BadDsn is one
        raise ImproperlyConfigured(
            "SENTRY_DSN can't be read; write it as Sentry shows it, like https://key@sentry.example/1."
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_personal_data,
    )


def without_personal_data(event, hint):
    """Return `event` with what broke and where: types of exceptions, lines of code, a message's own words.

    What an exception says, and what is put into a message, may be a visitor's: a database quotes the row that
    it refuses. Of the request its method stays, and its address without the question.
    """
    request = event.pop("request", {})
    event["request"] = {key: discreet(request[key]) for key in ("method", "url") if key in request}
    for key in ("user", "server_name", "breadcrumbs", "extra"):
        event.pop(key, None)
    for exception in event.get("exception", {}).get("values", []):
        exception.pop("value", None)
    for key in ("params", "formatted"):
        event.get("logentry", {}).pop(key, None)
    if "transaction" in event:
        event["transaction"] = discreet(event["transaction"])
    return event
