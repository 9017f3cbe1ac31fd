"""The servers that are compared, each with one process on one core."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from tests.nginx import Nginx
from tests.server import ROOT, descendants, free_port, serve_environment

CORE = "0"
PATH = "/conditions/migraine/"
BARE = """
from pathlib import Path
BODY = Path({body!r}).read_bytes()
HEADERS = {headers!r}
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""
STOCK_MODEL = """
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    pass


class ArticlePage(Page):
    body = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("body")]
"""
STOCK_TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}
<nav>{% for item in page.get_site.root_page.get_children.live.in_menu.specific %}
  <a href="{% pageurl item %}">{{ item.title }}</a>{% endfor %}</nav>
<nav>{% for item in page.get_ancestors %}{% if not item.is_root %}
  <a href="{% pageurl item %}">{{ item.title }}</a>{% endif %}{% endfor %}</nav>
<h1>{{ page.title }}</h1>{{ page.body|richtext }}
<nav>{% for item in page.get_siblings.live.specific %}
  <a href="{% pageurl item %}">{{ item.title }}</a>{% endfor %}</nav>
{% endblock %}
"""
STOCK_SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "only for a benchmark"
ALLOWED_HOSTS = ["*"]
"""
STOCK_CONTENT = """
from pathlib import Path
from home.models import ArticlePage, HomePage

home = HomePage.objects.get()
for title in ("Treatments", "Conditions"):
    section = home.add_child(instance=ArticlePage(title=title, show_in_menus=True))
for title in ("Cluster headache", "Migraine"):
    section.add_child(instance=ArticlePage(title=title, body=Path({body!r}).read_text()))
"""


class Server:
    """A running server: its `url`, and the processor time that its `processes` have taken."""

    def __init__(self, url, *processes):
        self.url, self.processes = url, processes

    def cpu_seconds(self):
        """Return the processor time of the server and of all that it has started (proc(5))."""
        started = [process.pid for process in self.processes]
        ticks = 0
        for pid in started + [child for parent in started for child in descendants(parent)]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command, port, path, folder, **variables):
    """Run `command` in `folder` on CORE; gives the Server when its page answers."""
    environment = serve_environment(folder, **variables)
    log = (folder / f"{port}.log").open("w")
    process = subprocess.Popen(
        ["taskset", "-c", CORE, *command],
        cwd=variables.get("PWD", ROOT),
        env=environment,
        stdout=log,
        stderr=log,
    )
    server = Server(f"http://127.0.0.1:{port}{path}", process)
    try:
        wait_for(server.url)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def wait_for(url):
    """Return when `url` answers. Raises TimeoutError after two minutes."""
    for _ in range(600):
        try:
            return urllib.request.urlopen(url, timeout=20).read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer.")


def our_site(folder, **variables):
    """Run the site as shipped."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    return running(command, port, PATH, folder, **variables)


def granian(application, folder, path, *arguments, **variables):
    """Run a WSGI `application`, a dotted name, in `folder` under the same server, with more `arguments`."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--log-level", "warning", *arguments, application]
    return running(command, port, path, folder, PWD=str(folder), **variables)


def bare(folder, body, more=()):
    """Run a function that returns `body`, bytes, with its type and length, and with `more` headers."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *more]
    folder.mkdir(exist_ok=True)
    (folder / "body.html").write_bytes(body)
    (folder / "bare.py").write_text(BARE.format(body=str(folder / "body.html"), headers=headers))
    return granian("bare:application", folder, "/")


def stock(folder, words):
    """Run what `wagtail start` makes, with `words`, HTML, in an article; its model and template are above."""
    shutil.rmtree(folder / "stock", ignore_errors=True)
    run = {"cwd": folder, "check": True, "capture_output": True}
    subprocess.run([Path(sys.executable).with_name("wagtail"), "start", "stock"], **run)
    project = folder / "stock"
    (project / "home/models.py").write_text(STOCK_MODEL)
    (project / "home/templates/home/article_page.html").write_text(STOCK_TEMPLATE)
    (project / "stock/settings/bench.py").write_text(STOCK_SETTINGS)
    (folder / "words.html").write_text(words)
    settings = {"DJANGO_SETTINGS_MODULE": "stock.settings.bench"}
    run = {"cwd": project, "check": True, "capture_output": True, "env": {**os.environ, **settings}}
    for command in (["makemigrations", "home"], ["migrate"], ["collectstatic", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command], **run)
    content = STOCK_CONTENT.format(body=str(folder / "words.html"))
    subprocess.run([sys.executable, "manage.py", "shell", "-c", content], **run)
    static = f"--static-path-mount={project / 'static'}"
    return granian("stock.wsgi:application", project, PATH, static, **settings)


@contextmanager
def behind_nginx(folder, body):
    """Run the site behind the shipped nginx file; gives the Servers of a stored page and of a static file.

    The static file has the same bytes, `body`, compressed beforehand, too.
    """
    site = SimpleNamespace(data_dir=folder / "site", port=free_port())
    site.data_dir.mkdir()
    nginx = Nginx(folder / "nginx", site, pinned=("taskset", "-c", CORE))
    variables = {"SITE_URL": f"http://127.0.0.1:{nginx.port}", "PAGE_FILES": "yes"}
    command = [sys.executable, "manage.py", "serve", "--port", str(site.port), "--workers", "1"]
    with running(command, site.port, PATH, site.data_dir, **variables) as server, nginx:
        copy = site.data_dir / "static/page.0123456789ab.html"
        copy.write_bytes(body)
        copy.with_name(f"{copy.name}.gz").write_bytes(gzip.compress(body, 9))
        here = f"http://127.0.0.1:{nginx.port}"
        stored = Server(f"{here}{PATH}", nginx.process, *server.processes)
        yield stored, Server(f"{here}/static/{copy.name}", nginx.process)
