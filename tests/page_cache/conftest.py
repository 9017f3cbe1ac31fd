"""The site behind its page cache, and changes that take effect as they do outside of a test's transaction."""

from contextlib import ExitStack

import pytest
from django.core.wsgi import get_wsgi_application

from site_project.page_cache.application import PageCache
from site_project.page_cache.generation import open_generation
from tests.page_cache.browser import ask
from tests.page_cache.publisher import Publisher
from tests.server import RunningSite


class Django:
    """The site without its cache, which counts how often it is asked."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.asked = 0

    def __call__(self, environ, start_response):
        """Count, and answer."""
        self.asked += 1
        return self.application(environ, start_response)


@pytest.fixture
def django_site(db):
    """The site without its cache."""
    return Django()


@pytest.fixture
def site(django_site):
    """The site behind its page cache."""
    return PageCache(django_site)


@pytest.fixture
def visit(site):
    """A function that asks the site for a path and returns the Answer."""
    return lambda path, **more: ask(site, path, **more)


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    """A context in which a change is made; at its end it is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def generation():
    """A function that returns the mark of the last change."""
    return lambda: open_generation().current()


@pytest.fixture
def shared(postgresql_site, redis):
    """What both servers are told."""
    return {"DATABASE_URL": postgresql_site, "CACHE_URL": redis.url, "SECRET_KEY": "shared by both"}


@pytest.fixture
def servers(data_dirs, shared):
    """Two servers, each with a folder of its own."""
    with ExitStack() as stack:
        yield [stack.enter_context(RunningSite(folder, **shared)) for folder in data_dirs]


@pytest.fixture
def publisher(servers, shared):
    """Changes the migraine page on the first server."""
    with Publisher(servers[0], **shared) as publisher:
        yield publisher
