"""What watches the site can ask it: is this process alive, and is everything there that it needs?"""

import shutil

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tests.databases import away
from tests.server import RunningSite


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.1.2.3"])
def test_all_is_well(client, host):
    """Whoever watches may not know the site's name, and nobody keeps the answer."""
    for path in ("/healthz", "/readyz"):
        response = client.get(path, headers={"host": host})
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert response.json() == {"database": "ok", "migrations": "ok", "storage": "ok"}


@pytest.mark.django_db
def test_https_is_not_asked_for(client, settings):
    """A watcher on the same machine asks without encryption."""
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_migration_that_is_missing(client, caplog):
    """New code on an old database is not ready; the log says what to do, once, and the answer no more."""
    MigrationRecorder.Migration.objects.filter(app="treatments").delete()
    for _time in range(3):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json() == {"database": "ok", "migrations": "failed", "storage": "ok"}
    assert caplog.text.count("treatments.0001_initial is not applied") == 1
    MigrationRecorder.Migration.objects.create(app="treatments", name="0001_initial")
    assert client.get("/readyz").status_code == client.get("/readyz").status_code == 200
    assert caplog.text.count("Ready again: migrations") == 1
    assert len(caplog.records) == 2


def test_database_and_storage_are_away(data_dir):
    """The process is healthy and not ready, and ready again when they are back."""
    media = data_dir / "media"
    with RunningSite(data_dir, "--no-worker") as site:
        assert site.get("/readyz") == 200
        shutil.move(media, data_dir / "elsewhere")
        assert (site.get("/healthz"), site.get("/readyz")) == (200, 503)
        media.write_text("no folder")
        assert (site.get("/healthz"), site.get("/readyz")) == (200, 503)
        media.unlink()
        shutil.move(data_dir / "elsewhere", media)
        assert site.get("/readyz") == 200
        with away(data_dir):
            assert (site.get("/healthz"), site.get("/readyz")) == (200, 503)
        assert site.get("/readyz") == 200
    assert site.output.count("Not ready: storage") == 1
