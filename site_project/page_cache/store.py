"""Keeps answers in the memory of one process, within bounds, and lets one request at a time make one."""

import threading
from collections import OrderedDict
from contextlib import contextmanager

RENEWED_AFTER = 540  # seconds; then one request has the answer made anew, and meanwhile others get this one
LIFETIME = 600  # seconds
MOST_BYTES = 48 * 1024 * 1024
MOST_OTHERS = 500
PATIENCE = 5  # seconds that a request waits for another that makes the same answer


class Store:
    """Answers by key. Pages have room of their own, which made-up addresses and redirects don't get."""

    def __init__(self):
        self.answers = {}
        self.get = self.answers.get  # the Answer for a key, whatever its age, or None
        self.pages, self.others = OrderedDict(), OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.being_made = {}

    def put(self, key, answer):
        """Keep `answer`, and let the oldest of its kind go where there is no room."""
        with self.lock:
            self._drop(key)
            room = self.pages if answer.code == 200 else self.others
            room[key] = self.answers[key] = answer
            self.size += answer.size
            while len(self.others) > MOST_OTHERS:
                self._drop(next(iter(self.others)))
            while self.size > MOST_BYTES:
                self._drop(next(iter(self.others or self.pages)))

    def _drop(self, key):
        answer = self.answers.pop(key, None)
        if answer is not None:
            self.pages.pop(key, None)
            self.others.pop(key, None)
            self.size -= answer.size

    @contextmanager
    def making(self, key, wait):
        """Enter alone, which gives True; else give False, at once or after a `wait` for who is first."""
        with self.lock:
            done = self.being_made.get(key)
            if done is None:
                self.being_made[key] = threading.Event()
        if done is not None:
            if wait:
                done.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self.lock:
                self.being_made.pop(key).set()
