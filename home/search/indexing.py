"""Keeps what the search knows of pages in step with what is published."""

from wagtail.search import index

from home.models import PageText, SearchWord, SitePage
from home.search.vocabulary import forget_vocabulary
from home.search.words import LONGEST_WORD, family, split


def page_published(instance, **kwargs):
    """Keep the words of a page that was published, and index them.

    Wagtail has indexed the page when it was saved, before what hangs on it, such as treatments.
    """
    page = instance.specific
    if not isinstance(page, SitePage):
        return
    index.insert_or_update_object(page)
    text = searchable_text(page)
    PageText.objects.update_or_create(page_id=page.pk, defaults={"text": text})
    words = {word for word in split(f"{page.title} {text}") if len(word) <= LONGEST_WORD}
    rows = [SearchWord(word=word, family=family(word)) for word in sorted(words)]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True)
    forget_vocabulary()


def searchable_text(page):
    """Return what the search index holds of `page`, without its title, one line for each part."""
    fields = [field for field in page.get_search_fields() if isinstance(field, index.SearchField)]
    values = [field.get_value(page) for field in fields if field.field_name != "title"]
    return "\n".join(line for value in values for line in _lines(value))


def _lines(value):
    for part in value if isinstance(value, list) else [value]:
        if line := " ".join(str(part or "").split()):
            yield line
