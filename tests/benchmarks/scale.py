"""What a request costs with 10,000 pages in a section, and with 100: `python -m tests.benchmarks.scale`."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.tables import spread, table
from tests.server import ROOT, RunningSite, serve_environment

FEW, MANY = 100, 10_000
ROUNDS, TIMES = 7, 5
HOSTILE = {
    "ten words that no page has": " ".join(f"{start}ravexitul" for start in "abcdefghij"),
    "one word misspelt": "headacke",
    "ten beginnings of words": "mig ket alb bra neu vex cor disen gno luj",
    "ten words": "migraine treatment ketamine headaches pain brain patients receptors help use",
    "a phrase, 200 characters": '"' + "migraine headache " * 11,
    "signs of the index's own language": 'NEAR("a" "b", 9) OR * AND ^title:x -"',
    "result page 100": "migraine&page=100",
}
QUESTIONS = {
    "condition page": ("rendered", "/conditions/migraine/"),
    "condition page, first after a change": ("first", "/conditions/migraine/"),
    "list of conditions": ("rendered", "/conditions/"),
    "list of treatments, one page": ("rendered", "/treatments/"),
    "front page": ("rendered", "/"),
    "sitemap.xml, from memory": ("memory", "/sitemap.xml"),
    "sitemap.xml, first after a change": ("first", "/sitemap.xml"),
    "search: a word on every page": ("rendered", "/search/?q=migraine"),
    **{
        f"search: {name}": ("rendered", f"/search/?q={quote(text, safe='&=')}")
        for name, text in HOSTILE.items()
    },
}


class Asker:
    """A process with a site of its own that asks it; see asker.py."""

    def __init__(self, process):
        self.process = process

    def ask(self, how, times, address):
        """Return the milliseconds of processor time that one of `times` requests takes."""
        self.process.stdin.write(json.dumps([how, times, address]) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        """Return what it says next. Raises RuntimeError when it has ended instead."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The process that asks has ended; what it said is above.")
        return float(line)


@contextmanager
def asker(folder, count):
    """Give an Asker of the site in `folder`, with `count` conditions besides migraine."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.asker", str(count)],
        cwd=ROOT,
        env=serve_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Asker(process)
        process.stdin.close()


def main():
    """Make the two sites, ask them in turn, and print the medians."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        new = Path(folder, "new")
        with RunningSite(new):
            pass
        askers = []
        for count in (FEW, MANY):
            site = shutil.copytree(new, Path(folder, str(count)))
            askers.append(stack.enter_context(asker(site, count - 1)))
        for one in askers:
            one.answer()  # the pages are there
        rows = [row(name, measure(askers, *question)) for name, question in QUESTIONS.items()]
    heads = ["asked for", f"{FEW} pages: CPU ms", "spread", f"{MANY:,}: CPU ms", "spread", "ratio"]
    sys.stdout.write(table(heads, rows))


def measure(askers, how, address):
    """Return the figures of the two `askers`, each a list with one of each round."""
    figures = [[], []]
    for one in askers:
        one.ask(how, 2, address)
    for _ in range(ROUNDS):
        for one, taken in zip(askers, figures, strict=True):
            taken.append(one.ask(how, TIMES, address))
    return figures


def row(name, figures):
    """Return a row of the table."""
    few, many = (statistics.median(taken) for taken in figures)
    return [name, f"{few:.2f}", spread(figures[0]), f"{many:.2f}", spread(figures[1]), f"{many / few:.2f}"]


if __name__ == "__main__":
    main()
