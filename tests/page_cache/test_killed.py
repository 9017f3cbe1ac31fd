"""A process that dies between a publish and its mark: the others must not show the old page for long."""

from contextlib import suppress

import pytest
import requests

from tests.data_folder import execute
from tests.databases import servers
from tests.editor import Editor, edit_address
from tests.page_cache.killing import FILE
from tests.page_cache.reading import read
from tests.server import RunningSite, descendants
from tests.worker.running import ask, until

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.page_cache.killing_settings"}
PAGE = "SELECT id FROM wagtailcore_page WHERE slug = 'migraine'"
DUE_NOW = """
    UPDATE wagtailcore_revision SET approved_go_live_at = '2020-01-01 00:00:00', content = {}
    WHERE approved_go_live_at IS NOT NULL
"""
CONTENT_ON_SQLITE = "json_set(content, '$.go_live_at', '2020-01-01T00:00:00Z')"
CONTENT_ON_POSTGRESQL = """jsonb_set(content, '{go_live_at}', '"2020-01-01T00:00:00Z"')"""
TITLE = "SELECT title FROM wagtailcore_page WHERE slug = 'migraine'"


@pytest.fixture
def site(data_dir):
    """A real site with two web processes, both of which have the page in memory."""
    with RunningSite(data_dir, "--workers", "2", **SETTINGS) as site, Editor(site.url) as editor:
        (site.page_id,) = ask(data_dir, PAGE)
        site.editor = editor
        editor.fill_in(edit_address(site.page_id), {"title": "Number 1"}, "publish")
        assert {read(site) for _ in range(20)} == {(200, 1)}
        yield site


def is_new_everywhere(site):
    """Whether no process shows the old page."""
    with suppress(OSError):  # a process is just being started
        return {read(site) for _ in range(20)} == {(200, 2)}


def test_web_process_is_killed(site):
    """Whoever takes its place lets all of them begin anew."""
    before = descendants(site.process.pid)
    (site.data_dir / FILE).touch()
    with pytest.raises(requests.ConnectionError):
        site.editor.fill_in(edit_address(site.page_id), {"title": "Number 2"}, "publish")
    assert ask(site.data_dir, TITLE) == ("Number 2",)
    until(lambda: is_new_everywhere(site))
    assert len(set(before) - set(descendants(site.process.pid))) == 1


def test_clock_is_killed(site):
    """So does the next clock."""
    planned = {"title": "Number 2", "go_live_at": "2099-01-01 09:00"}
    site.editor.fill_in(edit_address(site.page_id), planned, "publish")
    assert read(site) == (200, 1)
    (site.data_dir / FILE).touch()
    execute(site.data_dir, DUE_NOW.format(CONTENT_ON_POSTGRESQL if servers() else CONTENT_ON_SQLITE))
    until(lambda: ask(site.data_dir, TITLE) == ("Number 2",))
    until(lambda: is_new_everywhere(site))
    assert "The site's clock had stopped." in site.output
