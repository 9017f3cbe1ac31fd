"""Every block that a page may hold: what an editor sees of it, its rules, and what a reader gets."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import PageViewRestriction

from home.blocks import TEXT_FEATURES
from home.links import LinkBlock
from home.models import StandardPage
from tests import builders
from tests.forms import refused
from tests.html import holes, read, shown, words
from treatments.models import ConditionPage

OUR_MODELS = [model for label in ("home", "treatments") for model in apps.get_app_config(label).get_models()]


def parts(block):
    """Yield (name, block) of everything inside `block`, at any depth."""
    inner = dict(getattr(block, "child_blocks", {}))
    if isinstance(block, blocks.ListBlock):
        inner["item"] = block.child_block
    for name, part in inner.items():
        yield name, part
        yield from parts(part)


def streams():
    """Yield the block of each stream of our models, and of each stream inside one."""
    for model in OUR_MODELS:
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield field.stream_block
                yield from (
                    part for _, part in parts(field.stream_block) if isinstance(part, blocks.StreamBlock)
                )


CONTENT = "h2, p, li, td, dd, img, a"

# What an editor chooses from, by name and class: a section that holds clinical blocks is another block.
CHOICES = {
    f"{type(block).__name__}-{name}": (name, block)
    for stream in streams()
    for name, block in stream.child_blocks.items()
}
each_choice = pytest.mark.parametrize(("name", "block"), CHOICES.values(), ids=CHOICES)


@pytest.fixture
def library(db):
    """A picture and a document for the blocks that preview with what the library has."""
    return builders.make_image(64, 48), builders.make_document()


def without_optional_parts(block, raw):
    """Return `raw`, a stored value of `block`, with everything emptied that an editor may leave empty."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {**item, "value": without_optional_parts(block.child_blocks[item["type"]], item["value"])}
            for item in raw
        ]
    if isinstance(block, blocks.ListBlock):
        return [{**item, "value": without_optional_parts(block.child_block, item["value"])} for item in raw]
    if isinstance(block, LinkBlock):
        return {**raw, "text": ""}
    if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
        return {name: without_optional_parts(block.child_blocks[name], value) for name, value in raw.items()}
    if block.required or isinstance(block, ImageBlock | BaseTypedTableBlock):
        return raw
    return "" if isinstance(raw, str) else None


def test_the_walk_finds_the_blocks():
    """The checks below are as good as the list that they go through."""
    names = {name for name, _ in CHOICES.values()}
    assert {"section", "link", "text", "figure", "symptom_list", "care_card"} <= names
    assert len(names) >= 14


@each_choice
def test_editor_can_tell_what_a_block_is(editor, name, block):
    """In the chooser a block is an icon, a label and a sentence; a missing icon is a blank square."""
    sprite = BeautifulSoup(editor.get("/admin/sprite/").content, "html.parser")
    assert block.meta.icon != "placeholder"
    assert sprite.find(id=f"icon-{block.meta.icon}")
    assert block.label
    assert len(block.meta.description) > 20


@each_choice
def test_template_is_named_after_the_block(name, block):
    """A developer finds the template of a block by its name."""
    assert block.meta.template.endswith(f"/blocks/{name}.html")
    get_template(block.meta.template)


@each_choice
def test_block_chooser_previews_the_block(editor, library, name, block):
    """The preview wears the site's own styles, so it shows what readers will get."""
    assert block.is_previewable
    response = editor.get("/admin/block-preview/", {"id": block.definition_prefix})
    soup = read(response)
    assert response.status_code == 200
    assert soup.select("link[rel=stylesheet][href$='site/css/site.css']")
    assert words(soup.main) == words(shown(block, block.get_preview_value()))
    assert soup.main.select(CONTENT)


@each_choice
def test_block_chooser_previews_while_the_library_is_empty(editor, name, block):
    """On a new site there is no picture and no document yet."""
    assert editor.get("/admin/block-preview/", {"id": block.definition_prefix}).status_code == 200


@each_choice
def test_preview_value_keeps_the_rules_of_the_block(library, name, block):
    """What an editor is shown as an example can be published."""
    value = block.clean(block.get_preview_value())
    assert holes(shown(block, value)) == []
    assert shown(block, value).select(CONTENT)


@each_choice
def test_optional_parts_may_be_empty(library, name, block):
    """What an editor leaves out leaves no empty element on the page."""
    raw = block.get_prep_value(block.get_preview_value())
    bare = without_optional_parts(block, raw)
    value = block.clean(block.to_python(bare))
    assert holes(shown(block, value)) == []
    assert shown(block, value).select(CONTENT)


