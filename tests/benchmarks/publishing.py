"""From the click on Publish to new words at a reader, and memory: `python -m tests.benchmarks.publishing`."""

import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks import servers
from tests.benchmarks.tables import spread, table
from tests.browser.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.meanwhile import meanwhile
from tests.server import ADMIN, RunningSite, descendants

ROUNDS, READERS = 7, 16
REQUESTS = 400
PAUSE = 0.1  # seconds; readers that never pause would take the processor from the browser that publishes
PATIENCE = 60  # seconds
WANTED_MEMORY = 260  # MiB


class Readers:
    """Visitors who load `url` again and again, and when the first of them had which title."""

    def __init__(self, url):
        self.url, self.seen = url, {}

    def reading(self):
        """Let them read until the end of a `with` statement."""
        return meanwhile(*[self._read] * READERS)

    def _read(self):
        with urllib.request.urlopen(self.url, timeout=PATIENCE) as answer:
            found = re.search(rb"<h1>([^<]*)</h1>", answer.read())
        self.seen.setdefault(found[1].decode().strip(), time.monotonic())
        time.sleep(PAUSE)

    def first_saw(self, title):
        """Return when the first of them had `title`. Raises TimeoutError when none has it in time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if title in self.seen:
                return self.seen[title]
            time.sleep(0.001)
        raise TimeoutError(f"No reader of {self.url} has seen {title!r}.")


@contextmanager
def editor(browser, site, page_id):
    """Give a browser's tab in which the page of `site` with `page_id` is being edited."""
    tab = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    tab.set_default_timeout(PATIENCE * 1000)
    tab.goto(f"{site}/admin/login/")
    tab.get_by_label("Username").fill(ADMIN["ADMIN_USERNAME"])
    tab.get_by_label("Password").fill(ADMIN["ADMIN_PASSWORD"])
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(f"{site}/admin/")
    tab.edit_address = f"{site}/admin/pages/{page_id}/edit/"
    yield tab
    tab.context.close()


def publish(tab, title, readers):
    """Publish the page in `tab` with `title`; returns the milliseconds until one of `readers` has it."""
    tab.goto(tab.edit_address, wait_until="networkidle")
    tab.locator("#id_title").fill(title)
    actions = tab.get_by_role("navigation", name="Actions (footer)")
    # The title is saved as a draft by itself; the click is to publish, and nothing else.
    tab.wait_for_timeout(3000)
    actions.get_by_role("button", name="More actions").click()
    button = actions.get_by_role("button", name="Publish", exact=True)
    button.wait_for()
    with readers.reading():
        time.sleep(0.5)  # all of them are at it
        start = time.monotonic()
        button.click(no_wait_after=True)
        seen = readers.first_saw(title)
    tab.wait_for_load_state("networkidle")
    return (seen - start) * 1000


def add_administrator(project):
    """Let ADMIN sign in to the stock site in the folder `project`."""
    command = [sys.executable, "manage.py", "createsuperuser", "--no-input", "--email=admin@clinic.example"]
    names = {
        "DJANGO_SETTINGS_MODULE": "stock.settings.bench",
        "DJANGO_SUPERUSER_PASSWORD": ADMIN["ADMIN_PASSWORD"],
    }
    command.append(f"--username={ADMIN['ADMIN_USERNAME']}")
    subprocess.run(command, cwd=project, env={**os.environ, **names}, check=True, capture_output=True)


def page_with(slug, folder):
    """Return the key of the page with `slug` in the database in `folder`."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute("SELECT id FROM wagtailcore_page WHERE slug = ?", [slug]).fetchone()[0]


def memory(folder):
    """Return the MiB that `serve --workers 2` holds after REQUESTS requests, as PSS of all processes."""
    with RunningSite(folder, "--workers", "2") as site:
        for number in range(REQUESTS):
            path = ("/", "/conditions/migraine/", "/treatments/ketamine/", "/search/?q=migraine")[number % 4]
            urllib.request.urlopen(site.url + path).read()
        total = 0
        for pid in [site.process.pid, *descendants(site.process.pid)]:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])
    return total / 1024


def main():
    """Measure both, and print them."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        sys.exit("Chromium was not found. Install it first (Debian: apt-get install chromium).")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ours, theirs, third = (Path(folder, name) for name in ("site", "stock", "memory"))
        ours.mkdir()
        theirs.mkdir()
        site = stack.enter_context(servers.our_site(ours))
        stock = stack.enter_context(servers.stock(theirs, "<p>Words.</p>"))
        add_administrator(theirs / "stock")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        compared = {
            "the site": (site, page_with("migraine", ours)),
            "stock Wagtail, no cache": (stock, page_with("migraine", theirs / "stock")),
        }
        taken = {name: [] for name in compared}
        for number in range(ROUNDS):
            for name, (server, page_id) in compared.items():
                root = re.match(r"https?://[^/]+", server.url)[0]
                with editor(browser, root, page_id) as tab:
                    taken[name].append(publish(tab, f"Round {number}", Readers(server.url)))
        browser.close()
        sys.stdout.write(report(taken))
        for start in ("first start, which makes the site", "every later start"):
            found = f"{memory(third):.0f} MiB, wanted at most {WANTED_MEMORY}"
            sys.stdout.write(f"\nMemory with two workers (PSS of all processes), {start}: {found}\n")


def report(taken):
    """Return the milliseconds of each round, by name, as Markdown."""
    first = statistics.median(list(taken.values())[-1])
    rows = [
        [name, f"{statistics.median(rounds):.0f}", spread(rounds), f"{statistics.median(rounds) / first:.2f}"]
        for name, rounds in taken.items()
    ]
    return table([f"click to visible, {READERS} readers", "ms", "spread", "ratio"], rows)


if __name__ == "__main__":
    main()
