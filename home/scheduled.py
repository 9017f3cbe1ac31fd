"""Publishes what is due and takes down what has expired, each page on its own.

Wagtail's own `publish_scheduled` does all in one go, and ends at the first page that fails.
"""

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision


def publish_due():
    """Take down what has expired, then publish what is due. Returns {what failed, in words: the error}.

    What fails stays as it was, and the rest goes on.
    """
    now, failures = timezone.now(), {}
    for item in expired(now):
        attempt(take_down, item, now, failures)
    for revision in approved(now):
        attempt(publish, revision, now, failures)
    return failures


def attempt(change, what, now, failures):
    """Do `change` with `what` in a transaction of its own, or add to `failures` why it could not be done."""
    try:
        with transaction.atomic():
            change(what, now)
    except Exception as error:  # any: a page's type, its fields and whoever follows it may raise
        title = what.object_str if isinstance(what, Revision) else what
        verb = "published" if isinstance(what, Revision) else "taken down"
        failures[f"“{title}” could not be {verb}. Open it in the editor and do it by hand."] = error


def expired(now):
    """Return the pages, and other content with a day to go, whose time is over."""
    models = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    models = [Page, *(model for model in models if not issubclass(model, Page))]
    return [
        item
        for model in models
        for item in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    ]


def approved(now):
    """Return the revisions whose day to go live has come."""
    return list(Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"))


def take_down(item, now):
    """Unpublish `item`, unless somebody has changed that in the meantime."""
    still = type(item).objects.select_for_update().filter(pk=item.pk, live=True, expire_at__lt=now).first()
    if still:
        still.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def publish(revision, now):
    """Publish `revision`, unless somebody has changed that in the meantime."""
    due = Revision.objects.select_for_update().filter(pk=revision.pk, approved_go_live_at__lt=now)
    if still := due.first():
        still.publish(log_action="wagtail.publish.scheduled")
