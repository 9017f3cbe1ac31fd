"""The servers that are compared, each with one process on one core."""

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

from tests.server import ROOT, descendants, free_port, serve_environment

CORE = "0"
PATH = "/conditions/migraine/"
BARE = """
from pathlib import Path
BODY = Path({body!r}).read_bytes()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""
STOCK_MODEL = """
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    body = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("body")]
"""
STOCK_TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<h1>{{ page.title }}</h1>{{ page.body|richtext }}{% endblock %}
"""
STOCK_SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "only for a benchmark"
ALLOWED_HOSTS = ["*"]
"""
STOCK_CONTENT = """
from pathlib import Path
from home.models import HomePage

page = HomePage.objects.get()
page.title, page.body = "Migraine", Path({body!r}).read_text()
page.save_revision().publish()
"""


class Server:
    """A running server: its `url`, and the processor time that it has taken."""

    def __init__(self, process, url):
        self.process, self.url = process, url

    def cpu_seconds(self):
        """Return the processor time of the server and of all that it has started (proc(5))."""
        ticks = 0
        for pid in [self.process.pid, *descendants(self.process.pid)]:
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
    server = Server(process, f"http://127.0.0.1:{port}{path}")
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


def bare(folder, body):
    """Run a function that returns `body`, bytes."""
    (folder / "body.html").write_bytes(body)
    (folder / "bare.py").write_text(BARE.format(body=str(folder / "body.html")))
    return granian("bare:application", folder, "/")


def stock(folder, words):
    """Run what `wagtail start` makes, with `words`, HTML, on its front page."""
    shutil.rmtree(folder / "stock", ignore_errors=True)
    run = {"cwd": folder, "check": True, "capture_output": True}
    subprocess.run([Path(sys.executable).with_name("wagtail"), "start", "stock"], **run)
    project = folder / "stock"
    (project / "home/models.py").write_text(STOCK_MODEL)
    (project / "home/templates/home/home_page.html").write_text(STOCK_TEMPLATE)
    (project / "stock/settings/bench.py").write_text(STOCK_SETTINGS)
    (folder / "words.html").write_text(words)
    settings = {"DJANGO_SETTINGS_MODULE": "stock.settings.bench"}
    run = {"cwd": project, "check": True, "capture_output": True, "env": {**os.environ, **settings}}
    for command in (["makemigrations", "home"], ["migrate"], ["collectstatic", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command], **run)
    content = STOCK_CONTENT.format(body=str(folder / "words.html"))
    subprocess.run([sys.executable, "manage.py", "shell", "-c", content], **run)
    static = f"--static-path-mount={project / 'static'}"
    return granian("stock.wsgi:application", project, "/", static, **settings)
