"""Errors that are sent to Sentry, where the owner names it in SENTRY_DSN: what broke, and nobody's data."""

import sentry_sdk


def start_sentry(dsn, release):
    """Send errors of this process to `dsn`; `release` says which code it runs."""
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
    """Return `event` with no more of the request than its method and its address without the question."""
    request = event.pop("request", {})
    event["request"] = {key: request[key] for key in ("method", "url") if key in request}
    for key in ("user", "server_name", "breadcrumbs"):
        event.pop(key, None)
    return event
