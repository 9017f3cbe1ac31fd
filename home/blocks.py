"""The block vocabulary that any page may use. Each block's template is home/blocks/<its name>.html."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from home.links import LinkBlock
from home.visibility import open_to_visitors

INLINE_FEATURES = ["bold", "italic", "link"]
TEXT_FEATURES = [*INLINE_FEATURES, "h3", "ol", "ul", "superscript", "subscript", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs with lists, links and sub-headings."""

    def __init__(self, **kwargs):
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = "Text"
        description = "Paragraphs, lists, links and sub-headings"
        template = "home/blocks/text.html"
        preview_value = (
            "<p>Migraine headaches are different for everyone who experiences them.</p>"
            "<ul><li>sensitivity to light and sound</li><li>nausea and vomiting</li></ul>"
        )


def first_image():
    """A picture to preview with: the newest of the library, or None while the library is empty."""
    image = get_image_model().objects.last()
    return image and {"image": image.pk, "alt_text": image.default_alt_text, "decorative": False}


class FigureBlock(blocks.StructBlock):
    """A picture with alt text and, where it helps, a caption."""

    image = ImageBlock(
        help_text=(
            "Say in the alt text what the picture tells, or mark it as decorative. "
            "For example: A reclining chair beside a window with a blind."
        )
    )
    caption = blocks.CharBlock(
        required=False, max_length=250, help_text="Shown under the picture. For example: The treatment room."
    )

    class Meta:
        icon = "image"
        label = "Picture"
        description = "A picture with alt text and a caption"
        template = "home/blocks/figure.html"
        label_format = "{caption}"

    def get_preview_value(self):
        """Preview with a picture of the library, so that the preview is true to the site."""
        return self.to_python({"image": first_image(), "caption": "A caption says what the picture can't."})


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, and whose they are."""

    text = blocks.TextBlock(
        max_length=600,
        help_text=(
            "The words as they were said, without quotation marks. "
            "For example: Migraines are more than just severe headaches."
        ),
    )
    attribution = blocks.CharBlock(
        required=False,
        max_length=120,
        help_text="Who said it and where. For example: Noseda and others, Brain, 2016.",
    )

    class Meta:
        icon = "openquote"
        label = "Quote"
        description = "Somebody's own words, with their name"
        template = "home/blocks/quote.html"
        preview_value = {
            "text": "Migraines are more than just severe headaches, although that is one key symptom.",
            "attribution": "Facts About Migraines",
        }


class TableBlock(TypedTableBlock):
    """A table with a caption and column headings; every cell is a line of rich text."""

    text = blocks.RichTextBlock(features=INLINE_FEATURES, required=False)

    def clean(self, value):
        """Require a caption and headings once the page is published: a screen reader announces both."""
        value = super().clean(value)
        if self.is_deferred_validation or not value.columns:
            return value
        missing = []
        if not value.caption:
            missing.append("Write a caption: it tells what the table is about.")
        if not all(column["heading"] for column in value.columns):
            missing.append("Give every column a heading.")
        if missing:
            raise ValidationError(" ".join(missing))
        return value

    class Meta:
        icon = "table"
        label = "Table"
        description = "Rows and columns with headings and a caption"
        template = "home/blocks/table.html"
        preview_value = {
            "caption": "Two kinds of symptoms",
            "columns": [
                {"type": "text", "heading": "Most common"},
                {"type": "text", "heading": "Additional"},
            ],
            "rows": [
                {"values": ["<p>nausea and vomiting</p>", "<p>abdominal pain</p>"]},
                {"values": ["<p>sensitivity to light and sound</p>", "<p>sensitivity to odors</p>"]},
            ],
        }


class DocumentLinkBlock(blocks.StructBlock):
    """A file to download, with its kind and size said beforehand."""

    document = DocumentChooserBlock(help_text="A file for patients, for example a PDF form.")
    text = blocks.CharBlock(
        required=False,
        max_length=120,
        help_text="The words to click. Empty: the document's title. For example: Form for your first visit",
    )

    class Meta:
        icon = "doc-full"
        label = "Document"
        description = "A file to download, for example a form"
        template = "home/blocks/document_link.html"
        label_format = "{text}"

    def get_preview_value(self):
        """Preview with a document of the library."""
        document = get_document_model().objects.last()
        return self.to_python({"document": document and document.pk, "text": "Form for your first visit"})


class CallToActionBlock(blocks.StructBlock):
    """The one thing to do next, as a button."""

    text = blocks.CharBlock(
        required=False,
        max_length=160,
        help_text="A sentence before the button. For example: Have questions about treatment?",
    )
    link = LinkBlock()

    class Meta:
        icon = "arrow-right-full"
        label = "Call to action"
        description = "A sentence and a button that leads on"
        template = "home/blocks/call_to_action.html"
        label_format = "{text}"
        preview_value = {
            "text": "Have questions about treatment?",
            "link": {"text": "Send a message", "email": "frontdesk@clinic.example"},
        }


class QuestionBlock(blocks.StructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(
        max_length=160, help_text="As a visitor would ask it. For example: When can I call?"
    )
    answer = blocks.RichTextBlock(
        features=[*INLINE_FEATURES, "ol", "ul"],
        help_text="The short answer first. For example: On weekdays, from 9 am to 5 pm.",
    )

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{question}"


class QuestionsBlock(blocks.StructBlock):
    """Questions with their answers."""

    questions = blocks.ListBlock(QuestionBlock(), min_num=1, label="Questions")

    class Meta:
        icon = "help"
        label = "Questions and answers"
        description = "Questions that visitors ask, each with its answer"
        template = "home/blocks/questions.html"
        preview_value = {
            "questions": [
                {
                    "question": "How does ketamine help migraines?",
                    "answer": "<p>Ketamine works by attaching itself to receptors in the brain.</p>",
                }
            ]
        }


class PageCardsValue(blocks.StructValue):
    """Cards for their template."""

    @cached_property
    def open_pages(self):
        """The chosen pages that visitors can open, in the editor's order, with what a card shows of them."""
        return _open_pages([self])[0]


