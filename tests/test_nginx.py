"""The site behind nginx with the file that is shipped: stored pages, as the site itself would answer."""

import gzip
import http.client
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import picture_file
from tests.databases import away
from tests.nginx import Nginx, require
from tests.page_cache.publisher import Publisher
from tests.server import RunningSite

MIGRAINE = "/conditions/migraine/"
# Of each server's own; and of the site's, two that change nothing where CORP lets no other site in.
OWN_HEADERS = set(
    """
    accept-ranges connection content-length date etag last-modified server x-request-id
    access-control-allow-origin content-disposition
    """.split()  # noqa: SIM905 - a text of words is what a person can read and amend
)
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000"}


@pytest.fixture
def nginx(data_dir, tmp_path):
    """The site behind nginx."""
    require()
    site = RunningSite(data_dir, "--workers", "2", PAGE_FILES="yes", CACHE_URL="")
    nginx = Nginx(tmp_path / "nginx", site)
    site.variables["SITE_URL"] = f"http://127.0.0.1:{nginx.port}"
    with site, nginx:
        yield nginx


def title(answer):
    """Return (status, the first heading)."""
    found = re.search(rb"<h1>(.*?)</h1>", answer[2])
    return answer[0], found and found[1].decode()


def said(answer):
    """Return the headers of an answer that a browser acts on, without quotes, which change nothing."""
    return {name: value.replace('"', "") for name, value in answer[1].items() if name not in OWN_HEADERS}


def time_passes(nginx):
    """Take away what nginx answers with as long as the site is there."""
    for folder in (nginx.site.data_dir / "pages/current").glob("[0-9]*"):
        shutil.rmtree(folder)


def is_stored(nginx, path=MIGRAINE):
    """Whether nginx has the page in the folder of this moment."""
    return list((nginx.site.data_dir / "pages").glob(f"current/[0-9]*{path}index.html")) != []


def test_stored_page_is_what_the_site_says(nginx):
    """Byte for byte, and header for header; compressed as it was stored."""
    through_site = nginx.ask(MIGRAINE)
    assert is_stored(nginx)
    stored = nginx.ask(MIGRAINE)
    assert stored[2] == through_site[2]
    assert said(stored) == said(through_site) | HTTPS_ONLY
    assert "last-modified" not in stored[1]  # the file's time is none
    small = nginx.ask(MIGRAINE, Accept_Encoding="gzip")
    assert small[1]["content-encoding"] == "gzip"
    assert gzip.decompress(small[2]) == stored[2]
    assert nginx.ask(MIGRAINE, If_None_Match=stored[1]["etag"])[0] == 304


def test_it_is_nginx_that_answers(nginx):
    """With the site away the stored page is there still; what was never stored is an error."""
    page = title(nginx.ask(MIGRAINE))
    nginx.site.kill()
    assert title(nginx.ask(MIGRAINE)) == page
    assert title(nginx.ask(f"{MIGRAINE}?utm_source=letter&gclid=1")) == page
    assert nginx.ask("/treatments/ketamine/")[0] == 502
    time_passes(nginx)
    away = nginx.ask(MIGRAINE)
    assert (title(away), away[1]["x-page-cache"]) == (page, "stale")


@pytest.mark.parametrize(
    "asked",
    [
        {"path": f"{MIGRAINE}?print=large"},
        {"path": MIGRAINE, "Cookie": "sessionid=abc"},
        {"path": MIGRAINE, "Authorization": "Basic abc"},
        {"path": MIGRAINE, "method": "POST"},
        {"path": "/conditions//migraine/"},
        {"path": "/search/?q=ketamine"},
        {"path": "/admin/login/"},
    ],
)
def test_others_are_asked_for_by_the_site(nginx, asked):
    """They get the site's answer, and leave no page behind."""
    nginx.ask(MIGRAINE)
    stored = sorted((nginx.site.data_dir / "pages").rglob("index.html"))
    assert title(nginx.ask(**asked)) == title(nginx.ask(**asked, port=nginx.site.port))
    assert sorted((nginx.site.data_dir / "pages").rglob("index.html")) == stored


def test_private_files_stay_private(nginx):
    """The data folder is nginx's root, and no address leads to what must not be read."""
    for path in (
        "/secret_key",
        "/db.sqlite3",
        "/pages/current/",
        "/pages/lock",
        "/media/",
        "/static/../secret_key",
    ):
        status, headers, _body = nginx.ask(path)
        assert status == 404 or headers["location"] == f"{path}/", path


def test_static_files(nginx):
    """nginx sends them with the headers that the site sends."""
    page = nginx.ask(MIGRAINE)[2].decode()
    path = re.search(r'href="(/static/site/css/site\.\w+\.css)"', page)[1]
    by_nginx = nginx.ask(path, Accept_Encoding="gzip")
    by_site = nginx.ask(path, port=nginx.site.port, Accept_Encoding="gzip")
    assert by_nginx[2] == by_site[2]
    assert said(by_nginx) == said(by_site) | HTTPS_ONLY


def test_pictures(nginx):
    """nginx sends them with the headers that the site sends."""
    folder = nginx.site.data_dir / "media/images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "room.jpg").write_bytes(picture_file().read())
    by_nginx = nginx.ask("/media/images/room.jpg")
    by_site = nginx.ask("/media/images/room.jpg", port=nginx.site.port)
    assert by_nginx[2] == by_site[2]
    assert said(by_nginx) == said(by_site) | HTTPS_ONLY


def test_database_is_away(nginx):
    """What was stored stands in for every process of the site; its own errors are shown for all else."""
    page = title(nginx.ask(MIGRAINE))
    time_passes(nginx)
    with away(nginx.site.data_dir):
        with ThreadPoolExecutor(8) as visitors:  # over connections to both processes
            answers = list(visitors.map(nginx.ask, [MIGRAINE] * 60))
        assert {title(answer) for answer in answers} == {page}
        for path in ("/treatments/ketamine/", "/search/?q=ketamine", "/readyz"):
            through_site = nginx.ask(path, port=nginx.site.port)
            assert through_site[0] >= 500
            assert (nginx.ask(path)[0], nginx.ask(path)[2]) == (through_site[0], through_site[2])


def test_other_names_get_nothing(nginx):
    """Not even a stored page: whoever makes a name lead here must not look like the clinic."""
    nginx.ask(MIGRAINE)
    assert is_stored(nginx)
    with pytest.raises(http.client.RemoteDisconnected):
        nginx.ask(MIGRAINE, Host="elsewhere.example")


def test_nothing_stale_after_a_publish(nginx):
    """The next request after each of a hundred publishes shows it, and after the page is withdrawn, that."""
    with Publisher(nginx.site, SITE_URL=nginx.site.variables["SITE_URL"], CACHE_URL="") as publisher:
        for number in range(100):
            publisher.order(f"publish Number {number}")
            assert [title(nginx.ask(MIGRAINE)) for _ in range(3)] == [(200, f"Number {number}")] * 3
        assert is_stored(nginx)
        publisher.order("private")
        assert nginx.ask(MIGRAINE)[0] == 302
        publisher.order("publish Number 100")
        nginx.ask(MIGRAINE)
        publisher.order("unpublish")
        assert nginx.ask(MIGRAINE)[0] == 404


def test_restart_shows_the_new_code(nginx):
    """What an earlier start has stored is gone with the next one."""
    nginx.ask(MIGRAINE)
    with RunningSite(nginx.site.data_dir, **nginx.site.variables):
        assert not is_stored(nginx)
