"""Where the old addresses lead when a page is renamed or moved, and all those below it with it.

Wagtail's own way fails on a branch of a thousand pages on SQLite ("Expression tree is too large").
"""

import logging

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.leaving import LONGEST_PATH

logger = logging.getLogger(__name__)

AT_ONCE = 500  # conditions in one query; SQLite allows a thousand


def page_renamed(instance, instance_before, **kwargs):
    """Lead the old addresses on after the end of a page's address has changed."""
    keep_old_addresses(instance, instance_before.url_path, instance.url_path)


def page_moved(instance, url_path_before, url_path_after, **kwargs):
    """Lead the old addresses on after a page was put elsewhere in the tree.

    The move is done by then. Where this fails, the log says so, and who else follows the move, such as the
    page cache, still hears of it: an exception would keep a page on show that may be private now.
    """
    try:
        keep_old_addresses(instance, url_path_before, url_path_after)
    except Exception:
        logger.exception(
            "The old addresses of page %s, which was moved, and of those below it lead nowhere. "
            "Add redirects under Settings, Redirects.",
            instance.pk,
        )


def keep_old_addresses(page, before, after):
    """Make redirects for `page` and the live pages below it, whose paths began with `before`, now `after`.

    Redirects are for one site: a page that comes from another one leaves nothing behind there.
    """
    if before == after:
        return
    for site in Site.objects.select_related("root_page"):
        root = site.root_page
        if page.path.startswith(root.path) and page.pk != root.pk and before.startswith(root.url_path):
            redirect_branch(site, page, before, after)


@transaction.atomic
def redirect_branch(site, page, before, after):
    """Make the redirects in `site`; one that a person has made stays."""
    branch = Page.objects.filter(path__startswith=page.path).live().exclude(pk=page.pk)
    pairs = [
        (key, old_path(site, before + url_path[len(after) :]))
        for key, url_path in branch.values_list("pk", "url_path").iterator()
    ]
    pairs = [(key, path) for key, path in pairs if len(path) <= LONGEST_PATH]
    for start in range(0, len(pairs), AT_ONCE):
        replace_redirects(site, pairs[start : start + AT_ONCE])
    if page.live:
        redirect_page(site, page, old_path(site, before))


def replace_redirects(site, pairs):
    """Make redirects in `site` for `pairs` of a page's key and the path that leads to it."""
    Redirect.objects.filter(
        site=site, automatically_created=True, old_path__in=[path for _key, path in pairs]
    ).delete()
    redirects = [
        Redirect(site=site, old_path=path, redirect_page_id=key, automatically_created=True)
        for key, path in pairs
    ]
    Redirect.objects.bulk_create(redirects, ignore_conflicts=True)


def redirect_page(site, page, path):
    """Make the redirect of `page` itself, the last one: who listens is told that addresses have changed."""
    if len(path) > LONGEST_PATH or Redirect.objects.filter(
        site=site, old_path=path, automatically_created=False
    ):
        return
    leads_to = {"redirect_page": page, "automatically_created": True, "redirect_page_route_path": ""}
    Redirect.objects.update_or_create(site=site, old_path=path, defaults=leads_to)


def old_path(site, url_path):
    """Return the address in `site` of a page with `url_path`, as redirects have it."""
    return Redirect.normalise_path(url_path[len(site.root_page.url_path) - 1 :])
