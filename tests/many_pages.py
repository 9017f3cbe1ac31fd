"""A section of thousands of pages, made fast: rows for what publishing each of them would leave behind."""

import random
import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from home.models import PageText, SearchWord
from home.search.indexing import searchable_text
from home.search.vocabulary import renew_vocabulary
from home.search.words import family, split
from treatments.models import ConditionIndexPage, ConditionPage

SYLLABLES = "al bra cor dis en fla gno hy in jo ke lu mi neu or pa qui ras so ta ul ve xi ya zo".split()  # noqa: SIM905
LONGEST_BATCH = 500


def add_conditions(count, searchable=True):
    """Add `count` published condition pages with the words of the migraine page; returns them.

    Each has a made-up word of its own in its title, so that the site's vocabulary grows with its pages.
    With `searchable` False the search does not learn of them, which takes most of the time.
    """
    migraine = ConditionPage.objects.get(slug="migraine")
    index = ConditionIndexPage.objects.get()
    words = made_up_words(index.numchild + count)[index.numchild :]
    with transaction.atomic():
        rows = [page_row(index, index.numchild + place, word) for place, word in enumerate(words, start=1)]
        pages = [condition(row, migraine) for row in Page.objects.bulk_create(rows, LONGEST_BATCH)]
        for page in pages:
            page.save_base(raw=True, force_insert=(ConditionPage,))
        Page.objects.filter(pk=index.pk).update(numchild=index.numchild + count)
        if searchable:
            make_searchable(pages)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    renew_vocabulary()
    return pages


def made_up_words(count):
    """Return `count` different words that look like those of medicine, the same ones each time."""
    chance, words = random.Random(1), {}
    while len(words) < count:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(3, 5)))] = True
    return list(words)


def page_row(index, place, word):
    """Return the unsaved row of a published page, the child of `index` at `place`, from 1."""
    title, slug, now = f"Headache of {word.capitalize()}", f"headache-{word}", timezone.now()
    return Page(
        title=title,
        draft_title=title,
        slug=slug,
        path=index._get_path(index.path, index.depth + 1, place),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(ConditionPage),
        translation_key=uuid.uuid4(),
        locale_id=index.locale_id,
        first_published_at=now,
        last_published_at=now,
        latest_revision_created_at=now,
    )


def condition(row, model):
    """Return the unsaved ConditionPage of a saved page `row`, with the words of `model`, another one."""
    page = ConditionPage(page_ptr=row, summary=model.summary, subtitle=model.subtitle, body=model.body)
    page.__dict__.update({field.attname: getattr(row, field.attname) for field in Page._meta.concrete_fields})
    return page


def make_searchable(pages):
    """Give the search index the `pages`, and the search their words."""
    search = get_search_backend()
    index = search.get_index_for_model(ConditionPage)
    for start in range(0, len(pages), LONGEST_BATCH):
        index.add_items(ConditionPage, pages[start : start + LONGEST_BATCH])
    text = searchable_text(pages[0])
    PageText.objects.bulk_create([PageText(page_id=page.pk, text=text) for page in pages], LONGEST_BATCH)
    words = {word for page in pages for word in split(page.title)}
    rows = [SearchWord(word=word, family=family(word)) for word in sorted(words)]
    SearchWord.objects.bulk_create(rows, LONGEST_BATCH, ignore_conflicts=True)
