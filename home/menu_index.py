"""The database's index of the pages in menus: every page asks for them, and Wagtail has none."""

from django.db import connections

NAME = "home_pages_in_menus"


def make_menu_index(using, **kwargs):
    """Make the index in the database `using` unless it is there.

    It is made after every `migrate`: on SQLite a migration that changes Wagtail's table drops it. Both
    databases that the site runs on know partial indexes (SQLite and PostgreSQL, "Partial Indexes").
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON wagtailcore_page (path) WHERE show_in_menus")
