"""A real site: `manage.py serve` in a process of its own, on a data folder of its own."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.databases import environment, servers

_numbers = count(random.randrange(6000))
ROOT = Path(__file__).resolve().parent.parent
ADMIN = {"ADMIN_USERNAME": "admin", "ADMIN_PASSWORD": "quiet-lamp-and-green-door"}
SETTINGS = (
    "SITE_URL",
    "SERVED_URL",
    "DATABASE_URL",
    "CACHE_URL",
    "MEDIA_STORAGE_URL",
    "STATIC_DIR",
    "ALLOWED_HOSTS",
    "DEBUG",
    "SECRET_KEY",
    "TIME_ZONE",
)


def free_port():
    """Return a port of this machine that nobody listens on, nor will before the caller does.

    It is below those that the system gives to connections (net.ipv4.ip_local_port_range), and a run on
    PostgreSQL has others than one on SQLite beside it.
    """
    first = 20_000 if servers() is None else 26_000
    while True:
        port = first + next(_numbers) % 6000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def serve_environment(data_dir, **variables):
    """Return the environment for `manage.py` with `data_dir` and without what the tester's shell has set."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    inherited.pop("DJANGO_SETTINGS_MODULE", None)
    return {**inherited, **ADMIN, "DATA_DIR": str(data_dir), **environment(data_dir), **variables}


def descendants(pid):
    """Return the numbers of the processes that the process `pid` has started, and those that these have."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [number for child in children for number in (child, *descendants(child))]


class RunningSite:
    """`manage.py serve` on `data_dir`, a pathlib.Path; use it in a `with` statement."""

    def __init__(self, data_dir, *arguments, **variables):
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.arguments = arguments
        self.variables = variables
        self.root = ROOT
        self.stderr = subprocess.STDOUT

    def __enter__(self):
        command = [
            sys.executable,
            "manage.py",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            "1",
            *self.arguments,
        ]
        self.log = self.data_dir.with_suffix(".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.root,
                env=serve_environment(self.data_dir, **self.variables),
                stdout=log,
                stderr=self.stderr,
            )
        self._wait()
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=20)

    def get(self, path, headers=None):
        """Return the status of `path`, asked for with `headers`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            return connection.getresponse().status
        finally:
            connection.close()

    def read(self, path):
        """Return the content of `path`."""
        with urllib.request.urlopen(self.url + path, timeout=60) as response:
            return response.read()

    def kill(self):
        """Kill the server and its workers, with no time to finish anything."""
        self.process.send_signal(signal.SIGSTOP)
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    @property
    def output(self):
        """What the server has printed so far."""
        return self.log.read_text()

    def _wait(self, seconds=120):
        address = self.variables.get("SITE_URL") or self.url
        front_page = urllib.request.Request(f"{self.url}/", headers={"Host": urlsplit(address).netloc})
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"The site stopped at once:\n{self.output}")
            try:
                urllib.request.urlopen(front_page, timeout=5).close()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
            else:
                return
        self.kill()
        raise RuntimeError(f"The site did not answer:\n{self.output}")
