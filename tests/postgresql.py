"""A PostgreSQL server of the tests' own, in a throw-away folder."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

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
    """Run a server whose data lie in `folder`; gives the address of its database."""
    bin_folder = programs()
    if os.getuid() == 0:
        folder.chmod(0o755)
        for parent in folder.parents:
            if parent.owner() == "root" and parent not in {Path("/"), Path("/tmp")}:
                parent.chmod(0o755)
        shutil.chown(folder, "postgres")
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = {"check": True, "capture_output": True, "cwd": folder, "timeout": 120}
    subprocess.run(as_server_user(bin_folder / "initdb", "-D", data, "-U", "clinic", "-A", "trust"), **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run(as_server_user(*control, "-o", options, "start"), **{**run, "capture_output": False})
    try:
        yield f"postgres://clinic@127.0.0.1:{port}/postgres"
    finally:
        # On a busy machine it may take longer than the program waits; the folder is thrown away in any case.
        subprocess.run(as_server_user(*control, "-m", "immediate", "stop"), **{**run, "check": False})
