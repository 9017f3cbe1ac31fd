"""Editors save and publish through the admin while visitors read, on SQLite, for minutes."""

import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.editor import Editor, edit_address
from tests.endurance.authors import NAMES, PASSWORD
from tests.endurance.numbered import new_draft, new_version, version, versions_in_list
from tests.endurance.sites import run
from tests.server import RunningSite

READERS = 32


class Soak:
    """Authors and readers at the site at `port`. `pages` has the keys of the authors' pages by name."""

    def __init__(self, port, pages, seconds):
        self.port, self.pages = port, pages
        self.end = time.monotonic() + seconds
        self.published = dict.fromkeys(pages, 0)
        self.done, self.counting = Counter(), threading.Lock()
        self.failed = threading.Event()

    def goes_on(self):
        """Whether it is not over yet."""
        return time.monotonic() < self.end and not self.failed.is_set()

    def count(self, what):
        """Count one thing that was done."""
        with self.counting:
            self.done[what] += 1

    def write(self, name):
        """Be the author `name`: save drafts, which nobody sees, and publish them, which everybody sees."""
        with Editor(f"http://127.0.0.1:{self.port}", name, PASSWORD) as editor:
            number = 0
            while self.goes_on() or number == 0:
                number += 1
                editor.fill_in(edit_address(self.pages[name]), new_draft(number))
                self.count("drafts saved")
                assert version(self.port, name) == number - 1, f"{name}: the draft of {number} is on the page"
                editor.fill_in(edit_address(self.pages[name]), new_version(number), "publish")
                self.published[name] = number
                self.count("versions published")
                assert version(self.port, name) == number, f"{name}: {number} was published and is not shown"

    def read(self, seed):
        """Be a visitor, who must never see what is older than what was published before the visit."""
        dice = random.Random(seed)
        while self.goes_on():
            if dice.random() < 0.1:
                least = dict(self.published)
                found = versions_in_list(self.port, least)
                stale = {name: number for name, number in found.items() if number < least[name]}
                assert not stale, f"The list shows {stale} after {least}"
            else:
                name = dice.choice(list(self.pages))
                least = self.published[name]
                found = version(self.port, name)
                assert found >= least, f"{name}: {found} is shown after {least} was published"
            self.count("pages read")

    def be(self, role, who):
        """Do what `role`, one of the two above, does; if it fails, all others end."""
        try:
            role(who)
        except BaseException:
            self.failed.set()
            raise


def prove(data_dir, say, seconds):
    """Let eight authors and READERS visitors at the new site on `data_dir` for some `seconds`.

    `say` is called with lines of text. Raises AssertionError for what was stale, mixed, refused or an error.
    """
    pages = json.loads(run(data_dir, "tests.endurance.authors"))
    with RunningSite(data_dir, "--workers", "2") as site:
        soak = Soak(site.port, pages, seconds)
        with ThreadPoolExecutor(READERS + len(NAMES)) as pool:
            tasks = [pool.submit(soak.be, soak.write, name) for name in NAMES]
            tasks += [pool.submit(soak.be, soak.read, number) for number in range(READERS)]
        for task in tasks:
            task.result()
    log = site.output
    told = [line for line in log.splitlines() if "ERROR" in line or "Traceback" in line or "locked" in line]
    assert not told, "\n".join(told)
    in_words = ", ".join(f"{times:,} {what}" for what, times in sorted(soak.done.items()))
    say(f"{seconds} s: {in_words}; {log.count('Slow:')} requests were called slow in the log.")
