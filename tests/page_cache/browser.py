"""A visitor's browser that asks the site's WSGI application, page cache included."""

import io
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@dataclass
class Answer:
    """What came back: `status` a number, `headers` by their names in lower case, `body` as bytes."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""


def ask(application, path, method="GET", query="", **more):
    """Return the Answer of `application` to a request; `more` are headers, with _ for the hyphen.

    A name that is all capitals, such as SERVER_NAME, is set in the environment as it is.
    """
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in more.items():
        environ[name if name.isupper() else f"HTTP_{name.upper()}"] = value
    answer = Answer()

    def start_response(status, headers, exc_info=None):
        answer.status = int(status[:3])
        answer.headers = {name.lower(): value for name, value in headers}

    with one_transaction():
        parts = application(environ, start_response)
        answer.body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
    return answer


@contextmanager
def one_transaction():
    """Keep a request from closing the test's own connection, as Django's test client does."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
