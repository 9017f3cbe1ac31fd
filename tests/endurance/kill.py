"""SIGKILL at random moments of publishing, uploading, sending an enquiry, backing up and restoring.

Killed are the whole server, one of its two web processes, or a command. After each time the site is what it
was before or what it was to become, and nothing in between.
"""

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import requests

from tests.backup.killed import KilledCommands
from tests.editor import Editor
from tests.endurance.authors import PASSWORD
from tests.endurance.deeds import DEEDS
from tests.endurance.remains import Remains, look_into, shown_versions, stored_version
from tests.endurance.sites import run
from tests.server import RunningSite, descendants
from tests.worker.running import until

AUTHOR = "ana"
COMMANDS = ("backup", "restore")
KINDS = (*DEEDS, *COMMANDS)
MOST_IN_TURN = 4
GROWN_UP = 6  # seconds: a server gives up one whose web processes die as soon as they are born
KILLED = -9
ARGUMENTS = ("--workers", "2", "--no-worker")


class Rounds:
    """Rounds on the new site in `data_dir`, with archives in `folder`; `seed` is what chance is made from."""

    def __init__(self, data_dir, folder, seed):
        self.data_dir, self.folder = data_dir, folder
        self.dice = random.Random(seed)
        self.page_id = json.loads(run(data_dir, "tests.endurance.authors"))[AUTHOR]
        self.possible = [Remains()]
        self.archives = []
        self.lasts, self.seen = {}, Counter()
        self.number = 0

    def make(self, deeds, commands):
        """Make a round of each of `deeds` and `commands`, lists of kinds that are used up in turns."""
        while deeds or commands:
            with RunningSite(self.data_dir, *ARGUMENTS, ENQUIRIES_AN_HOUR="0") as site:
                self.look(site)
                for former in self.data_dir.glob("before-restore-*"):
                    shutil.rmtree(former)
                with Editor(site.url, AUTHOR, PASSWORD) as editor:
                    for _time in range(MOST_IN_TURN):
                        if deeds and site.process.poll() is None:
                            self.interrupt(site, editor, deeds.pop())
            assert "Traceback" not in site.output, site.output
            for kind in [commands.pop() for _time in range(MOST_IN_TURN) if commands]:
                with KilledCommands(self.data_dir) as runner:
                    # What every process of the site does first; it finishes a restore that was broken off.
                    assert runner.run("enter", self.data_dir) == 0
                    self.look()
                    self.command(runner, kind)
        with RunningSite(self.data_dir) as site:
            self.look(site)

    def look(self, site=None):
        """See that all or nothing is left of what was interrupted last, and is shown by `site`."""
        found = look_into(self.data_dir, AUTHOR)
        assert found in self.possible, f"Round {self.number}: {found}, which is none of {self.possible}"
        self.possible = [found]
        if site:
            assert shown_versions(site, AUTHOR) == {found.version}

    def interrupt(self, site, editor, kind):
        """Begin to do what DEEDS say, and kill the server or one of its web processes meanwhile."""
        self.number += 1
        deed = DEEDS[kind](editor, self.page_id, self.number, self.possible[0])
        with ThreadPoolExecutor(1) as other_thread:
            begun = time.monotonic()
            told = other_thread.submit(is_acknowledged, deed)
            if kind in self.lasts:
                time.sleep(self.dice.uniform(0, 1.2 * self.lasts[kind]))
                self.kill(site)
            else:  # the first is not interrupted: it shows how long it takes
                assert told.result()
                self.lasts[kind] = time.monotonic() - begun
        self.possible = [deed.after] if told.result() else [*self.possible, deed.after]
        self.seen[f"{kind} acknowledged" if told.result() else f"{kind} broken off"] += 1
        self.look(site if site.process.poll() is None else None)

    def kill(self, site):
        """Kill all of the server, or a web process, which is replaced; then nobody is shown an old page."""
        before = descendants(site.process.pid)
        grown_up = [pid for pid in before if age(pid) > GROWN_UP]
        if not grown_up or self.dice.random() < 0.5:
            site.kill()
            return
        os.kill(self.dice.choice(grown_up), signal.SIGKILL)
        until(lambda: set(descendants(site.process.pid)) - set(before), seconds=30)
        until(lambda: is_shown_everywhere(site), seconds=60)

    def command(self, runner, kind):
        """Run `backup` or `restore`, and kill it."""
        self.number += 1
        if kind == "restore" and self.archives:
            archive, archived = self.dice.choice(self.archives)
            status = self.timed(runner, kind, archive)
            self.possible = [archived] if status == 0 else [*self.possible, archived]
        else:
            folder = self.folder / str(self.number)  # of its own: of one day, the last archive alone is kept
            status = self.timed(runner, "backup", "--to", folder)
            for archive in folder.glob("*.zip"):
                assert runner.run("backup", "--verify", archive) == 0
                self.archives.append((archive, self.possible[0]))
        self.seen[f"{kind} finished" if status == 0 else f"{kind} broken off"] += 1

    def timed(self, runner, *arguments):
        """Run a command, and kill it unless it is the first of its kind. Returns its status."""
        kind = arguments[0]
        if kind in self.lasts:
            status = runner.run(*arguments, after=self.dice.uniform(0, 1.2 * self.lasts[kind]))
            assert status in {0, KILLED}, f"Round {self.number}: {kind} ended with {status}"
            return status
        begun = time.monotonic()
        assert runner.run(*arguments) == 0
        self.lasts[kind] = time.monotonic() - begun
        return 0


def is_acknowledged(deed):
    """Do `deed`, and return whether the site has said that it is done."""
    with suppress(requests.RequestException):
        deed.do()
        return True
    return False


def age(pid):
    """Return for how many seconds the process `pid` has been running (proc(5))."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def is_shown_everywhere(site):
    """Whether every visitor gets the page as the database has it."""
    with suppress(OSError):  # a process is just being started
        return shown_versions(site, AUTHOR) == {stored_version(site.data_dir, AUTHOR)}


def prove(data_dir, folder, say, rounds, seed):
    """Make so many `rounds` on the new site in `data_dir`, as many of each kind; `seed` makes their order.

    `folder` is an empty one for archives, `say` is called with lines of text. Raises AssertionError for what
    is damaged, lost, doubled, a mixture, or does not start.
    """
    all_rounds = Rounds(data_dir, folder, seed)
    kinds = [KINDS[number % len(KINDS)] for number in range(rounds)]
    all_rounds.dice.shuffle(kinds)
    deeds, commands = ([kind for kind in kinds if kind in some] for some in (DEEDS, COMMANDS))
    all_rounds.make(deeds, commands)
    in_words = ", ".join(f"{what}: {times}" for what, times in sorted(all_rounds.seen.items()))
    say(f"{rounds} rounds: {in_words}")
