"""Reading what the site answers as a person or a program would."""

import re

from bs4 import BeautifulSoup


def read(response):
    """Return the page that `response` carries, parsed."""
    return BeautifulSoup(response.content, "html.parser")


def words(node):
    """Return the visible text of a parsed `node` on one line, with single spaces."""
    return re.sub(r"\s+", " ", node.get_text(" ")).strip()


def holes(soup):
    """Return the elements of the page that have nothing to show: no words, no picture.

    The columns of a page without sections are no holes: they have no height of their own.
    """
    shown = "img, source, br, input, textarea, script, .columns, .columns__text"
    nodes = soup.select(f":not(html, head, head *, body, {shown})")
    return [str(node) for node in nodes if not words(node) and not node.select(shown)]


def shown(block, value):
    """Return what readers get of `value`, a value of the Wagtail `block`, parsed."""
    return BeautifulSoup(block.render(value), "html.parser")
