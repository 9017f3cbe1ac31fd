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
    except ModuleNotFoundError as error:
        sys.exit(f"{error}. Install the requirements first: pip install -r requirements.txt")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The site can't start. {error}")


if __name__ == "__main__":
    main()
