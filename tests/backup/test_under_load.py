"""Backups of a site that is changed and read without a pause."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from contextlib import contextmanager

import pytest

from tests.backup.running import found, make_backup, manage, media
from tests.databases import copy_site
from tests.server import ROOT, RunningSite, serve_environment

BACKUPS = 2
TITLES = "SELECT title FROM wagtailcore_page WHERE slug = 'migraine'"
REVISIONS = """
    SELECT content ->> 'title' FROM wagtailcore_revision JOIN wagtailcore_page
    ON wagtailcore_page.live_revision_id = wagtailcore_revision.id WHERE slug = 'migraine'
"""
DOCUMENTS = "SELECT title, file FROM wagtaildocs_document WHERE title LIKE 'Number %' ORDER BY id"


@pytest.fixture
def site(full_site, tmp_path):
    """A real site with one of everything."""
    with RunningSite(copy_site(full_site, tmp_path / "site")) as site:
        yield site


@contextmanager
def changing(site):
    """Let a process publish and upload, and a thread add and delete files that no row names."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.backup.writers"],
        cwd=ROOT,
        env=serve_environment(site.data_dir, SERVED_URL=site.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stop = threading.Event()
    folder = site.data_dir / "media" / "documents"

    def come_and_go():
        while not stop.is_set():
            strays = [folder / f"stray-{number}" for number in range(200)]
            for stray in strays:
                stray.write_bytes(b"here for a moment")
            for stray in strays:
                stray.unlink()
            time.sleep(0.001)

    thread = threading.Thread(target=come_and_go)
    assert process.stdout.readline() == "begun\n"
    thread.start()
    rounds = []
    try:
        yield rounds
    finally:
        stop.set()
        thread.join()
        printed, _errors = process.communicate("stop\n", timeout=60)
    rounds.append(int(printed))


def test_while_editors_work(site, tmp_path):
    """Each archive is of one moment, with every file that its database names, and the site goes on."""
    archives = []
    with changing(site) as rounds:
        for number in range(BACKUPS):
            archives.append(make_backup(site.data_dir, tmp_path / f"to-{number}"))
            assert urllib.request.urlopen(f"{site.url}/conditions/migraine/").status == 200
    assert rounds[0] > BACKUPS
    assert "locked" not in site.output
    titles = []
    for number, archive in enumerate(archives):
        folder = tmp_path / f"restored-{number}"
        manage(folder, "restore", archive)
        ((title,),) = found(folder, TITLES)
        assert found(folder, REVISIONS) == [(title,)]
        documents = found(folder, DOCUMENTS)
        assert documents
        for name, file in documents:
            assert (folder / "media" / file).read_bytes() == name.encode() * 1000
        titles.append(title)
        with zipfile.ZipFile(archive) as opened:
            manifest = json.loads(opened.read("manifest.json"))
        listed = {name: member["sha256"] for name, member in manifest["members"].items()}
        assert media(folder) == {name: digest for name, digest in listed.items() if name.startswith("media/")}
        counted = found(folder, "SELECT count(*) FROM wagtailcore_revision")
        assert counted == [(manifest["rows"]["wagtailcore_revision"],)]
    assert len(set(titles)) == BACKUPS
    with RunningSite(folder) as restored:
        page = urllib.request.urlopen(f"{restored.url}/conditions/migraine/").read().decode()
        assert f"<h1>{titles[-1]}</h1>" in page
