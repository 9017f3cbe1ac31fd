"""What the search knows of words, for all questions at once: kept in the cache, renewed when they change."""

import secrets
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.db import transaction
from django.db.models import BigIntegerField, CharField, Value
from django.db.models.functions import Cast
from wagtail.contrib.search_promotions.models import SearchPromotion

from home.search.models import SearchWord, SynonymGroup
from home.search.words import asked_for, families, family

KEY = "search_vocabulary"
# Names what is kept under KEY, which takes long to read where a site has many words.
EDITION = "search_vocabulary_edition"
KEPT = 600  # seconds
LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True)
class Vocabulary:
    """`words` maps a family to its words on the site, `synonyms` the families of a phrase to its equals.

    A phrase is a tuple of words. `promoted` maps the families of a question, a frozenset, to the keys of the
    SearchPromotions that editors have made for it.
    """

    words: dict
    synonyms: dict
    promoted: dict

    @cached_property
    def ordered(self):
        """All words of the site, in order."""
        return sorted(word for forms in self.words.values() for word in forms)

    def beginning_with(self, start):
        """Return the words that begin with `start`, in order."""
        return self.ordered[bisect_left(self.ordered, start) : bisect_left(self.ordered, start + LAST_SIGN)]


class Copy:
    """What this process has read last: the edition, and its Vocabulary."""

    held = (None, None)


def vocabulary():
    """Return the Vocabulary of the site."""
    edition = cache.get(EDITION)
    held, known = Copy.held
    if edition is None or held != edition:
        found, known = (edition and cache.get(KEY)) or (None, None)
        if found is None or found != edition:
            return renew_vocabulary()
        Copy.held = edition, known
    return known


def renew_vocabulary():
    """Read the Vocabulary anew and keep it; returns it."""
    known, edition = read_vocabulary(), secrets.token_hex(8)
    cache.set(KEY, (edition, known), KEPT)
    cache.set(EDITION, edition, KEPT)
    Copy.held = edition, known
    return known


def read_vocabulary():
    """Return the Vocabulary as the database has it."""
    words, synonyms, promoted = {}, {}, {}
    for text, known_family, promotion in stored_words():
        if known_family:
            words.setdefault(known_family, []).append(text)
        elif promotion:
            promoted.setdefault(families(asked_for(text)), []).append(promotion)
        else:
            phrases = SynonymGroup(words=text).phrases
            for phrase in phrases:
                key = tuple(family(word) for word in asked_for(" ".join(phrase)))
                synonyms.setdefault(key, []).extend(phrases)
    return Vocabulary(words, synonyms, promoted)


def stored_words():
    """Return (text, family or "", key of a promotion or 0) for all that the database knows, in one query."""
    none, no_family = Value(0, BigIntegerField()), Value("", CharField())
    text = Cast("words", CharField(max_length=255))
    words = SearchWord.objects.values_list(Cast("word", CharField(max_length=255)), "family", none)
    groups = SynonymGroup.objects.order_by().values_list(text, no_family, none)
    asked = Cast("query__query_string", CharField(max_length=255))
    promotions = SearchPromotion.objects.order_by().values_list(
        asked, no_family, Cast("pk", BigIntegerField())
    )
    return words.union(groups, promotions, all=True)


def forget_vocabulary(**kwargs):
    """Forget the vocabulary, and renew it when other processes can see the change.

    So whoever changes it waits for that, and no visitor. The change is stored by then: where this fails, the
    log says so, and the next who searches does it.
    """
    cache.delete(EDITION)
    transaction.on_commit(renew_vocabulary, robust=True)
