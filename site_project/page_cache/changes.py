"""Which changes renew the generation: all but those that no visitor can see.

A model that is not known here counts as visible, so that a new one can't be forgotten.
"""

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from site_project.page_cache.generation import renew_after_commit

PAGE_SIGNALS = (page_published, page_unpublished, page_slug_changed, post_page_move)


def listen():
    """Follow what is saved, deleted, published and moved, in this process."""
    for signal, sender in (
        (post_save, Site),
        (post_delete, Site),
        (page_slug_changed, None),
        (post_page_move, None),
    ):
        signal.connect(forget_roots, sender, dispatch_uid="addresses of the sites")
    for signal in PAGE_SIGNALS:
        signal.connect(renew_after_commit, dispatch_uid="page cache")
    post_save.connect(saved, dispatch_uid="page cache")
    post_delete.connect(deleted, dispatch_uid="page cache")


def forget_roots(**kwargs):
    """Have the sites' first pages looked up anew once the change is committed.

    Wagtail forgets them before that, and keeps for an hour what another request finds in between.
    """
    transaction.on_commit(Site.clear_site_root_paths_cache, robust=True)


def saved(sender, instance, update_fields=None, raw=False, **kwargs):
    """Renew the generation if visitors can see what was saved.

    A page is saved with every draft; then only some fields are named, or the page is not live.
    """
    if isinstance(instance, Page):
        if instance.live and update_fields is None:
            renew_after_commit()
    elif can_be_seen(sender):
        renew_after_commit()


def deleted(sender, instance, **kwargs):
    """Renew the generation if visitors could see what was deleted."""
    if isinstance(instance, Page) or can_be_seen(sender):
        renew_after_commit()


def can_be_seen(model):
    """Whether something of `model` can be on a public page. Parts of a page change when it is published."""
    meta = model._meta
    if meta.app_label in settings.PAGE_CACHE_IGNORES or meta.label_lower in settings.PAGE_CACHE_IGNORES:
        return False
    return not any(
        isinstance(field, ParentalKey) and issubclass(field.related_model, Page) for field in meta.fields
    )
