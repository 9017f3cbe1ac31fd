"""What a phone loads at the first view, and what Lighthouse says: `python -m tests.benchmarks.browser`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.tables import table
from tests.browser.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.browser.first_view import first_view
from tests.server import RunningSite

PATHS = ("/", "/conditions/migraine/", "/treatments/ketamine/")
KINDS = ("document", "css", "js", "fonts", "images")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NO_LIGHTHOUSE = (
    "Lighthouse: not found. Install it outside of the project (`npm install lighthouse`), and put its "
    "program into PATH or name it in LIGHTHOUSE.\n"
)


def main():
    """Serve a new site, visit it, and print both tables."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        sys.exit("Chromium was not found. Install it first (Debian: apt-get install chromium).")
    with tempfile.TemporaryDirectory() as folder, RunningSite(Path(folder, "site")) as site:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
            views = {path: first_view(browser, site.url + path) for path in PATHS}
            browser.close()
        sys.stdout.write(views_table(views) + pictures_table(views))
        program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
        if program is None:
            sys.stdout.write(NO_LIGHTHOUSE)
            return
        scores = {path: lighthouse(program, chromium, site.url + path, Path(folder)) for path in PATHS}
        rows = [[path, *(f"{score:.0f}" for score in found)] for path, found in scores.items()]
        sys.stdout.write(table(["Lighthouse, mobile", *CATEGORIES], rows))


def views_table(views):
    """Return the FirstViews, by path, as Markdown."""
    heads = ["first view, bytes as sent", "requests", *KINDS, "without images"]
    heads += ["scripts, inline too", "blocking", "layout shift", "largest paint ms"]
    rows = []
    for path, view in views.items():
        sizes = [view.bytes.get(kind, 0) for kind in KINDS]
        blocking = ", ".join(Path(address).suffix for address in view.blocking) or "nothing"
        figures = [len(view.requests), *sizes, view.without_pictures, view.script]
        rows.append(
            [path, *(f"{figure:,}" for figure in figures), blocking, view.shift, f"{view.largest:.0f}"]
        )
    return table(heads, rows) + "\n"


def pictures_table(views):
    """Return the pictures of the FirstViews as Markdown, or a line that says that there are none."""
    rows = [
        [path, Path(picture["address"]).suffix, picture["shown"], picture["delivered"]]
        for path, view in views.items()
        for picture in view.pictures
    ]
    if not rows:
        return "Pictures: the initial content has none.\n\n"
    return table(["picture on", "format", "shown px", "delivered px"], rows) + "\n"


def lighthouse(program, chromium, url, folder):
    """Return the scores of `url` from 0 to 100, in the order of CATEGORIES."""
    report = folder / "lighthouse.json"
    command = [program, url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [
        "--chrome-flags=--headless --no-sandbox --disable-gpu",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=300)
    found = json.loads(report.read_text())["categories"]
    return [100 * (found[name]["score"] or 0) for name in CATEGORIES]


if __name__ == "__main__":
    main()
