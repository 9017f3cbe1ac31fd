"""New sites: a database that holds the initial content, and the data folder of a real one."""

import functools
import gc
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.core.management import call_command

from site_project.page_cache import kept
from site_project.page_cache.generation import renew
from tests import postgresql, redis_server
from tests.databases import copy_site, static_only
from tests.mailbox import Mailbox
from tests.server import ROOT, RunningSite, free_port, serve_environment

# Looking through everything for garbage after each 700 new objects, as Python does of itself, takes a quarter
# of the time of tests that parse one page after another.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Add the initial content to the test database, once."""
    with django_db_blocker.unblock():
        call_command("load_initial_content", verbosity=0)


@pytest.fixture(autouse=True)
def empty_cache():
    """Forget the pictures of earlier tests: those of a later one have their numbers."""
    cache.clear()


@pytest.fixture
def migraine(db):
    """The migraine page of the initial content."""
    from treatments.models import ConditionPage

    return ConditionPage.objects.get(slug="migraine")


@pytest.fixture
def ketamine(db):
    """The ketamine page of the initial content."""
    from treatments.models import TreatmentPage

    return TreatmentPage.objects.get(slug="ketamine")


@pytest.fixture
def clinic(db):
    """The clinic details of the default site."""
    from wagtail.models import Site

    from home.models import ClinicSettings

    return ClinicSettings.for_site(Site.objects.get(is_default_site=True))


@pytest.fixture
def every_page(clinic):
    """All pages of a site that has each type of page, full and bare, by slug; see builders.py."""
    from tests import builders

    return builders.make_every_page(clinic)


@pytest.fixture
def editor(client, django_user_model):
    """A client that is signed in to the admin as an administrator."""
    client.force_login(django_user_model.objects.create_superuser("clinic-admin"))
    return client


@pytest.fixture
def other_site(settings):
    """Another website, which `check_links` may ask although it is on this machine."""
    from tests.other_site import OtherSite

    with OtherSite() as site:
        settings.LINK_CHECK_ALSO = {site.endpoint}
        yield site


@pytest.fixture
def mailbox(settings):
    """A mail server that the site is set to send to, as a Mailbox."""
    from site_project.mail import read_mail_url

    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    for name, value in read_mail_url(f"smtp://127.0.0.1:{controller.port}").items():
        setattr(settings, name, value)
    yield handler
    controller.stop()


@pytest.fixture(scope="session")
def new_site_data(tmp_path_factory):
    """The data folder that the first `manage.py serve` leaves behind. Copy it, don't change it."""
    folder = tmp_path_factory.mktemp("new") / "site"
    with RunningSite(folder):
        pass
    return folder


@pytest.fixture(scope="session")
def filled_site(new_site_data, tmp_path_factory):
    """A function that gives the data folder of a new site, filled by a module of tests.browser. Copy it."""

    def filled_site(module):
        folder = copy_site(new_site_data, tmp_path_factory.mktemp(module) / "site")
        command = [sys.executable, "-m", f"tests.browser.{module}"]
        environment = serve_environment(folder)
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return folder

    return functools.cache(filled_site)


@pytest.fixture(scope="session")
def full_site(filled_site):
    """The data folder of a site with one of everything. Copy it, don't change it."""
    return filled_site("full_content")


@pytest.fixture(scope="session")
def staffed_site(filled_site):
    """The data folder of a new site with its staff. Copy it, don't change it."""
    return filled_site("staff")


@pytest.fixture
def data_dir(new_site_data, tmp_path):
    """A data folder of one's own, as the first start left it."""
    return copy_site(new_site_data, tmp_path / "site")


@pytest.fixture
def https_proxy():
    """Requests that say what a proxy says of visitors who came by HTTPS."""
    opener = urllib.request.build_opener()
    opener.addheaders = [("X-Forwarded-Proto", "https")]
    urllib.request.install_opener(opener)
    yield
    urllib.request.install_opener(None)


@pytest.fixture(scope="session")
def own_postgresql():
    """For tests that bring a PostgreSQL server of their own: on_postgresql.py need not repeat them."""
    postgresql.require()


@pytest.fixture
def postgresql_url(own_postgresql, tmp_path):
    """The address of an empty database on a PostgreSQL server."""
    folder = tmp_path / "postgresql"
    folder.mkdir()
    with postgresql.running_server(folder) as url:
        yield url


@pytest.fixture(scope="session")
def new_postgresql(own_postgresql, new_site_data, tmp_path_factory):
    """The folder of a PostgreSQL server with what the first start of a site leaves there. Copy it."""
    folder = tmp_path_factory.mktemp("postgresql")
    data_dir = static_only(new_site_data, tmp_path_factory.mktemp("first") / "site")
    with postgresql.running_server(folder) as url, RunningSite(data_dir, DATABASE_URL=url):
        pass
    return folder


@pytest.fixture
def postgresql_site(new_postgresql, tmp_path):
    """The address of a database as the first start of a site left it, on a server of one's own."""
    with postgresql.running_server(postgresql.copy(new_postgresql, tmp_path / "postgresql")) as url:
        yield url


@pytest.fixture
def data_dirs(new_site_data, tmp_path):
    """The data folders of two servers whose database is elsewhere: static files and nothing else."""
    return [static_only(new_site_data, tmp_path / name) for name in ("one", "two")]


@pytest.fixture
def redis(tmp_path):
    """A Redis server, which can be stopped and started."""
    redis_server.require()
    with redis_server.RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def media(settings, tmp_path):
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def between_transactions(monkeypatch):
    """Keep what is kept between requests, though a test runs in one transaction."""
    monkeypatch.setattr(kept, "connection", SimpleNamespace(in_atomic_block=False))
    renew()
