"""The site behind nginx with the file that is shipped: stored pages, as the site itself would answer."""

import gzip
import re
import shutil

import pytest

from tests.nginx import Nginx, require
from tests.page_cache.publisher import Publisher
from tests.server import RunningSite

MIGRAINE = "/conditions/migraine/"
OWN_HEADERS = {"accept-ranges", "connection", "content-length", "date", "etag", "last-modified", "server"}


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


def is_stored(nginx, path=MIGRAINE):
    """Whether nginx has the page in the folder of this moment."""
    return list((nginx.site.data_dir / "pages").glob(f"current/[0-9]*{path}index.html")) != []


def test_stored_page_is_what_the_site_says(nginx):
    """Byte for byte, and header for header; compressed as it was stored."""
    through_site = nginx.ask(MIGRAINE)
    assert is_stored(nginx)
    stored = nginx.ask(MIGRAINE)
    assert stored[2] == through_site[2]
    said = {name: value for name, value in through_site[1].items() if name not in OWN_HEADERS}
    https_only = {"strict-transport-security": "max-age=31536000"}
    assert {name: value for name, value in stored[1].items() if name not in OWN_HEADERS} == said | https_only
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
    for folder in (nginx.site.data_dir / "pages/current").glob("[0-9]*"):
        shutil.rmtree(folder)  # as time does
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
    for name in ("cache-control", "content-encoding", "content-type", "vary", "x-content-type-options"):
        assert by_nginx[1].get(name) == by_site[1].get(name, "").replace('"', ""), name


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
