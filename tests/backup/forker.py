"""Runs commands that are killed at an exact step: `python -m tests.backup.forker`, with DATA_DIR set.

It starts Django once. For each line of JSON on its input it forks a process that runs "arguments" as a
command. With "at", a number, that process kills itself with SIGKILL right before that change of the file
system, counting those alone whose names have "match" in them. With "after" it is killed after that time.
The answer is the process's status: 0, 1 for a refusal, or -9.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import django

CHANGES = {
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "sqlite3.connect",
    "subprocess.Popen",
}


def kill_at(at, match):
    """Have this process kill itself before its change number `at` that has `match` in its arguments."""
    left = at

    def count(event, arguments):
        nonlocal left
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if (event in CHANGES or writes) and match in str(arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def run(arguments, at=None, match="", after=None):
    """Run one command in a process of its own. Returns its status."""
    pid = os.fork()
    if pid == 0:
        _run_here(arguments, at, match)
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _run_here(arguments, at, match):
    from django.core.management import CommandError, call_command

    from site_project.data_folder import enter

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        if at:
            kill_at(at, match)
        if arguments[0] == "enter":  # as every process of a site with this data folder does first
            enter(Path(arguments[1]))
        else:
            call_command(*arguments)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        os._exit(1)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(2)
    os._exit(0)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    for line in sys.stdin:
        status = run(**json.loads(line))
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()
