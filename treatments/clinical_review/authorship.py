"""Who made the last change to what a page tells: on the page itself, or on something that it shows."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, Page, Revision

from treatments.clinical_review.content import linked_documents, told
from treatments.clinical_review.digest import clinic_of, content_digest

CHANGED = ["wagtail.create", "wagtail.edit"]
# What a page shows of another one: in cards, and of the condition or treatment that it is linked to.
SHOWN_OF_PAGES = ("title", "summary", "listing_image", "treatment_links")
# What a save may make anew: ids, the numbers of rows, and the editor's own marks in text.
MADE_ANEW = {"id", "pk", "sort_order", "condition"}
EDITOR_MARKS = re.compile(r' data-block-key="[^"]*"')
# Revisions of a page; whoever wrote words that have been there for longer is no news.
LOOKED_AT = 100


@dataclass(frozen=True)
class Change:
    """A change of what a page tells: when, the primary key of the user who made it, and of what."""

    at: datetime
    user_id: int | None
    what: str

    @property
    def user(self):
        """The user who made it, or None if the account is gone."""
        return get_user_model().objects.filter(pk=self.user_id).first()


def last_change(page, revision):
    """Return the last Change of what `page` tells, or None if nothing is known.

    `page` is a draft or the live page, `revision` the one that its words come from. Saving or submitting a
    page without rewording it is no change, and neither is putting earlier words back.
    """
    changes = [change_of_words(page, revision), *changes_of_shown(page)]
    return max(filter(None, changes), key=lambda change: change.at, default=None)


def change_of_words(page, revision):
    """Return the Change that brought the words of `revision`: its own, or an earlier one's."""
    if revision is None:
        return None
    clinic = clinic_of(page)
    digest = content_digest(page, clinic)
    first = first_with_words(
        revision, page.held_fields(), lambda other: content_digest(other.as_object(), clinic) == digest
    )
    return Change(first.created_at, first.user_id, "this page")


def first_with_words(revision, names, tells_the_same=None):
    """Return the earliest revision of the same page that holds the words of `revision`.

    `names` are the fields and relations that hold them, as they stand in a revision's content. A save can
    put the same words in another form: `tells_the_same` looks at the revisions just before more closely, a
    function of a revision. It is dear, so it is asked for those alone.
    """
    words = stripped(revision.content, names)
    first, unbroken = revision, tells_the_same is not None
    earlier = Revision.objects.for_instance(revision.content_object).order_by("-created_at", "-pk")
    for other in earlier.filter(created_at__lt=revision.created_at)[:LOOKED_AT]:
        if stripped(other.content, names) == words or (unbroken and tells_the_same(other)):
            first = other
        else:
            unbroken = False
    return first


def stripped(content, names):
    """Return the fields `names` of a revision's content without what a save may make anew."""
    return {name: _words_alone(content.get(name)) for name in names}


def _words_alone(value):
    if isinstance(value, str) and value.startswith("["):  # a stream, which Wagtail keeps as text
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, str):
        return EDITOR_MARKS.sub("", value)
    if isinstance(value, list):
        return [_words_alone(item) for item in value]
    if isinstance(value, dict):
        return {name: _words_alone(item) for name, item in value.items() if name not in MADE_ANEW}
    return value


def changes_of_shown(page):
    """Return the Changes of the things that `page` shows but does not hold."""
    shown = {(type(item), item.pk): item for item in (clinic_of(page), *shown_objects(page))}.values()
    pages = Page.objects.select_related("live_revision").in_bulk(
        [item.pk for item in shown if isinstance(item, Page)]
    )
    changes = [
        Change(
            found.last_published_at,
            first_with_words(found.live_revision, SHOWN_OF_PAGES).user_id,
            f"“{found.title}”",
        )
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
