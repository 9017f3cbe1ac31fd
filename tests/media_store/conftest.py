"""A store, and a site that keeps its pictures and documents there."""

import pytest

from site_project.media_store.url import read_media_storage_url
from tests.media_store.server import BUCKET, StoreServer


@pytest.fixture(scope="session")
def store_server(tmp_path_factory):
    """A store that runs as long as the tests. Each test has its bucket to itself; don't stop it."""
    with StoreServer(tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture
def store(store_server):
    """The store, with nothing in it."""
    for name in store_server.names():
        store_server.client.delete_object(Bucket=BUCKET, Key=name)
    return store_server


@pytest.fixture
def own_store(tmp_path):
    """A store of the test's own, which can be stopped."""
    with StoreServer(tmp_path) as server:
        yield server


@pytest.fixture
def media_in_store(settings, store, tmp_path):
    """The site of this process, set to keep its media in the store; its own folder of media would be new."""
    settings.MEDIA_STORE = read_media_storage_url(store.url)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "site_project.media_store.storage.MediaStore"},
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    return store
