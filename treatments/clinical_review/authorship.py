"""Who made the last change to what a page tells: on the page itself, or on something that it shows."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, Page

from treatments.clinical_review.content import linked_documents, told
from treatments.clinical_review.digest import clinic_of, content_digest

CHANGED = ["wagtail.create", "wagtail.edit"]


@dataclass(frozen=True)
class Change:
    """A change of what a page tells: when, the primary key of the user who made it, and of what."""

    at: datetime
    user_id: int | None
    what: str


def last_change(page, revision):
    """Return the last Change of what `page` tells, or None if nothing is known.

    `page` is a draft or the live page, `revision` the one that its words come from. Saving or submitting a
    page without rewording it is no change.
    """
    changes = [change_of_words(page, revision), *changes_of_shown(page)]
    return max(filter(None, changes), key=lambda change: change.at, default=None)


def change_of_words(page, revision):
    """Return the Change that brought the words of `revision`: its own, or an earlier one's."""
    if revision is None:
        return None
    clinic = clinic_of(page)
    digest = content_digest(page, clinic)
    first = revision
    earlier = page.revisions.filter(created_at__lt=revision.created_at).order_by("-created_at", "-pk")
    for candidate in earlier.iterator(chunk_size=5):
        if content_digest(candidate.as_object(), clinic) != digest:
            break
        first = candidate
    return Change(first.created_at, first.user_id, "this page")


def changes_of_shown(page):
    """Return the Changes of the things that `page` shows but does not hold."""
    shown = {(type(item), item.pk): item for item in (clinic_of(page), *shown_objects(page))}.values()
    pages = Page.objects.select_related("live_revision").in_bulk(
        [item.pk for item in shown if isinstance(item, Page)]
    )
    changes = [
        Change(found.last_published_at, found.live_revision.user_id, f"“{found.title}”")
        for found in pages.values()
        if found.live_revision and found.last_published_at
    ]
    others = {
        (ContentType.objects.get_for_model(item).pk, str(item.pk)): item
        for item in shown
        if not isinstance(item, Page)
    }
    entries = ModelLogEntry.objects.filter(
        action__in=CHANGED,
        content_type__in={kind for kind, _pk in others},
        object_id__in={pk for _kind, pk in others},
    )
    return changes + [
        Change(entry.timestamp, entry.user_id, f"“{others[entry.content_type_id, entry.object_id]}”")
        for entry in entries
        if (entry.content_type_id, entry.object_id) in others
    ]


def shown_objects(page):
    """Yield the sources, pictures, documents and pages whose words or files `page` shows."""
    yield from page.sources
    for link in page.shown_links:
        yield from (item for item in (link.condition, link.treatment) if item.pk != page.pk)
    for section in page.body:
        yield from _models(section.value)
    yield from get_document_model().objects.filter(pk__in=linked_documents(told(page)))


def _models(value):
    if isinstance(value, Model):
        yield value
    elif isinstance(value, StreamValue):
        for block in value:
            yield from _models(block.value)
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from _models(part)
    elif isinstance(value, ListValue):
        for item in value:
            yield from _models(item)
