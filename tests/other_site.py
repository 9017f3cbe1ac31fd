"""Another website, on this machine, that answers as a test wants it to; and links to such sites."""

import io
import threading
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6

from django.core.management import call_command

from home.link_check.models import OutsideLink
from home.models import StandardPage
from tests import builders


class OtherSite:
    """A site at a free port of `number`, an address of this machine; use it in a `with` statement.

    `pages` maps a path to a status, to (status, Location), or to a function that gets the handler. A path
    that is not in it is there. `asked` lists the (method, path, headers) of the requests, `most` tells how
    many each host was asked for at the same time, from the question to the beginning of the answer.
    """

    def __init__(self, number="127.0.0.1", context=None):
        self.pages, self.asked, self.most = {}, [], defaultdict(int)
        self.stopped = threading.Event()
        self._now, self._lock = defaultdict(int), threading.Lock()
        site = self

        class Server(ThreadingHTTPServer):
            address_family = AF_INET6 if ":" in number else AF_INET
            daemon_threads = True

            def handle_error(self, request, client_address):
                """Say nothing: callers that hang up are what is tested."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.answer(self)

            do_HEAD = do_POST = do_GET  # noqa: N815 - the library's name

            def end_headers(self):
                site.leave(self)
                super().end_headers()

            def log_message(self, *arguments):
                """Write nothing."""

        self.server = Server((number, 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.number, self.port = number, self.server.server_address[1]
        self.endpoint = (number, self.port)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def url(self, path="/", host=None, scheme="http"):
        """Return the address of `path`, by the site's number or by another name for it."""
        return f"{scheme}://{host or self.number}:{self.port}{path}"

    def answer(self, handler):
        """Answer a request, and keep count."""
        host = handler.headers["Host"]
        with self._lock:
            self.asked.append((handler.command, handler.path, dict(handler.headers)))
            self._now[host] += 1
            self.most[host] = max(self.most[host], self._now[host])
        page = self.pages.get(handler.path, 200)
        handler.is_counted = True
        with suppress(OSError):
            if callable(page):
                page(handler)
            else:
                status, location = page if isinstance(page, tuple) else (page, None)
                respond(handler, status, location)
        self.leave(handler)

    def leave(self, handler):
        """Count a request no longer."""
        with self._lock:
            self._now[handler.headers["Host"]] -= handler.is_counted
            handler.is_counted = False


def respond(handler, status, location=None):
    """Answer with `status` and, for a redirect, with where to go."""
    handler.send_response(status)
    if location:
        handler.send_header("Location", location.encode().decode("latin-1"))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def link_to(*urls):
    """Publish a page whose text links to each of `urls`."""
    html = "".join(f'<p><a href="{url}">Read on</a></p>' for url in urls)
    body = builders.body(StandardPage, ("Elsewhere", [("text", html)]))
    return builders.make_standard_page("About", body=body)


def check(timeout=5):
    """Run the command; return what it printed."""
    printed = io.StringIO()
    call_command("check_links", timeout=timeout, pause=0, stdout=printed)
    return printed.getvalue()


def problems():
    """Return the problem of each address, by address."""
    return dict(OutsideLink.objects.values_list("url", "problem"))


def problem_of(url, **options):
    """Link to `url`, run the command, and return what is wrong with it."""
    link_to(url)
    check(**options)
    return problems()[url]
