"""The WSGI application that every server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")

application = get_wsgi_application()
if settings.PAGE_CACHE:
    from site_project.page_cache.application import PageCache

    application = PageCache(application)
