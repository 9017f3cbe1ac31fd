"""A store that goes away while the site is served, and one that several servers share."""

import socket
from contextlib import ExitStack, suppress

import pytest

from site_project.media_store import StoreError, errors
from site_project.media_store.storage import MediaStore
from site_project.media_store.url import read_media_storage_url
from tests.databases import copy_site
from tests.media_store.filling import PAGE, addresses, fill
from tests.server import RunningSite


@pytest.mark.parametrize("after", ["stop", "wrong"])
def test_store_is_away(own_store, new_site_data, tmp_path, after):
    """Pages that are stored go on, /readyz says what is wrong, and the log tells it without a secret."""
    data_dir = copy_site(new_site_data, tmp_path / "site")
    fill(data_dir, MEDIA_STORAGE_URL=own_store.url)
    with RunningSite(data_dir, MEDIA_STORAGE_URL=own_store.url) as site:
        picture, document = addresses(site.read(PAGE))
        assert [site.get(path) for path in ("/readyz", PAGE, picture, document)] == [200] * 4
        if after == "stop":
            own_store.stop()
            reason = f"The store of pictures and documents at {own_store.endpoint} can't be used"
        else:
            own_store.withdraw_key()
            reason = f"The store at {own_store.endpoint} refuses the key in MEDIA_STORAGE_URL"
        assert [site.get(path) for path in ("/healthz", PAGE, "/")] == [200] * 3
        assert [site.get(path) for path in ("/readyz", picture, document)] == [503] * 3
        assert site.read("/conditions/") != b""  # a page that nobody has asked for before
        output = site.output
    assert f"Not ready: storage ({reason}" in output
    assert output.count(reason) == 3
    assert own_store.secret not in output
    assert "Traceback" not in output


def test_store_that_hangs(own_store, new_site_data, tmp_path):
    """One visitor finds out. The others are told at once, and pages have their threads to themselves."""
    data_dir = copy_site(new_site_data, tmp_path / "site")
    fill(data_dir, MEDIA_STORAGE_URL=own_store.url)
    with RunningSite(data_dir, "--no-worker", MEDIA_STORAGE_URL=own_store.url) as site:
        picture, _document = addresses(site.read(PAGE))
        own_store.stop()
        with socket.create_server(("127.0.0.1", own_store.port), backlog=100) as mute:
            mute.setblocking(False)
            assert site.get(picture) == 503
            assert callers(mute) > 0
            assert {site.get(picture) for _time in range(10)} == {503}
            assert callers(mute) == 0
            assert site.get(PAGE) == 200


def callers(mute):
    """Return how many have connected to the socket `mute` since the last time, and let them go."""
    count = 0
    with suppress(BlockingIOError):
        while True:
            mute.accept()[0].close()
            count += 1
    return count


def test_store_is_asked_again(own_store, settings, monkeypatch):
    """After a pause; what it answers then counts, be it a refusal."""
    settings.MEDIA_STORE = read_media_storage_url(own_store.url)
    store = MediaStore()
    assert store.listdir("") == ([], [])
    own_store.stop()
    for _time in range(2):
        with pytest.raises(StoreError, match="can't be used"):
            store.listdir("")
    with own_store:  # another one by the same address, which has other keys
        with pytest.raises(StoreError, match="can't be used"):
            store.listdir("")
        monkeypatch.setattr(errors, "PAUSE", 0)
        store.silence.begin(store.silence.error)
        for _time in range(2):
            with pytest.raises(StoreError, match="refuses the key"):
                store.listdir("")


def test_two_servers(postgresql_site, redis, store, data_dirs):
    """What is uploaded on one is served by the other, and neither keeps a file of it."""
    shared = {
        "DATABASE_URL": postgresql_site,
        "CACHE_URL": redis.url,
        "SECRET_KEY": "shared by both",
        "MEDIA_STORAGE_URL": store.url,
    }
    with ExitStack() as stack:
        servers = [stack.enter_context(RunningSite(folder, **shared)) for folder in data_dirs]
        fill(data_dirs[0], **shared)
        paths = addresses(servers[1].read(PAGE))
        for path in paths:
            first, second = (server.read(path) for server in servers)
            assert first == second != b""
        assert store.content(paths[0].removeprefix("/media/")) == servers[1].read(paths[0])
        assert not any((folder / "media").exists() for folder in data_dirs)
