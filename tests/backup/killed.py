"""Commands of a site that are killed with SIGKILL at an exact step or after some time; see forker.py."""

import json
import subprocess
import sys

from tests.server import ROOT, serve_environment


class KilledCommands:
    """Runs commands on `data_dir`; use it in a `with` statement."""

    def __init__(self, data_dir, **variables):
        self.environment = serve_environment(data_dir, **variables)

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.backup.forker"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *exception):
        self.process.communicate(timeout=60)

    def run(self, *arguments, **kill):
        """Run a command and return its status: 0, 1 for a refusal or -9. `kill` is at, match or after."""
        self.process.stdin.write(json.dumps({"arguments": [str(part) for part in arguments], **kill}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())
