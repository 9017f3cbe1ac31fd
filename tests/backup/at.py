"""Run `manage.py` at another time: `python -m tests.backup.at 2026-01-04T12:00Z backup`."""

import os
import sys

import time_machine
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    with time_machine.travel(sys.argv[1]):
        execute_from_command_line(["manage.py", *sys.argv[2:]])
