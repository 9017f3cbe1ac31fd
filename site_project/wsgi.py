"""The WSGI application that every server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")

application = get_wsgi_application()
if settings.DATABASE_POOL:
    # The threads of a web process share connections. A command has its own, and hears at once what is wrong.
    pooled = connections.settings["default"]
    pooled |= {"CONN_MAX_AGE": 0, "OPTIONS": {**pooled["OPTIONS"], "pool": settings.DATABASE_POOL}}
if settings.PAGE_CACHE:
    from site_project.page_cache.application import PageCache

    application = PageCache(application)
