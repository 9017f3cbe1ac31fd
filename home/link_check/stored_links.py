"""The links in one piece of content, read from the form in which Wagtail stores it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import singledispatch
from html.parser import HTMLParser

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from home.links import linked_number


class Target(StrEnum):
    """What a link leads to."""

    PAGE = "page"
    DOCUMENT = "document"
    ADDRESS = "address"


@dataclass(frozen=True)
class Link:
    """A link: what it leads to, and its words or "". `key` is the number of the target, or its address."""

    target: Target
    key: int | str
    words: str = ""


def outside_address(address):
    """Yield a Link to `address` if it is one of the web; the place within the page is left out."""
    address = (address or "").strip().partition("#")[0]
    if address.lower().startswith(("http://", "https://")):
        yield Link(Target.ADDRESS, address)


def _numbered(target, stored):
    if number := linked_number(stored):
        yield Link(target, number)


def links_in_html(html):
    """Yield the Links in rich text as it is stored, `html`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for attributes, words in reader.found:
        words = " ".join(words.split())
        kind = attributes.get("linktype")
        if kind in {Target.PAGE, Target.DOCUMENT}:
            links = _numbered(Target(kind), attributes.get("id"))
        else:
            links = outside_address(attributes.get("href"))
        yield from (replace(link, words=words) for link in links)


class _Reader(HTMLParser):
    """Collects links in `found`, as [attributes, words] pairs."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append([dict(attrs), ""])
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "a"

    def handle_data(self, data):
        if self.inside:
            self.found[-1][1] += data


@singledispatch
def links_in_block(block, stored):
    """Yield the Links in `stored`, what the database holds of a `block`. A block of another kind has none."""
    yield from ()


@links_in_block.register
def links_in_rich_text(block: blocks.RichTextBlock, stored):
    """The links in the text."""
    yield from links_in_html(stored or "")


@links_in_block.register
def links_in_address(block: blocks.URLBlock, stored):
    """The address."""
    yield from outside_address(stored)


@links_in_block.register
def links_in_page(block: blocks.PageChooserBlock, stored):
    """The chosen page."""
    yield from _numbered(Target.PAGE, stored)


@links_in_block.register
def links_in_document(block: DocumentChooserBlock, stored):
    """The chosen document."""
    yield from _numbered(Target.DOCUMENT, stored)


@links_in_block.register
def links_in_struct(block: blocks.BaseStructBlock, stored):
    """The links in each part. A part that is called "text" holds the words for those without."""
    stored = stored or {}
    has_words = isinstance(block.child_blocks.get("text"), blocks.CharBlock)
    words = (has_words and stored.get("text")) or ""
    for name, child in block.child_blocks.items():
        for link in links_in_block(child, stored.get(name)):
            yield replace(link, words=link.words or words)


@links_in_block.register
def links_in_stream(block: blocks.BaseStreamBlock, stored):
    """The links in each block of the stream."""
    for item in stored or ():
        if child := block.child_blocks.get(item["type"]):
            yield from links_in_block(child, item["value"])


@links_in_block.register
def links_in_list(block: blocks.ListBlock, stored):
    """The links in each item, which is stored bare in lists from before Wagtail 2.16."""
    for item in stored or ():
        bare = not (isinstance(item, dict) and item.get("type") == "item")
        yield from links_in_block(block.child_block, item if bare else item["value"])


@links_in_block.register
def links_in_table(block: BaseTypedTableBlock, stored):
    """The links in each cell."""
    stored = stored or {}
    kinds = [block.child_blocks.get(column["type"]) for column in stored.get("columns", ())]
    for row in stored.get("rows", ()):
        for kind, cell in zip(kinds, row["values"], strict=False):
            yield from links_in_block(kind, cell)
