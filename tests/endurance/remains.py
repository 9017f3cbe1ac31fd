"""What is left of a site: its page, uploads and enquiries, as far as each is whole."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

from tests.endurance.numbered import version, versions_in_list

READS = 8  # so that each web process answers one
UPLOADS = """
    SELECT title, file FROM wagtaildocs_document WHERE title LIKE 'Upload %' UNION ALL
    SELECT title, file FROM home_clinicimage WHERE title LIKE 'Upload %'
"""
ENQUIRIES = "SELECT name FROM home_enquiry WHERE name LIKE 'Visitor %'"
TITLE = "SELECT title FROM wagtailcore_page WHERE slug = ?"


@dataclass(frozen=True)
class Remains:
    """The `version` of the page, `uploads` as (title, digest of the file) pairs, names of `enquiries`."""

    version: int = 0
    uploads: frozenset = frozenset()
    enquiries: frozenset = frozenset()

    def with_version(self, number):
        """Return this with another version of the page."""
        return replace(self, version=number)

    def with_upload(self, title, content):
        """Return this with one more upload."""
        return replace(self, uploads=self.uploads | {(title, digest(content))})

    def with_enquiry(self, name):
        """Return this with one more enquiry."""
        return replace(self, enquiries=self.enquiries | {name})


def digest(content):
    """Return a digest of `content`, bytes."""
    return hashlib.sha256(content).hexdigest()


def ask(data_dir, statement, *values):
    """Return the rows that the database in `data_dir` gives for `statement`."""
    with closing(sqlite3.connect(data_dir / "db.sqlite3", timeout=20)) as database:
        return database.execute(statement, values).fetchall()


def check_database(data_dir):
    """Raise AssertionError unless the database passes SQLite's own checks."""
    assert ask(data_dir, "PRAGMA integrity_check") == [("ok",)]
    assert ask(data_dir, "PRAGMA foreign_key_check") == []


def stored_version(data_dir, name):
    """Return the number of the version of the page `name` that the database has."""
    ((title,),) = ask(data_dir, TITLE, name)
    return int(title.removeprefix("Number "))


def look_into(data_dir, name):
    """Return the Remains in `data_dir`, the page being that called `name`.

    Raises AssertionError for what is damaged or doubled.
    """
    check_database(data_dir)
    uploads = [
        (title, digest((data_dir / "media" / file).read_bytes())) for title, file in ask(data_dir, UPLOADS)
    ]
    enquiries = [name for (name,) in ask(data_dir, ENQUIRIES)]
    assert len(set(uploads)) == len(uploads) and len(set(enquiries)) == len(enquiries)
    return Remains(stored_version(data_dir, name), frozenset(uploads), frozenset(enquiries))


def shown_versions(site, name):
    """Return the numbers of all versions of the page `name` that visitors of `site`, a RunningSite, get."""
    versions = {version(site.port, name) for _ in range(READS)}
    return versions | {versions_in_list(site.port, [name])[name]}