def share_cards(values):
    """Look up the open pages of many PageCardsValues at once."""
    values = list(values)
    for value, pages in zip(values, _open_pages(values), strict=True):
        value.open_pages = pages


def _open_pages(values):
    chosen = [[page.pk for page in value["pages"] if page] for value in values]
    keys = {key for keys in chosen for key in keys}
    specific = Page.objects.specific(defer=False)
    specific = specific.prefetch_related("listing_image__renditions", for_specific_subqueries=True)
    pages = open_to_visitors(specific).in_bulk(keys) if keys else {}
    return [[pages[key] for key in keys if key in pages] for keys in chosen]


class PageCardsBlock(blocks.StructBlock):
    """Cards that lead to other pages of the site."""

    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label="Page"),
        min_num=1,
        help_text="Titles, summaries and pictures come from the pages themselves. For example: Ketamine",
    )

    class Meta:
        value_class = PageCardsValue
        icon = "grip"
        label = "Page cards"
        description = "Cards that lead to other pages of the site"
        template = "home/blocks/page_cards.html"

    def get_preview_value(self):
        """Preview with the newest pages of the site."""
        pages = Page.objects.live().filter(depth__gt=2).order_by("-pk")[:2]
        return self.to_python({"pages": [page.pk for page in pages]})


class ContentBlock(blocks.StreamBlock):
    """What a section may hold."""

    text = TextBlock(group="Text")
    quote = QuoteBlock(group="Text")
    questions = QuestionsBlock(group="Text")
    figure = FigureBlock(group="Pictures and tables")
    table = TableBlock(group="Pictures and tables")
    call_to_action = CallToActionBlock(group="Links")
    page_cards = PageCardsBlock(group="Links")
    document_link = DocumentLinkBlock(group="Links")

    class Meta:
        required = False


class SectionBlock(blocks.StructBlock):
    """A heading and what stands under it. The page's contents list is made from these headings."""

    heading = blocks.CharBlock(max_length=120, help_text="For example: Facts About Migraines")
    content = ContentBlock()

    class Meta:
        icon = "title"
        label = "Section"
        description = "A heading with text, pictures or other blocks under it"
        template = "home/blocks/section.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "Facts About Migraines",
            "content": [
                {
                    "type": "text",
                    "value": "<p>A migraine is a complex neurological disorder.</p>",
                    "id": "preview",
                }
            ],
        }
