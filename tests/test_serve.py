"""`manage.py serve` as a person runs it: the real process, on a data folder of its own."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.data_folder import dump, execute, files
from tests.databases import connect, copy_site
from tests.server import ADMIN, ROOT, RunningSite, free_port, serve_environment

SITE = "(?!site_project_)"  # every table but those of the clock
SWALLOWS = """
import os, signal
from contextlib import suppress
import django
from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
django.setup()
from site_project.management.commands import serve

done = serve.{step}

def step(*arguments):
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)
    done(*arguments)

serve.{step} = step
execute_from_command_line(["manage.py", "serve", "--port", "{port}"])
"""
NEW_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")


@pytest.fixture(scope="module")
def first_site(new_site_data, tmp_path_factory):
    """A site without an administrator that was started by an owner who set none. It still runs."""
    folder = copy_site(new_site_data, tmp_path_factory.mktemp("first") / "site")
    execute(folder, "DELETE FROM auth_user")
    with RunningSite(folder, ADMIN_USERNAME="", ADMIN_PASSWORD="") as site:
        yield site


def browser():
    """Return a urllib opener that keeps its cookies."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def open_admin(site, opener):
    """Return the path at which `opener` ends up when it asks for the admin's front page."""
    with opener.open(f"{site.url}/admin/", timeout=20) as response:
        return urllib.parse.urlsplit(response.url).path


def sign_in(site, username, password):
    """Fill in the sign-in form of `site`; returns the opener that did."""
    opener = browser()
    with opener.open(f"{site.url}/admin/login/", timeout=20) as response:
        form = BeautifulSoup(response.read(), "html.parser").find("form", method="post")
    token = form.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
    fields = {"csrfmiddlewaretoken": token, "login": username, "password": password}
    opener.open(f"{site.url}/account/login/", urllib.parse.urlencode(fields).encode(), timeout=20).close()
    return opener


def child_ids(site):
    """Return the process ids of the web processes of `site`, and of its clock."""
    pid = site.process.pid
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def answers(port, host="127.0.0.1"):
    """Return whether anybody listens on `port` of `host`."""
    with socket.socket() as visitor:
        return visitor.connect_ex((host, port)) == 0


def wait_until_silent(port, seconds=20):
    """Give processes that are ending the time to let go of `port`; returns whether they did."""
    end = time.monotonic() + seconds
    while answers(port) and time.monotonic() < end:
        time.sleep(0.05)
    return not answers(port)


def test_first_start_tells_each_step(new_site_data):
    """An owner sees what happens, that it is finished, and where to go."""
    lines = new_site_data.with_suffix(".log").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "Data folder",
        "Database",
        "Database",
        "Static files",
        "Content",
        "Error page",
        "Administrator",
        "Site",
        "Admin",
        "Stopped.",
    ]
    assert f"Data folder: {new_site_data}" in lines


def test_start_says_where_the_site_is(first_site):
    """The two addresses are what the owner opens next."""
    assert f"Site: {first_site.url}/\n" in first_site.output
    assert f"Admin: {first_site.url}/admin/\n" in first_site.output


def test_new_password_signs_in(first_site):
    """An owner who set no password gets one that nobody can guess, in the one place where it is shown."""
    (password,) = NEW_PASSWORD.findall(first_site.output)
    assert open_admin(first_site, sign_in(first_site, "admin", password)) == "/admin/"
    assert open_admin(first_site, sign_in(first_site, "admin", password[::-1])) == "/account/login/"


@pytest.mark.sqlite
def test_new_password_is_kept_nowhere(first_site):
    """Whoever gets hold of a backup must not find a password in it."""
    (password,) = NEW_PASSWORD.findall(first_site.output)
    contents = [path.read_bytes() for path in first_site.data_dir.rglob("*") if path.is_file()]
    assert any(b"pbkdf2_sha256$" in content for content in contents)
    assert not any(password.encode() in content for content in contents)


def test_secret_key_is_private(first_site):
    """Other users of the machine must not be able to forge sign-ins."""
    key = first_site.data_dir / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 50


def test_given_administrator(data_dir):
    """A password from a secret store works, and doesn't end up in the logs."""
    execute(data_dir, "DELETE FROM auth_user")
    given = {"ADMIN_USERNAME": "front-desk", "ADMIN_PASSWORD": "three-grey-doves-at-noon"}
    with RunningSite(data_dir, **given) as site:
        assert open_admin(site, sign_in(site, *given.values())) == "/admin/"
    assert "Administrator: front-desk, with the password from ADMIN_PASSWORD.\n" in site.output
    assert given["ADMIN_PASSWORD"] not in site.output


