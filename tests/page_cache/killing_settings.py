"""The site with an app that kills whoever publishes; see killing.py."""

from site_project.settings import *  # noqa: F403
from site_project.settings import INSTALLED_APPS as SITE_APPS

INSTALLED_APPS = ["tests.page_cache.killing.Killing", *SITE_APPS]