@each_choice
@pytest.mark.django_db
def test_empty_block_is_saved_and_shown_as_a_draft(name, block):
    """An editor adds a block, saves and looks at the preview before writing a word."""
    for empty in (block.get_default(), block.to_python({} if isinstance(block, blocks.StructBlock) else "")):
        stream = blocks.StreamBlock([(name, block)])
        draft = blocks.StreamValue(stream, [(name, empty)])
        assert len(stream.clean_deferred(draft)) == 1
        block.render(empty)


MAY_BE_PUBLISHED_EMPTY = {"table"}  # without columns it shows nothing


@each_choice
@pytest.mark.django_db
def test_empty_block_is_not_published(name, block):
    """A heading or a card without words looks broken to a reader."""
    if name in MAY_BE_PUBLISHED_EMPTY:
        assert words(shown(block, block.clean(block.get_default()))) == ""
        return
    with pytest.raises(ValidationError):
        block.clean(block.get_default())


def test_text_editors_offer_only_what_the_styles_know():
    """Headings above h3 break the order of a page, and pictures have a block that asks for alt text."""
    features = [
        part.features for stream in streams() for _, part in parts(stream) if hasattr(part, "features")
    ]
    features += [
        field.features
        for model in OUR_MODELS
        for field in model._meta.fields
        if isinstance(field, RichTextField)
    ]
    assert len(features) > 10
    for chosen in features:
        assert chosen
        assert set(chosen) <= set(TEXT_FEATURES)
    assert not {"h1", "h2", "image", "embed"} & set(TEXT_FEATURES)


def block_of(name):
    return next(block for found, block in CHOICES.values() if found == name)


def test_care_card_needs_its_cases():
    """“Call 911 if:” and nothing after it helps nobody."""
    raw = block_of("care_card").meta.preview_value
    assert set(refused(block_of("care_card"), {**raw, "text": ""})) == {"text"}
    assert set(refused(block_of("care_card"), {**raw, "heading": ""})) == {"heading"}


@pytest.mark.parametrize(
    ("urgency", "spoken"),
    [("non_urgent", "Non-urgent advice:"), ("urgent", "Urgent advice:"), ("emergency", "Emergency:")],
)
def test_care_card_says_how_urgent_it_is(urgency, spoken):
    """Colour alone tells nothing to somebody who can't see it."""
    block = block_of("care_card")
    heading = shown(block, block.to_python({**block.meta.preview_value, "urgency": urgency})).h3
    assert words(heading) == f"{spoken} Call 911 if:"


def test_table_needs_a_caption_and_headings():
    """A screen reader announces both; without them the cells are loose words."""
    raw = block_of("table").meta.preview_value
    no_heading = [{"type": "text", "heading": ""}, raw["columns"][1]]
    assert "Write a caption" in refused(block_of("table"), {**raw, "caption": ""})[""]
    assert "Give every column a heading" in refused(block_of("table"), {**raw, "columns": no_heading})[""]


def test_picture_needs_alt_text_or_is_decorative(library):
    """A picture without words is a hole for whoever can't see it."""
    block, picture = block_of("figure"), {"image": library[0].pk, "alt_text": "", "decorative": False}
    assert set(refused(block, {"image": picture, "caption": ""})) == {"image"}
    decorative = block.clean(block.to_python({"image": {**picture, "decorative": True}, "caption": ""}))
    assert shown(block, decorative).img["alt"] == ""
    described = block.clean(block.to_python({"image": {**picture, "alt_text": "A chair"}, "caption": ""}))
    assert shown(block, described).img["alt"] == "A chair"


def test_cards_lead_only_to_pages_that_visitors_can_open(client, migraine, ketamine):
    """A draft or a private page must not show in a card, not even by its title."""
    draft, private = builders.make_condition("Draft page"), builders.make_condition("Private page")
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    chosen = {"pages": [ketamine.pk, draft.pk, private.pk, migraine.pk]}
    sections = builders.body(StandardPage, ("Where to go", [("page_cards", chosen)]))
    page = builders.make_standard_page(body=sections)
    titles = [words(card.h3) for card in read(client.get(page.url)).select(".card")]
    assert titles == ["Ketamine", "Migraine Treatment"]


def test_clinical_blocks_are_for_clinical_pages():
    """A care card on a plain page would stand outside clinical review."""
    clinical = {"symptom_list", "key_figures", "care_card", "steps"}
    assert clinical <= set(builders.content_blocks(ConditionPage))
    assert not clinical & set(builders.content_blocks(StandardPage))
