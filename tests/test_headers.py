"""What each kind of answer tells the browser about itself."""

import http.client
from contextlib import closing

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import CaseInsensitiveMapping
from wagtail.models import PageViewRestriction

from site_project.page_cache.application import PageCache
from site_project.security import EMPTY_HANDLER, THEME_SCRIPT
from tests import builders
from tests.databases import away
from tests.observatory import directives, score
from tests.page_cache.browser import ask
from tests.server import RunningSite

PUBLIC = (
    f"default-src 'self'; script-src 'self' {THEME_SCRIPT}; style-src 'self'; img-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FRAMED = PUBLIC.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
INLINE = (
    "; script-src-elem 'self' 'unsafe-inline'; "
    f"script-src-attr 'unsafe-hashes' {EMPTY_HANDLER}; style-src-elem 'self' 'unsafe-inline'"
)
ADMIN = PUBLIC.replace("img-src 'self'", "img-src 'self' blob:") + INLINE
DOWNLOAD = "default-src 'none'; frame-ancestors 'none'; sandbox"


def assert_headers(answer, policy, framed_by="DENY"):
    """Fail unless `answer` carries what every answer does, and this policy."""
    assert answer["Content-Security-Policy"] == policy
    assert answer["X-Frame-Options"] == framed_by
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    features = answer["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()"} <= set(features)
    assert all(feature.endswith("=()") for feature in features)


VISITED = {
    "/": 200,
    "/conditions/migraine/": 200,
    "/search/?q=migraine": 200,
    "/contact/": 200,
    "/no-such-page/": 404,
    "/conditions": 301,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/site.webmanifest": 200,
    "/icon-1.png": 404,
    "/enquiries/1/": 404,
    "/_util/login/": 302,
    "/media/images/none.jpg": 404,
    "/documents/1/none.pdf": 404,
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", VISITED)
def test_what_visitors_get(client, path):
    """Pages, files for programs, redirects, refusals and pages for what is not there."""
    answer = client.get(path)
    assert answer.status_code == VISITED[path]
    assert_headers(answer, PUBLIC)


@pytest.mark.django_db
def test_private_page(client):
    """The page that asks for a password."""
    page = builders.make_standard_page()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="word")
    assert_headers(client.get(page.url), PUBLIC)


@pytest.mark.django_db
def test_refusals(settings):
    """What is refused before any view: a wrong host, a form without its token, http where https is due."""
    assert_headers(Client().get("/", headers={"host": "other.example"}), PUBLIC)
    strict = Client(enforce_csrf_checks=True)
    assert_headers(strict.post("/account/login/"), PUBLIC)
    settings.SECURE_SSL_REDIRECT = True
    assert_headers(Client().get("/"), PUBLIC)


@pytest.mark.django_db
def test_files(client, settings, tmp_path):
    """A picture and a style sheet, which the site serves itself."""
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "media", tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "site.css").write_text("body {}")
    for url in (builders.make_image().get_rendition("width-100").url, "/static/site.css"):
        answer = Client().get(url)
        answer.getvalue()
        assert answer.status_code == 200
        assert_headers(answer, PUBLIC)


@pytest.mark.django_db
def test_downloads(editor, settings, tmp_path):
    """A document of the clinic, and a list that the admin makes."""
    settings.MEDIA_ROOT = tmp_path
    for url in (builders.make_document().url, "/admin/reports/site-history/?export=csv"):
        answer = editor.get(url)
        assert "".join(map(bytes.decode, answer.streaming_content))
        assert answer["Content-Disposition"].startswith("attachment")
        assert_headers(answer, DOWNLOAD)


@pytest.mark.parametrize("path", ["/admin/", "/admin/conditions/", "/admin/users/", "/admin/images/add/"])
def test_admin(editor, path):
    """Wagtail's own screens may run the scripts between their fields, and nothing else more."""
    answer = editor.get(path)
    assert answer.status_code == 200
    assert_headers(answer, ADMIN)
    assert "eval" not in answer["Content-Security-Policy"]
    assert directives(answer["Content-Security-Policy"])["script-src"] == ["'self'", THEME_SCRIPT]


def test_previews(editor, migraine):
    """What the admin frames is a page as visitors see it, by their policy, and nobody else may frame it."""
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[migraine.pk])
    shown = reverse("clinical_review:shown", args=[migraine.pk, "live"])
    for address in (preview, shown):
        answer = editor.get(address)
        assert answer.status_code == 200
        assert_headers(answer, FRAMED, framed_by="SAMEORIGIN")


@pytest.mark.django_db
def test_answers_from_memory():
    """A page from memory carries the same, and so does the word that the browser's copy still holds."""
    site = PageCache(get_wsgi_application())
    ask(site, "/")
    kept = ask(site, "/")
    known = ask(site, "/", if_none_match=kept.headers["etag"])
    for answer, status in ((kept, 200), (known, 304)):
        assert answer.status == status
        assert_headers(CaseInsensitiveMapping(answer.headers), PUBLIC)


def test_error_page(data_dir):
    """The page for when something goes wrong: it was made at the start, and needs no database."""
    with RunningSite(data_dir) as site, away(data_dir):
        status, headers = asked(site, "/conditions/migraine/")
    assert status == 500
    assert_headers(headers, PUBLIC)


def test_grade(data_dir, https_proxy):
    """Served at an https address, the site has Mozilla's best grade: 125 points, and 100 are an A+."""
    with RunningSite(data_dir, SITE_URL="https://clinic.example") as site:
        status, headers = asked(site, "/", Host="clinic.example", X_Forwarded_Proto="https")
        assert (status, score(headers)) == (200, 125)
        assert "includeSubDomains" not in headers["strict-transport-security"]
        status, headers = asked(site, "/", Host="clinic.example")
        assert (status, headers["location"]) == (301, "https://clinic.example/")


def asked(site, path, **headers):
    """Return the status and the headers of what a running `site` answers."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer.status, answer.headers
