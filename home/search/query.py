"""From what a visitor typed to a question for the search index: other forms, synonyms, a guess at a typo."""

from dataclasses import dataclass
from difflib import get_close_matches

from wagtail.search.query import And, Or, Phrase, PlainText

from home.search.vocabulary import vocabulary
from home.search.words import EMPTY, family

LIKENESS = 0.75  # from 0 to 1, difflib's ratio
MOST_FORMS = 12
# Of all parts together. SQLite's index gives up at about a hundred brackets, one in the other.
MOST_ALTERNATIVES = 60
SHORTEST_GUESSED = 4
SHORTEST_BEGINNING = 3
# Nobody mistypes more words at once; each takes a look at all words of the site that start alike.
MOST_GUESSED = 3


@dataclass(frozen=True)
class Question:
    """What to look for: each of `parts` must be on a page, as one of its alternatives.

    An alternative is a tuple of words that stand one after the other.
    """

    parts: list

    @property
    def families(self):
        """The families of all words that answer it, to mark them in a text."""
        return {family(word) for part in self.parts for words in part for word in words}

    def for_index(self):
        """Return it as a query of Wagtail's search."""
        parts = [[_alternative(words) for words in part] for part in self.parts]
        parts = [part[0] if len(part) == 1 else Or(part) for part in parts]
        return parts[0] if len(parts) == 1 else And(parts)

    def for_any(self):
        """Return it as a query of Wagtail's search for pages that answer some part of it."""
        return Or([_alternative(words) for part in self.parts for words in part])


def _alternative(words):
    return PlainText(words[0]) if len(words) == 1 else Phrase(" ".join(words))


def question(words):
    """Return the Question that `words`, from words.asked_for(), ask, with all that means the same."""
    known = vocabulary()
    parts, place = [], 0
    while place < len(words):
        length, others = _phrase_at(words, place, known.synonyms)
        own = tuple(words[place : place + length])
        parts.append([own, *others])
        place += length
    most = MOST_ALTERNATIVES // max(len(parts), 1)
    return Question([_with_other_forms(part, known)[:most] for part in parts])


def _phrase_at(words, place, synonyms):
    """Return (number of words, what means the same) of the longest known phrase at `place` in `words`."""
    families = tuple(map(family, words))
    for length in range(max(map(len, synonyms), default=1), 0, -1):
        if others := synonyms.get(families[place : place + length]):
            return length, others
    return 1, []


def _with_other_forms(part, known):
    """Add to each single word in `part` its other forms, as they occur on the site."""
    alternatives = []
    for words in part[:MOST_FORMS]:
        others = _other_forms(words[0], known) if len(words) == 1 else []
        alternatives += [words, *((word,) for word in others[:MOST_FORMS])]
    return list(dict.fromkeys(alternatives))


def _other_forms(word, known):
    """Return the forms of `word`, or of the words that an unknown one is the beginning of: "ket"."""
    forms = known.words.get(family(word))
    if forms or len(word) < SHORTEST_BEGINNING:
        return forms or []
    return known.beginning_with(word)


def are_known(words):
    """Whether the site has each of `words`, in some form."""
    known = vocabulary()
    return all(family(word) in known.words for word in words)


def suggestion(words):
    """Return `words` with each unknown one replaced by the most similar that the site has, or None.

    A word that was once published by mistake is known: where all are, each comes into question.
    A word comes into question that starts alike and is two letters longer or shorter at most.
    """
    known = vocabulary()
    unknown = [word for word in words if family(word) not in known.words] or words
    if len(unknown) > MOST_GUESSED:
        return None
    better = {word: _most_similar(word, known) for word in unknown}
    if not any(better.values()):
        return None
    return [better.get(word) or word for word in words]


def _most_similar(word, known):
    if len(word) < SHORTEST_GUESSED:
        return ""
    candidates = [
        other
        for other in known.beginning_with(word[0])
        if other != word and abs(len(other) - len(word)) <= 2 and other not in EMPTY
    ]
    return next(iter(get_close_matches(word, candidates, n=1, cutoff=LIKENESS)), "")
