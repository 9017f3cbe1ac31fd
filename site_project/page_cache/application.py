"""The way of a request: from memory where that is the answer of this moment, else through Django."""

import logging
import time

from django.conf import settings

from site_project.page_cache.answers import LARGEST, best_encoding, make_answer, may_be_kept
from site_project.page_cache.generation import open_generation
from site_project.page_cache.shared_caches import for_shared_caches
from site_project.page_cache.store import LIFETIME, RENEWED_AFTER, Store
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
        self.clock = (0, 0)

    def __call__(self, environ, start_response):
        """Answer the request (PEP 3333)."""
        key = self.visits.key_of(environ)
        answer = key and self.store.get(key)
        # What has an answer was allowed to have one.
        if not (answer or (key and self.visits.is_kept(key))):
            return self.django(environ, start_response)
        now = time.time()
        generation = self.generation(now)
        if generation is None:
            return self.django(environ, start_response)
        if is_good(answer, generation, now, RENEWED_AFTER):
            if self.files:
                self.write_file(key, answer, now)
            return send(answer, environ, start_response)
        return self.renew(key, generation, answer, environ, start_response)

    def generation(self, now):
        """Return what each answer is bound to: the mark of the last change, and the day, for what falls due.

        None while nobody can say what has changed.
        """
        second, day = self.clock
        if int(now) != second:
            day = time.localtime(now).tm_yday
            self.clock = (int(now), day)
        mark = self.mark.current()
        return mark and (mark, day)

    def renew(self, key, generation, old, environ, start_response):
        """Have Django answer, and keep it; or take the old answer, or wait, while another request does so.

        The `old` answer stands in as well when Django can't answer because the database is away, if nothing
        has changed since and it is not too old.
        """
        spare = old if is_good(old, generation, time.time(), LIFETIME) else None
        with self.store.making(key, wait=spare is None) as alone:
            if not alone:
                found = spare or self.store.get(key)
                if is_good(found, generation, time.time(), LIFETIME):
                    return send(found, environ, start_response)
            response = Response(self.django, environ)
            if response.code >= 500 and is_good(old, generation, time.time(), 2 * LIFETIME):
                logger.warning("Answered %s from memory: the site answers %s.", key[2], response.status)
                return send(old, environ, start_response, is_stale=True)
            if not (may_be_kept(response.status, response.headers) and response.is_whole):
                return response.pass_on(start_response)
            if self.generation(time.time()) != generation:
                # Something changed meanwhile: nobody may keep what was rendered, no cache on the way either.
                response.headers = unstorable(response.headers)
                return response.pass_on(start_response)
            answer = make_answer(response.status, response.headers, response.body, generation, time.time())
            self.store.put(key, answer)
        self.write_file(key, answer, time.time())
        return send(answer, environ, start_response)

    def write_file(self, key, answer, now):
        """Let a web server in front answer with `answer`, if it is to do so and asked for the site itself."""
        host, scheme, path = key
        if self.files and f"{scheme}://{host}" == settings.SITE_URL:
            self.files.write(path, answer, self.mark, now)


def is_good(answer, generation, now, lifetime):
    """Whether `answer`, an Answer or None, is of this `generation` and at most `lifetime` seconds old."""
    return answer is not None and answer.generation == generation and now - answer.made_at <= lifetime


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
        start_response("304 Not Modified", headers_now(answer, form.not_modified, is_stale))
        return []
    start_response(answer.status, headers_now(answer, form.headers, is_stale))
    return form.body if environ["REQUEST_METHOD"] == "GET" else []


def headers_now(answer, headers, is_stale):
    """Return `headers`, those of `answer` in one form, as they are to be sent at this moment."""
    if is_stale:
        return [*unstorable(headers), ("X-Page-Cache", "stale")]
    if answer.shared_until is not None:
        return for_shared_caches(headers, answer.shared_until - time.time())
    return [*headers]


def unstorable(headers):
    """Return WSGI's `headers` of what nobody may keep."""
    return [*(header for header in headers if header[0].lower() != "cache-control"), NO_STORE]
