"""Kills the process that has just published a page: after the commit, before anybody is told of it.

An app for the site's settings. It happens once for each time that the file "kill" is put into DATA_DIR.
"""

import os
import signal
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.db import transaction
from django.db.models.signals import pre_save

FILE = "kill"


class Killing(AppConfig):
    """It must come first in INSTALLED_APPS: what follows a commit is done in that order."""

    name = "tests.page_cache.killing"
    label = "killing"

    def ready(self):
        """Follow what is published, in this process."""
        pre_save.connect(about_to_save, dispatch_uid="killing")


def about_to_save(sender, instance, update_fields=None, **kwargs):
    """Die as soon as the transaction is over, before all else. Saving a draft names its fields."""
    from wagtail.models import Page  # only when all apps are there

    if isinstance(instance, Page) and update_fields is None:
        transaction.on_commit(die)


def die():
    """End this process, with no time to finish anything, if it is asked for."""
    file = Path(settings.DATA_DIR, FILE)
    if file.exists():
        file.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
