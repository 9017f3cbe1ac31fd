"""The site's own settings, with a throw-away DATA_DIR and what makes tests fast."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="site-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in (
    "SITE_URL",
    "SERVED_URL",
    "DATABASE_URL",
    "CACHE_URL",
    "MEDIA_STORAGE_URL",
    "STATIC_DIR",
    "PURGE_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "SECRET_KEY",
    "TIME_ZONE",
    "MAIL_URL",
):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = _folder
for _name in ("DATABASE_URL", "CACHE_URL"):
    if f"TEST_{_name}" in os.environ:  # on_postgresql.py
        os.environ[_name] = os.environ[f"TEST_{_name}"]

from site_project.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405
MEDIA_ROOT.mkdir()  # noqa: F405
