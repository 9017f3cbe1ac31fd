"""The way of a request: from memory where that is the answer of this moment, else through Django."""

import logging
import time

from django.conf import settings

from site_project.page_cache.answers import LARGEST, best_encoding, make_answer, may_be_kept
from site_project.page_cache.downstream import for_downstream
from site_project.page_cache.generation import open_generation
from site_project.page_cache.store import LIFETIME, Store
from site_project.page_cache.visits import Visits

logger = logging.getLogger(__name__)
NO_STORE = ("Cache-Control", "no-store")


class PageCache:
    """A WSGI application around `django`, another one."""

    def __init__(self, django):
        self.django = django
        self.visits = Visits()
        self.store = Store()
        self.mark = open_generation()
        self.files = self.mark.files if settings.PAGE_FILES else None

    def __call__(self, environ, start_response):
        """Answer the request (PEP 3333). All that comes before `send` is the cost of a page from memory."""
        key = self.visits.key_of(environ)
        answer = self.store.get(key)
        # What has an answer was allowed to have one.
        if answer is None and not self.visits.is_kept(key):
            return self.django(environ, start_response)
        mark = self.mark.current()
        if mark is None:
            return self.django(environ, start_response)
        now = time.time()
        if answer is not None and answer.mark == mark and now < answer.fresh_until:
            if self.files:
                self.write_file(key, answer, now)
            return send(answer, environ, start_response)
        return self.renew(key, mark, answer, environ, start_response)

    def renew(self, key, mark, old, environ, start_response):
        """Have Django answer, and keep it; or take the old answer, or wait, while another request does so.

        The `old` answer stands in as well when Django can't answer because the database is away, if nothing
        has changed since and it is not too old.
        """
        started = time.time()
        spare = old if is_good(old, mark, started, LIFETIME) else None
        with self.store.making(key, wait=spare is None) as alone:
            if not alone:
                found = spare or self.store.get(key)
                if is_good(found, mark, time.time(), LIFETIME):
                    return send(found, environ, start_response)
            response = Response(self.django, environ)
            if response.code >= 500 and is_good(old, mark, time.time(), 2 * LIFETIME):
                logger.warning("Answered %s from memory: the site answers %s.", key[2], response.status)
                return send(old, environ, start_response, is_stale=True)
            if not (may_be_kept(response.status, response.headers) and response.is_whole):
                return response.pass_on(start_response)
            answer = make_answer(response.status, response.headers, response.body, mark, started)
            now = time.time()
            if not is_good(answer, self.mark.current(), now, LIFETIME):
                # Something changed meanwhile: nobody may keep what was rendered, no cache on the way either.
                response.headers = unstorable(response.headers)
                return response.pass_on(start_response)
            self.store.put(key, answer)
        self.write_file(key, answer, now)
        return send(answer, environ, start_response)

    def write_file(self, key, answer, now):
        """Let a web server in front answer with `answer`, if it is to do so and asked for the site itself."""
        host, scheme, path = key
        if self.files and f"{scheme}://{host}" == settings.SITE_URL:
            self.files.write(path, answer, self.mark, now)


def is_good(answer, mark, now, lifetime):
    """Whether `answer`, an Answer or None, is of this `mark` and this day, and not older than `lifetime`."""
    if answer is None or answer.mark != mark:
        return False
    return now < answer.midnight and now - answer.made_at <= lifetime


class Response:
    """What Django answers to `environ`, without what only trackers want to know.

    The body is read where it is one that may be kept. HEAD is asked for as GET.
    """

    def __init__(self, django, environ):
        asked = {**environ, "QUERY_STRING": ""}
        self.is_head = asked["REQUEST_METHOD"] == "HEAD"
        asked["REQUEST_METHOD"] = "GET"
        self.iterable = django(asked, self.start)
        length = next((value for name, value in self.headers if name.lower() == "content-length"), None)
        # Django names no length in the redirects that its outermost parts make.
        is_plain = not getattr(self.iterable, "streaming", True)
        self.is_whole = is_plain if length is None else int(length) <= LARGEST
        if self.is_whole:
            self.body = b"".join(self.iterable)
            self.close()

    def start(self, status, headers, exc_info=None):
        """Remember what Django begins its response with."""
        self.status, self.headers = status, list(headers)

    @property
    def code(self):
        """The number of the status."""
        return int(self.status[:3])

    def close(self):
        """Tell Django that the response is over."""
        if hasattr(self.iterable, "close"):
            self.iterable.close()

    def pass_on(self, start_response):
        """Send the response as it is."""
        start_response(self.status, self.headers)
        if self.is_head:
            if not self.is_whole:
                self.close()
            return []
        return [self.body] if self.is_whole else self.iterable


def send(answer, environ, start_response, is_stale=False):
    """Send `answer` in the form that the browser takes, or say that it has it already (RFC 9110, 13.1.2).

    One that only stands in for what can't be made, because it `is_stale`, says so, and no cache may keep it.
    """
    form = answer.forms.get(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")[:200])) or answer.forms[""]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and form.not_modified and (form.etag in known or known.strip() == "*"):
        status, headers, body = "304 Not Modified", form.not_modified, []
    else:
        status, headers, body = answer.status, form.headers, form.body
    if is_stale:
        headers = [*unstorable(headers), ("X-Page-Cache", "stale")]
    elif answer.shared_until is None:
        headers = headers.copy()
    else:
        headers = for_downstream(headers, answer.shared_until - time.time())
    start_response(status, headers)
    return body if environ["REQUEST_METHOD"] == "GET" else []


def unstorable(headers):
    """Return WSGI's `headers` of what nobody may keep."""
    return [*(header for header in headers if header[0].lower() != "cache-control"), NO_STORE]
