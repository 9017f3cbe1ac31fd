"""What a reader of a page is told, as plain data: the same content gives the same data wherever it is kept.

Counted: words, their order and structure, pictures and files by what is in them, where links lead, sources.
Left out: ids, empty values, spaces that a browser does not show, and whatever the editor adds to text for
itself. So a save, a revert, a copy or another database changes nothing here, and a single letter does.
"""

import re
from functools import singledispatch
from html.parser import HTMLParser

from django.db.models import Model
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.rich_text import RichText

from home.blocks import PageCardsValue
from home.links import LinkValue

SPACES = re.compile(r"[ \t\r\n\f]+")
TAG = "<"
VOID = {"br", "hr", "img", "embed"}
INLINE = {"a", "b", "strong", "i", "em", "sup", "sub", "code"}


@singledispatch
def told(value):
    """Return what `value` tells a reader, as data that JSON can hold.

    `value` is a page, a snippet, a block's value or a plain value. A model's class lists in `reviewed_fields`
    the names of what counts. Raises TypeError for anything else, so that no new kind of content is forgotten.
    """
    raise TypeError(f"Say in content.py what a reader is told by a {type(value).__name__}.")


def filled(data):
    """Return the dict `data` without empty values: a block that gains an optional field stays the same."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


@told.register(type(None))
@told.register(bool)
@told.register(int)
def told_plainly(value):
    """A value that JSON can hold as it is."""
    return value


@told.register
def told_text(value: str):
    """Plain text, line by line, each without the spaces that no browser shows."""
    return "\n".join(SPACES.sub(" ", line).strip() for line in value.strip().splitlines())


@told.register(list)
@told.register(ListValue)
def told_list(value):
    """The items, in order."""
    return [told(item) for item in value]


@told.register
def told_stream(value: StreamValue):
    """Each block with its type, in order, without its id."""
    return [[block.block_type, told(block.value)] for block in value]


@told.register
def told_struct(value: StructValue):
    """The parts that are filled in, by name."""
    return filled({name: told(part) for name, part in value.items()})


@told.register
def told_link(value: LinkValue):
    """The words to click and where they lead, a page whatever its address is; nothing if there is no link."""
    if not value.href:
        return {}
    page = value.get("page")
    return filled({"label": value.label, "page": page and page.pk, "href": "" if page else value.href})


@told.register
def told_cards(value: PageCardsValue):
    """What the cards show: title, summary and picture of each page that visitors can open."""
    return [
        filled({"title": page.title, "summary": told(page.summary), "picture": told_file(page.listing_image)})
        for page in value.open_pages
    ]


@told.register
def told_table(value: TypedTable):
    """Caption, headings and cells."""
    return {
        "caption": told(value.caption or ""),
        "headings": [told(column["heading"] or "") for column in value.columns],
        "rows": [[told(cell) for cell in row["values"]] for row in value.row_data],
    }


@told.register
def told_image(value: AbstractImage):
    """The picture itself, by a digest of its file, with the alt text of this place and the credit."""
    alt_text = "" if value.decorative else value.contextual_alt_text or value.default_alt_text
    return filled({"picture": told_file(value), "alt_text": told(alt_text), "credit": told(value.credit)})


@told.register
def told_document(value: AbstractDocument):
    """The file itself, by a digest, and its title, which may be the words to click."""
    return {"file": told_file(value), "title": told(value.title)}


def told_file(item):
    """Return the digest of the file of `item`, a picture or a document, or "" for None.

    A file that can't be read is named by its number: the page must open, and what it shows is another thing.
    """
    if item is None:
        return ""
    try:
        return item.get_file_hash()
    except (OSError, SourceImageIOError):
        return f"unreadable {item.pk}"


@told.register
def told_model(value: Model):
    """What the class lists in `reviewed_fields`; rich text fields as rich text."""
    if not hasattr(value, "reviewed_fields"):
        return told.dispatch(object)(value)
    html = {field.name for field in value._meta.get_fields() if isinstance(field, RichTextField)}
    return filled(
        {
            name: told_html(getattr(value, name)) if name in html else told(getattr(value, name))
            for name in value.reviewed_fields
        }
    )


@told.register
def told_rich_text(value: RichText):
    """Rich text of a block."""
    return told_html(value.source)


def told_html(source):
    """Return rich text as it is stored, `source`, as a list of tags and texts.

    A text is a string; a tag is {"<": "p"}, its end {"<": "/p"}, and a link has where it leads beside it.
    """
    parser = _Reader()
    parser.feed(source)
    parser.close()
    parser.end_text(at_edge=True)
    return parser.nodes


class _Reader(HTMLParser):
    """Reads rich text into `nodes`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.nodes = []
        self.text = ""
        self.at_edge = True

    def handle_starttag(self, tag, attrs):
        self.end_text(at_edge=tag not in INLINE)
        self.nodes.append({TAG: tag, **_attributes(dict(attrs))})

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        self.end_text(at_edge=tag not in INLINE)
        if tag == "p" and self.nodes and self.nodes[-1] == {TAG: tag}:
            self.nodes.pop()  # an empty paragraph is not seen
        else:
            self.nodes.append({TAG: f"/{tag}"})

    def handle_data(self, data):
        self.text += data

    def end_text(self, at_edge):
        """Take in the text before a tag; `at_edge` says whether a line of text ends there."""
        text = SPACES.sub(" ", self.text)
        text = text.lstrip(" ") if self.at_edge else text
        text = text.rstrip(" ") if at_edge else text
        if text:
            self.nodes.append(text)
        self.text, self.at_edge = "", at_edge or (self.at_edge and not text)


def _attributes(attributes):
    attributes.pop("data-block-key", None)
    kind = attributes.pop("linktype", None)
    if kind:
        attributes[kind] = attributes.pop("id", "")
    return {name: value or "" for name, value in attributes.items()}


def linked_documents(content):
    """Return the ids of the documents that links in `content`, data as `told` gives it, lead to."""
    found, waiting = set(), [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
            if item.get(TAG) == "a" and item.get("document", "").isdecimal():
                found.add(int(item["document"]))
    return found
