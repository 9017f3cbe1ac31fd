"""Each kind of change, while visitors never pause: the next request at any web process shows it."""

import random
from collections import Counter
from difflib import unified_diff

from tests.endurance.numbered import ask
from tests.meanwhile import meanwhile
from tests.page_cache.events import PATHS
from tests.page_cache.publisher import Publisher
from tests.server import RunningSite

EVENTS = "tests.page_cache.events.make"
READERS = 4
LOOKS = 8  # after each change, over connections of their own: both web processes answer some


def visitor(site, seed):
    """Return a function that reads any page, so that some are made while they change; none is an error."""
    dice = random.Random(seed)

    def read():
        path = dice.choice(list(PATHS.values()))
        status, _text = ask(site.port, path)
        assert status < 500, (path, status)

    return read


def look(site, path):
    """Return what visitors get at `path`, the same for all of them. Raises AssertionError if they differ."""
    seen = Counter(ask(site.port, path) for _look in range(LOOKS))
    assert len(seen) == 1, f"{path} is answered in {len(seen)} ways: {difference(*list(seen)[:2])}"
    return next(iter(seen))


def difference(one, other):
    """Return in which lines the two answers, each (status, text), differ."""
    (status, text), (other_status, other_text) = one, other
    lines = list(unified_diff(text.splitlines(), other_text.splitlines(), n=0))
    return "\n".join([f"{status}, {other_status}", *lines[2:12]])


def prove(data_dir, say, rounds, seed):
    """Make and take back each kind of change `rounds` times at the new site on `data_dir`, in any order.

    `say` is called with lines of text. Raises AssertionError for a change that somebody does not see.
    """
    dice = random.Random(seed)
    with RunningSite(data_dir, "--workers", "2") as site, Publisher(site, EVENTS) as publisher:
        publisher.order("prepare")
        with meanwhile(*(visitor(site, number) for number in range(READERS))):
            for number in range(0, 2 * rounds, 2):
                for name in dice.sample(list(PATHS), len(PATHS)):
                    for time in (number, number + 1):
                        before = look(site, PATHS[name])
                        publisher.order(f"{name} {time}")
                        assert look(site, PATHS[name]) != before, f"{name} {time} is not seen"
    say(f"{2 * rounds * len(PATHS):,} changes of {len(PATHS)} kinds were seen at each next request")
