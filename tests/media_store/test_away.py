"""A store that goes away while the site is served, and one that several servers share."""

from contextlib import ExitStack

import pytest

from tests.backup.running import copy_of
from tests.media_store.filling import PAGE, addresses, fill
from tests.server import RunningSite


@pytest.mark.parametrize("after", ["stop", "wrong"])
def test_store_is_away(own_store, new_site_data, tmp_path, after):
    """Pages that are stored go on, /readyz says what is wrong, and the log tells it without a secret."""
    data_dir = copy_of(new_site_data, tmp_path / "site")
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


def test_two_servers(postgresql_url, redis, store, tmp_path):
    """What is uploaded on one is served by the other, and neither keeps a file of it."""
    shared = {
        "DATABASE_URL": postgresql_url,
        "CACHE_URL": redis.url,
        "SECRET_KEY": "shared by both",
        "MEDIA_STORAGE_URL": store.url,
    }
    with ExitStack() as stack:
        folders = [tmp_path / name for name in ("one", "two")]
        servers = [stack.enter_context(RunningSite(folder, **shared)) for folder in folders]
        fill(folders[0], **shared)
        paths = addresses(servers[1].read(PAGE))
        for path in paths:
            first, second = (server.read(path) for server in servers)
            assert first == second != b""
        assert store.content(paths[0].removeprefix("/media/")) == servers[1].read(paths[0])
        assert not any((folder / "media").exists() for folder in folders)
