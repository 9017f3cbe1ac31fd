#!/usr/bin/env python3
"""Run the site and its maintenance commands: `python manage.py help` lists them."""

import os
import sys


def main():
    """Hand the command line to Django; a wrong setting is one clear line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from site_project.address import settle_address
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Install the requirements first: pip install -r requirements.txt")
    try:
        if sys.argv[1:2] == ["serve"] and not {"-h", "--help"}.intersection(sys.argv):
            settle_address(sys.argv[2:])
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The site can't start. {error}")
    except KeyboardInterrupt:
        sys.exit(130)  # what shells expect of a program that Ctrl+C ended


if __name__ == "__main__":
    main()
