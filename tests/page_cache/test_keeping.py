"""What is kept and what never is; how it is sent; what happens when there is too much, or no database."""

import gzip
import threading
import time
from types import SimpleNamespace

import brotli
import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from site_project.page_cache import application, kept, store
from site_project.page_cache.generation import renew
from tests import builders
from tests.page_cache.browser import ask

pytestmark = pytest.mark.django_db

MIGRAINE = "/conditions/migraine/"


def test_hit_asks_neither_django_nor_the_database(visit, django_site):
    """From the second visit on, the page costs next to nothing, and is the same to the last byte."""
    first = visit(MIGRAINE)
    with CaptureQueriesContext(connection) as context:
        second = visit(MIGRAINE)
    assert (len(context), django_site.asked) == (0, 1)
    assert second == first
    assert first.headers["cache-control"] == "max-age=0, must-revalidate"
    for header in ("x-frame-options", "x-content-type-options", "referrer-policy"):
        assert header in first.headers
    assert int(first.headers["content-length"]) == len(first.body)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("gzip;q=0.0", ""),
        ("identity", ""),
        ("x" * 9000, ""),
    ],
)
def test_encodings(visit, accepted, encoding):
    """Each browser gets what it can read."""
    plain = visit(MIGRAINE).body
    answer = visit(MIGRAINE, accept_encoding=accepted)
    assert answer.headers.get("content-encoding", "") == encoding
    unpack = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert unpack(answer.body) == plain
    assert answer.headers["vary"] == "Accept-Encoding"


def test_browser_that_has_it_already(visit, change, migraine):
    """It is told so in a few bytes, until something changes; each encoding has a tag of its own."""
    first = visit(MIGRAINE, accept_encoding="br")
    again = visit(MIGRAINE, accept_encoding="br", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"] and "content-length" not in again.headers
    assert visit(MIGRAINE, accept_encoding="gzip", if_none_match=first.headers["etag"]).status == 200
    assert (
        visit(MIGRAINE, accept_encoding="br", if_none_match=f'W/"x", W/{first.headers["etag"]}').status == 304
    )
    with change():
        migraine.title = "New"
        builders.publish(migraine)
    assert visit(MIGRAINE, accept_encoding="br", if_none_match=first.headers["etag"]).status == 200


def test_head(visit, django_site):
    """The headers of the page, and no page."""
    for _ in range(2):
        head = visit(MIGRAINE, method="HEAD")
        assert (head.status, head.body) == (200, b"")
    page = visit(MIGRAINE)
    assert head.headers == page.headers and len(page.body) > 1000 and django_site.asked == 1


def test_addresses_with_trackers(visit, django_site):
    """A link in a newsletter leads to the same page, and leaves nothing in it."""
    first = visit(MIGRAINE)
    assert visit(MIGRAINE, query="utm_source=letter&gclid=1&utm_campaign=").body == first.body
    assert django_site.asked == 1
    assert visit("/conditions", query="fbclid=abc").headers["location"] == "/conditions/"
    assert visit("/conditions").headers["location"] == "/conditions/"
    visit(MIGRAINE, query="print=large")
    visit(MIGRAINE, query="print=large&utm_source=x")
    assert django_site.asked == 4


@pytest.mark.parametrize(
    "path", ["/contact/", "/search/", "/account/login/", "/documents/1/x.pdf", "/enquiries/1/"]
)
def test_what_is_one_persons_own_is_never_kept(visit, django_site, path):
    """A form with its token, the admin, a search."""
    first, second = visit(path), visit(path)
    assert django_site.asked == 2
    assert "etag" not in second.headers or first.status == 404


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_private_pages_are_never_kept(visit, client, django_user_model, kind):
    """Whoever is let in reads the page; nobody else is shown it from memory, before or after."""
    page = builders.make_standard_page("For patients", summary="Only those who are let in read this.")
    private = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="word")
    client.force_login(django_user_model.objects.create_user("reader"))
    form = reverse("wagtailcore_authenticate_with_password", args=[private.pk, page.pk])
    client.post(form, {"password": "word", "return_url": page.url})
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    for reader in (None, cookie, None, cookie, None):
        answer = visit(page.url, **({"cookie": reader} if reader else {}))
        assert (page.summary.encode() in answer.body) == bool(reader)
        assert answer.status == (200 if reader or kind == PageViewRestriction.PASSWORD else 302)
        # Nor does a cache on the way keep it.
        assert not reader or "private" in answer.headers["cache-control"]


