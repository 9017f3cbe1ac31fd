"""Words as visitors type them and as pages use them: which belong together, and where they stand."""

import re
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
# Endings that make a noun of a verb and that the stemmer keeps on short words: treat, treatment.
NOUN_ENDING = re.compile(r"(?<=\w{4})(ment|ments)$")
# Words that say nothing about a subject; they are looked for only where there is no other.
EMPTY = frozenset(
    """
    a about an and any are as at be been by can could did do does for from get had has have how i if in is it
    its me my no not of on or our should so that the their them there they this to was we were what when
    where which who why will with would you your
    """.split()  # noqa: SIM905 - a text of words is what a person can read and amend
)
MOST_WORDS = 10
LONGEST_WORD = 40
BEFORE, LENGTH = 60, 220  # characters of an excerpt
MOST_LOOKED_AT = 50  # matches in a text

_stemmer = snowballstemmer.stemmer("english")


def split(text):
    """Return the words of `text` in lower case, in order."""
    return [word.lower().replace("\u2019", "'") for word in WORD.findall(text)]


@lru_cache(maxsize=50_000)
def family(word):
    """Return what `word` has in common with its other forms: "treat" for treats, treated and treatment.

    The stemmer is Snowball's for English (Porter, 2001).
    """
    return _stemmer.stemWord(NOUN_ENDING.sub("", _stemmer.stemWord(word)))


def families(words):
    """Return the families of `words`, as a frozenset."""
    return frozenset(map(family, words))


def asked_for(text):
    """Return the words to look for in `text`, what a visitor typed: at most MOST_WORDS, each once."""
    words = [word for word in dict.fromkeys(split(text)) if len(word) <= LONGEST_WORD]
    telling = [word for word in words if word not in EMPTY and len(word) > 1]
    return (telling or words)[:MOST_WORDS]


def excerpt(text, families):
    """Return the part of `text` where words of `families` stand closest, as (piece, is such a word) pairs."""
    text = text.replace("\n", " \N{MIDDLE DOT} ")
    found = [match for match in WORD.finditer(text) if family(match[0].lower()) in families][:MOST_LOOKED_AT]
    if not found:
        return [(_cut(text, 0), False)]
    start = max(found, key=lambda first: len(_within(found, first))).start()
    start = _start_of_word(text, max(0, start - BEFORE))
    part = _cut(text, start)
    pieces, place = [("\N{HORIZONTAL ELLIPSIS} " if start else "", False)], 0
    for match in WORD.finditer(part):
        if family(match[0].lower()) in families:
            pieces += [(part[place : match.start()], False), (match[0], True)]
            place = match.end()
    pieces.append((part[place:], False))
    return [(piece, marked) for piece, marked in pieces if piece]


def _within(found, first):
    end = first.start() + LENGTH - BEFORE
    return {family(match[0].lower()) for match in found if first.start() <= match.start() < end}


def _start_of_word(text, place):
    if place == 0:
        return 0
    match = re.compile(r"(?<=\s)\S").search(text, place)
    return match.start() if match and match.start() < place + LONGEST_WORD else place


def _cut(text, start):
    if len(text) <= start + LENGTH:
        return text[start:]
    end = text.rfind(" ", start, start + LENGTH)
    return f"{text[start : end if end > start else start + LENGTH]} \N{HORIZONTAL ELLIPSIS}"
