"""Marks that could not be made when something was changed. The note of it outlives the process."""

import logging
import secrets

from django.db import Error, connection

from site_project.page_cache.models import OwedRenewal

logger = logging.getLogger(__name__)


def note_owed():
    """Note that something was changed, of which nobody who keeps pages could be told.

    While a database is being made there is no place for the note, and no page that anybody keeps.
    """
    try:
        if OwedRenewal._meta.db_table not in connection.introspection.table_names():
            return
        OwedRenewal.objects.update_or_create(name=OwedRenewal.NAME, defaults={"token": secrets.token_hex(8)})
    except Error as error:
        logger.error("It could not be noted that kept pages are stale: %s", str(error).partition("\n")[0])


def renew_owed(renew):
    """Have `renew` make the mark that is owed, if one is. It returns whether it did.

    A note that is made meanwhile has another token, and stays.
    """
    for token in list(OwedRenewal.objects.values_list("token", flat=True)):
        if renew():
            OwedRenewal.objects.filter(token=token).delete()