def test_staff_see_the_site_itself(visit, django_site, editor):
    """Whoever is signed in is answered by Django, and what they see is kept for nobody."""
    cookie = f"sessionid={editor.cookies['sessionid'].value}"
    for _ in range(2):
        visit(MIGRAINE, cookie=cookie)
    assert django_site.asked == 2
    visit(MIGRAINE)
    assert visit(MIGRAINE, cookie="theme=x; other=y").body and django_site.asked == 3


def test_other_methods_pass(visit, django_site):
    """Only reading is answered from memory."""
    visit(MIGRAINE)
    for method in ("POST", "PUT", "OPTIONS", "DELETE", "PURGE", "get"):
        visit(MIGRAINE, method=method)
    assert django_site.asked == 7


@pytest.mark.parametrize(
    "more",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1:9999"},
        {"host": "127.0.0.1:8000, evil.example"},
        {"host": ""},
        {"authorization": "Basic eDp5"},
    ],
)
def test_odd_senders_are_not_kept_for_others(visit, django_site, more):
    """An answer to a name that is not the site's, or to a signed request, stays with who asked."""
    good = visit(MIGRAINE).body
    visit(MIGRAINE, **more)
    visit(MIGRAINE, **more)
    assert visit(MIGRAINE).body == good and django_site.asked == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"x_forwarded_host": "evil.example"},
        {"x_forwarded_proto": "https"},
        {"x_forwarded_for": "1.2.3.4"},
        {"x_original_url": "/admin/"},
        {"x_rewrite_url": "/admin/"},
        {"x_http_method_override": "POST"},
        {"accept_language": "de"},
        {"user_agent": "<script>" + "x" * 20_000},
        {"cookie": "messages=x; csrftoken=y"},
        {"accept": "application/json"},
        {"x_requested_with": "XMLHttpRequest"},
        {"range": "bytes=0-10"},
    ],
)
def test_headers_change_nothing_for_others(site, django_site, headers):
    """Whatever a stranger sends first, the next visitor gets the page that everybody gets."""
    clean = ask(application.PageCache(django_site), MIGRAINE)
    ask(site, MIGRAINE, **headers)
    assert ask(site, MIGRAINE) == clean


@pytest.mark.parametrize(
    "path", ["//conditions//migraine/", "/conditions/migraine", "/Conditions/migraine/", "/x/../"]
)
def test_other_spellings_are_other_addresses(visit, path):
    """What is in memory for one spelling is not shown for another."""
    good = visit(MIGRAINE)
    visit(path)
    assert visit(path).status in {301, 404} and visit(MIGRAINE) == good


