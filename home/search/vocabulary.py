"""What the search knows of words, for all questions at once: kept in the cache, renewed when they change."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from home.search.models import SearchWord, SynonymGroup
from home.search.words import asked_for, family

KEY = "search_vocabulary"
KEPT = 600  # seconds


@dataclass(frozen=True)
class Vocabulary:
    """`words` maps a family to its words on the site, `synonyms` the families of a phrase to its equals.

    A phrase is a tuple of words.
    """

    words: dict
    synonyms: dict


def vocabulary():
    """Return the Vocabulary of the site."""
    known = cache.get(KEY)
    if known is None:
        known = read_vocabulary()
        cache.set(KEY, known, KEPT)
    return known


def read_vocabulary():
    """Return the Vocabulary as the database has it."""
    words, synonyms = {}, {}
    for word, known_family in SearchWord.objects.values_list("word", "family"):
        words.setdefault(known_family, []).append(word)
    for group in SynonymGroup.objects.all():
        for phrase in group.phrases:
            key = tuple(family(word) for word in asked_for(" ".join(phrase)))
            synonyms.setdefault(key, []).extend(group.phrases)
    return Vocabulary(words, synonyms)


def forget_vocabulary(**kwargs):
    """Have the vocabulary read anew: at once, and when other processes can see the change."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))
