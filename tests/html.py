"""Reading what the site answers as a person or a program would."""

import re

from bs4 import BeautifulSoup


def read(response):
    """Return the page that `response` carries, parsed."""
    return BeautifulSoup(response.content, "html.parser")


def words(node):
    """Return the visible text of a parsed `node` on one line, with single spaces."""
    return re.sub(r"\s+", " ", node.get_text(" ")).strip()
