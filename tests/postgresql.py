"""A PostgreSQL server of the tests' own, in a throw-away folder."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server import free_port

HINT = "these tests need PostgreSQL (Debian: apt-get install postgresql)"


def programs():
    """Return the folder of PostgreSQL's own programs, or None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def require():
    """Skip the test where there is no PostgreSQL; where everything must be tested, fail."""
    if programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HINT)


def as_server_user(*command):
    """Return `command` as the user that may run the server: it refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *map(str, command)] if os.getuid() == 0 else list(command)


@contextmanager
def running_server(folder):
    """Run a server whose data lie in `folder`, new or a `copy`; gives the address of its database."""
    port = free_port()
    if not (folder / "data").exists():
        _open_to_server(folder)
        initdb = [programs() / "initdb", "-D", folder / "data", "-U", "clinic", "-A", "trust"]
        subprocess.run(as_server_user(*initdb), check=True, capture_output=True, cwd=folder, timeout=120)
    start(folder, port)
    try:
        yield f"postgres://clinic@127.0.0.1:{port}/postgres"
    finally:
        # On a busy machine it may take longer than the program waits; the folder is thrown away in any case.
        stop(folder, check=False)


def copy(original, folder):
    """Return `folder`, a new copy of the folder `original` of a server that is stopped."""
    subprocess.run(["cp", "-a", original, folder], check=True)
    return folder


def start(folder, port):
    """Start the server whose data lie in `folder` on `port`."""
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    _control(folder, "-o", options, "start", check=True)


def stop(folder, check=True):
    """Stop the server whose data lie in `folder`, as if it had crashed."""
    _control(folder, "-m", "immediate", "stop", check=check)


def _open_to_server(folder):
    if os.getuid() == 0:
        folder.chmod(0o755)
        for parent in folder.parents:
            if parent.owner() == "root" and parent not in {Path("/"), Path("/tmp")}:
                parent.chmod(0o755)
        shutil.chown(folder, "postgres")


def _control(folder, *arguments, check):
    _open_to_server(folder)  # pytest closes its folders to others whenever somebody starts it
    control = [programs() / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", *arguments]
    subprocess.run(as_server_user(*control), check=check, cwd=folder, timeout=120)
