"""Runs one proof in full size: `python -m tests.endurance fuzz|soak|kill|changes|servers`."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import django


def main():
    """Run the proof that the command line names, and say what was seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("proof", choices=["fuzz", "soak", "kill", "changes", "servers"])
    parser.add_argument("--seed", type=int, default=1, help="what chance is made from; default: %(default)s")
    parser.add_argument("--size", type=int, help="how many requests, seconds or rounds; see the README")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.endurance import proofs

    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        proofs.FULL_SIZE[options.proof](Path(folder), say, options.size, options.seed)
    say(f"{options.proof}: nothing was wrong, in {time.monotonic() - begun:.0f} s.")


def say(line):
    """Write one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
