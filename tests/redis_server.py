"""A Redis server of the tests' own."""

import os
import shutil
import signal
import socket
import subprocess
import time

import pytest

from tests.server import free_port

HINT = "these tests need Redis (Debian: apt-get install redis-server)"


def require():
    """Skip the test where there is no Redis; where everything must be tested, fail."""
    if shutil.which("redis-server") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HINT)


class RedisServer:
    """A server that keeps nothing, run in `folder`; use it in a `with` statement, stop and start it."""

    def __init__(self, folder, databases=16):
        self.folder = folder
        self.databases = databases
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stop()

    def start(self):
        """Start it, and return when it answers."""
        command = [shutil.which("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        memory_alone = ["--save", "", "--appendonly", "no", "--databases", str(self.databases)]
        self.process = subprocess.Popen([*command, *memory_alone], cwd=self.folder, stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("Redis does not answer.")

    def hang(self):
        """Have it take connections and never answer."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        """Have it answer again, also to what was asked meanwhile."""
        self.process.send_signal(signal.SIGCONT)

    def asked(self):
        """Return how often it was asked for a value."""
        import redis  # the driver is not installed everywhere

        with redis.Redis(port=self.port) as client:
            return client.info("commandstats").get("cmdstat_get", {"calls": 0})["calls"]

    def stop(self):
        """Stop it at once."""
        self.process.kill()
        self.process.wait(timeout=20)