def test_proxy_that_has_taken_the_encryption_off(settings, django_site):
    """The redirect to https is not shown to who is there already, nor the page to who is not."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    django_site.application = get_wsgi_application()
    site = application.PageCache(django_site)
    for _ in range(2):
        for proto in ("https, http", " https", "https"):
            assert ask(site, MIGRAINE, x_forwarded_proto=proto).status == 200
        for proto in ("http, https", "HTTPS", "http", ""):
            assert ask(site, MIGRAINE, x_forwarded_proto=proto).status == 301
        assert ask(site, MIGRAINE).status == 301
    assert django_site.asked == 2


def test_flood_of_made_up_addresses(visit, site, django_site, monkeypatch):
    """They get room for a few, and push no page out."""
    monkeypatch.setattr(store, "MOST_OTHERS", 20)
    pages = ["/", MIGRAINE, "/treatments/"]
    for path in pages:
        visit(path)
    for number in range(100):
        assert visit(f"/no-{number}/").status == 404
    asked = django_site.asked
    for path in pages:
        visit(path)
    assert django_site.asked == asked
    assert len(site.store.others) == 20 and len(site.store.answers) == 23
    assert site.store.size == sum(answer.size for answer in site.store.answers.values())


def test_memory_is_bounded(visit, site, monkeypatch):
    """The oldest page goes when there is no room for a new one."""
    monkeypatch.setattr(store, "MOST_BYTES", 3 * 25_000)
    for number in range(8):
        visit(builders.make_standard_page(f"Page {number}").url)
    assert 1 <= len(site.store.answers) < 8 and site.store.size <= 3 * 25_000


def test_nothing_lives_longer_than_ten_minutes(visit, django_site, monkeypatch):
    """Whatever could be forgotten in all this is mended by then."""
    visit(MIGRAINE)
    now = time.time()
    with time_machine.travel(now + 539, tick=False):
        visit(MIGRAINE)
    assert django_site.asked == 1
    with time_machine.travel(now + 541, tick=False):
        visit(MIGRAINE)
    assert django_site.asked == 2


@pytest.mark.usefixtures("between_transactions")
def test_edit_that_the_site_did_not_hear_of(visit, migraine, monkeypatch):
    """What is kept to make pages from is made anew with them: an edit in the database shows by then, too."""
    visit(MIGRAINE)
    type(migraine).objects.filter(pk=migraine.pk).update(title="Edited in the database")
    assert b"Edited in the database" not in visit(MIGRAINE).body
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + 541)
    monkeypatch.setattr(kept, "time", later)
    with time_machine.travel(time.time() + 541, tick=False):
        assert b"Edited in the database" in visit(MIGRAINE).body


def test_nobody_waits_for_a_new_answer_where_there_is_an_old_one(visit, site, django_site):
    """In the last minute of its life one reader has the page made anew, and others read on."""
    old = visit(MIGRAINE)
    (key,) = site.store.answers
    now = time.time()
    with time_machine.travel(now + 590, tick=False), site.store.making(key, wait=True):
        assert visit(MIGRAINE) == old
        assert django_site.asked == 1


def test_page_that_changes_while_it_is_made(visit, django_site):
    """Who asked before the change may get the old words; nobody keeps them, no cache on the way either."""
    slow = django_site.application

    def overtaken(environ, start_response):
        response = slow(environ, start_response)
        renew()
        return response

    django_site.application = overtaken
    assert visit(MIGRAINE).headers["cache-control"] == "no-store"
    django_site.application = slow
    assert "no-store" not in visit(MIGRAINE).headers["cache-control"]
    assert django_site.asked == 2


def broken(environ, start_response):
    """Answer as a site does whose database is away."""
    start_response("500 Internal Server Error", [("Content-Length", "3")])
    return [b"No."]


def test_database_is_away(visit, site, django_site, change, migraine, caplog):
    """What is in memory is shown still, for a while longer if it must be, and it says so."""
    good = visit(MIGRAINE)
    django_site.application = broken
    assert visit(MIGRAINE) == good
    assert visit("/treatments/").status == 500
    now = time.time()
    with time_machine.travel(now + 700, tick=False):
        stale = visit(MIGRAINE)
    assert (stale.status, stale.body, stale.headers["x-page-cache"]) == (200, good.body, "stale")
    assert "from memory" in caplog.text
    with time_machine.travel(now + 1300, tick=False):
        assert visit(MIGRAINE).status == 500


def test_withdrawn_page_is_not_shown_for_want_of_a_database(visit, django_site, change, migraine):
    """Better an error than words that the clinic has taken back."""
    visit(MIGRAINE)
    with change():
        migraine.unpublish()
    django_site.application = broken
    assert visit(MIGRAINE).status == 500


def test_one_renders_while_others_wait(site, django_site):
    """Fifty readers of a page that has just changed make the site render it once."""
    body = b"x" * 500
    running = threading.Event()

    def slow(environ, start_response):
        running.set()
        threading.Event().wait(0.3)
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    django_site.application = slow
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(ask(site, MIGRAINE))) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert django_site.asked == 1
    assert [answer.body for answer in answers] == [body] * 50


def test_failed_render_frees_the_others(site, django_site):
    """An error in one render is no dead end for the next."""

    def fails(environ, start_response):
        raise RuntimeError("no")

    django_site.application = fails
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(site, MIGRAINE)
