"""nginx with the file that is shipped, in front of a running site."""

import http.client
import os
import re
import shutil
import subprocess
import time

import pytest

from tests.server import ROOT, free_port

HINT = "these tests need nginx (Debian: apt-get install nginx)"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def program():
    """Return the path of nginx, or None where there is none."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def require():
    """Skip the test where there is no nginx; where everything must be tested, fail."""
    if program() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HINT)


class Nginx:
    """nginx with deploy/nginx.conf, without encryption, at `port`; use it in a `with` statement.

    Its own files are in `folder`. `site` is a RunningSite or like it; `pinned` a command that starts another.
    """

    def __init__(self, folder, site, pinned=()):
        self.folder, self.site, self.pinned = folder, site, pinned
        self.port = free_port()

    def configuration(self):
        """Return the shipped file with what an owner changes, and what this machine has not."""
        text = (ROOT / "deploy/nginx.conf").read_text()
        text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
        text = text.replace("    listen 80 default_server;\n", "")
        text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{self.port}")
        text = re.sub(r"\n\s*ssl_.*", "", text)
        text = text.replace("server_name clinic.example;", "server_name 127.0.0.1;")
        text = text.replace("/srv/clinic/var", str(self.site.data_dir))
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.site.port}")

    def __enter__(self):
        self.folder.mkdir()
        for folder in (self.folder, *self.folder.parents):
            if folder.owner() == "root" and str(folder) not in {"/", "/tmp"}:
                folder.chmod(0o755)
        (self.folder / "site.conf").write_text(self.configuration())
        own = "\n".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in TEMPORARY)
        (self.folder / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {self.folder}/pid; error_log {self.folder}/error.log;\n"
            f"events {{}}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off;\n"
            f"{own} include {self.folder}/site.conf; }}\n"
        )
        command = [*self.pinned, program(), "-c", self.folder / "nginx.conf", "-p", self.folder]
        self.process = subprocess.Popen(command)
        for _ in range(100):
            try:
                self.ask("/robots.txt")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError((self.folder / "error.log").read_text())

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=20)

    def ask(self, path, method="GET", port=None, **headers):
        """Return (status, headers, body); of names in `headers` the _ is a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": f"127.0.0.1:{self.port}", **named})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return response.status, found, response.read()
        finally:
            connection.close()