@pytest.mark.sqlite
def test_database_is_for_the_site_alone(data_dir):
    """Enquiries are in it, and another server on the machine may read the folder."""
    with RunningSite(data_dir) as site:
        site.get("/")
        modes = {path.name: path.stat().st_mode & 0o077 for path in data_dir.glob("db.sqlite3*")}
    assert modes
    assert set(modes.values()) == {0}


def test_second_start_changes_nothing(data_dir):
    """Restarts are routine: no content twice, no other key, no second administrator. The clock may beat."""
    rows, others = dump(data_dir, SITE), files(data_dir)
    with RunningSite(data_dir, ADMIN_USERNAME="second", ADMIN_PASSWORD="") as site:
        pass
    assert dump(data_dir, SITE) == rows
    now = files(data_dir)
    mark = data_dir / "generation"
    # Pages that are kept are those of the former code. With Redis the mark is there.
    assert now.pop(mark, "new") != others.pop(mark, "old")
    assert now == others
    for line in (
        "Database: up to date.",
        "Static files: up to date.",
        "Administrator: there is one already, admin.",
    ):
        assert f"{line}\n" in site.output
    assert "password" not in site.output


def test_killed_server_starts_again(data_dir):
    """After a crash no web process holds on to the port, and nothing that was saved is lost."""
    site = RunningSite(data_dir, "--workers", "2")
    with site:
        assert len(child_ids(site)) == 3
        visitor = sign_in(site, ADMIN["ADMIN_USERNAME"], ADMIN["ADMIN_PASSWORD"])
        rows = dump(data_dir, SITE)
        site.process.kill()
        assert site.process.wait(timeout=20) == -signal.SIGKILL
        assert wait_until_silent(site.port)
    with site:
        assert dump(data_dir, SITE) == rows
        assert open_admin(site, visitor) == "/admin/"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_stops_cleanly(data_dir, name):
    """Service managers and Ctrl+C both end the site without an error; Ctrl+C reaches every process."""
    with RunningSite(data_dir) as site:
        children = child_ids(site) if name == "SIGINT" else []
        for pid in (site.process.pid, *children):
            os.kill(pid, signal.Signals[name])
        assert site.process.wait(timeout=20) == 0
        assert not answers(site.port)
    assert site.output.endswith("\nStopped.\n")
    assert "Traceback" not in site.output


@pytest.mark.parametrize("step", ["prepare_site", "load_site"])
def test_stop_that_code_swallows(data_dir, step):
    """Not every library lets an interrupt through; what comes after that step is not done any more."""
    program = SWALLOWS.format(step=step, port=free_port())
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=serve_environment(data_dir),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.endswith("\nStopped.\n") and "\nSite: " not in found.stdout


def test_host(data_dir):
    """A site can be bound to one address, and its links and allowed hosts follow that."""
    site = RunningSite(data_dir, "--host", "127.0.0.2")
    site.url = f"http://127.0.0.2:{site.port}"
    with site:
        assert not answers(site.port, "127.0.0.1")
        assert f"Site: {site.url}/\n" in site.output


def test_site_url(data_dir, https_proxy):
    """The public address is set in one place; links, Wagtail's site and redirects follow it."""
    with RunningSite(data_dir, SITE_URL="https://clinic.example") as site:
        request = urllib.request.Request(f"{site.url}/", headers={"Host": "clinic.example"})
        with urllib.request.urlopen(request, timeout=20) as response:
            assert response.status == 200
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as plain:
            plain.request("GET", "/conditions/", headers={"Host": "clinic.example"})
            with plain.getresponse() as response:
                assert response.headers["Location"] == "https://clinic.example/conditions/"
        # Whoever asks may not choose another name for the site; who watches it need not know the name.
        for name in ("localhost", f"127.0.0.1:{site.port}"):
            assert site.get("/", {"Host": name, "X-Forwarded-Proto": "https"}) == 400
            assert site.get("/healthz", {"Host": name}) == site.get("/readyz", {"Host": name}) == 200
    assert "Site: https://clinic.example/\nAdmin: https://clinic.example/admin/\n" in site.output
    with connect(data_dir) as database:
        rows = database.execute("SELECT hostname, port FROM wagtailcore_site").fetchall()
    assert rows == [("clinic.example", 443)]


def test_relative_data_dir(data_dir):
    """A relative folder is that folder of the place where the command was given."""
    with RunningSite(data_dir, DATA_DIR=os.path.relpath(data_dir, ROOT)) as site:
        pass
    assert f"Data folder: {data_dir}\n" in site.output
    assert "Content: the site has its pages.\n" in site.output
