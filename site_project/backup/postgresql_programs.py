"""PostgreSQL's own programs: which ones fit a server, and how they get at it."""

import os
import re
import shutil
import subprocess

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from site_project.backup import BackupError


def run(program, version, *options, database):
    """Run `program` of the major `version` on the `database`, a name. Raises BackupError if it fails.

    Programs of another version are no use: older ones refuse the server, newer ones write what it can't read.
    The password goes through the environment, which other users of the machine don't see.
    """
    settings = {**connection.settings_dict, "NAME": database}
    (_psql, *address, _name), variables = DatabaseClient.settings_to_cmd_args_env(settings, [])
    positional = [database] if program == "pg_dump" else []
    done = subprocess.run(  # noqa: S603 - a list, without a shell
        [find(program, version), *address, "--no-password", *options, *positional],
        env={**os.environ, **(variables or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.splitlines() or [f"{program} stopped with status {done.returncode}"]
        reason = next((line for line in lines if "error:" in line), lines[0])
        raise BackupError(f"{reason.strip().rstrip('.')}.")


def find(program, version):
    """Return the path of `program` in the major `version`. Raises BackupError where there is none."""
    path = shutil.which(program)
    found = major_version(path) if path else None
    if found == version:
        return path
    here = f"{path} has version {found}" if found else "there is none"
    raise BackupError(
        f"A server of PostgreSQL {version} needs {program} {version}, and {here}. Install it "
        f"(Debian: apt-get install postgresql-client-{version}), and put its folder first in PATH."
    )


def major_version(program):
    """Return the major version that `program`, a path, says it has, or None if it says none."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    numbers = re.search(r"\d+", said.stdout)
    return int(numbers[0]) if numbers else None
