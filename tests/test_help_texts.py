"""Help texts: each field that an editor fills in says what it is for, with a real example."""

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Page

from tests.html import read, words
from tests.test_blocks import parts, streams

OUR_MODELS = [model for label in ("home", "treatments") for model in apps.get_app_config(label).get_models()]
NOT_TYPED = {
    "ClinicRendition": "made by the site, never by an editor",
    "ClinicalApproval": "made by the site, from the form of the review",
    "PageText": "made by the site, when a page is published",
    "SearchWord": "made by the site, when a page is published",
    "UnansweredSearch": "made by the site, when a visitor finds nothing",
    "GoneAddress": "made by the site, when an editor takes a page away",
    "OutsideLink": "made by the site, when it asked another one",
    "Enquiry": "made by a visitor, who reads the labels of the form",
    "EnquiryNote": "written on the screen of an enquiry",
    "SendingNetwork": "made by the site, when an enquiry is sent",
    "ReviewReminder": "made by the site, when a message was sent",
    "ClinicalReviewSettings.site": "chosen by the address of the form",
    "ClinicSettings.site": "chosen by the address of the form",
    "TreatmentForCondition.condition": "the page that it is written on",
    "TreatmentForCondition.regulatory_status": "a choice of three, explained where it is made",
    "ConditionCitation.page": "the page that it is written on",
    "TreatmentCitation.page": "the page that it is written on",
    "LinkBlock.page": "chosen from the site's own pages",
}
EXAMPLE = "for example"

pytestmark = pytest.mark.django_db


def own_fields():
    """Yield (name, field) of what editors fill in, without what Wagtail's own models bring along."""
    for model in OUR_MODELS:
        inherited = {
            field.name
            for parent in model.__mro__
            if parent.__module__.startswith(("wagtail.", "modelcluster.")) and hasattr(parent, "_meta")
            for field in parent._meta.get_fields()
        }
        for field in model._meta.get_fields():
            name = f"{model.__name__}.{field.name}"
            typed = field.concrete and field.editable and not field.auto_created
            if typed and field.name not in inherited and not {model.__name__, name} & NOT_TYPED.keys():
                yield name, field


def typed_blocks():
    """Yield (name, block) of what editors fill in within the blocks of this site, lists of words included."""
    for outer in {type(part): part for stream in streams() for _, part in parts(stream)}.values():
        ours = type(outer).__module__.startswith(("home.", "treatments."))
        for child, part in getattr(outer, "child_blocks", {}).items() if ours else ():
            name = f"{type(outer).__name__}.{child}"
            inner = part.child_block if isinstance(part, blocks.ListBlock) else part
            in_struct = isinstance(outer, blocks.StructBlock)
            if in_struct and isinstance(inner, blocks.FieldBlock) and name not in NOT_TYPED:
                yield name, part


FIELDS = dict(own_fields())
BLOCKS = dict(typed_blocks())


def test_what_is_checked_below():
    """The checks are as good as what they go through, and an exemption must be of something that exists."""
    assert {"ConditionPage.body", "ClinicSettings.phone", "Source.doi", "ClinicImage.credit"} <= FIELDS.keys()
    assert {"CareCardBlock.heading", "SymptomListBlock.items", "LinkBlock.phone"} <= BLOCKS.keys()
    models = {model.__name__: model for model in OUR_MODELS}
    outer = {
        type(part).__name__: part.child_blocks
        for stream in streams()
        for _, part in parts(stream)
        if hasattr(part, "child_blocks")
    }
    for name in NOT_TYPED:
        owner, _, field = name.partition(".")
        assert field in outer[owner] if owner in outer else models[owner]._meta.get_field(field or "id")


@pytest.mark.parametrize("name", FIELDS)
def test_field_has_an_example(name):
    """An editor under time pressure copies the form of an example sooner than they read a rule."""
    assert EXAMPLE in FIELDS[name].help_text.lower()


@pytest.mark.parametrize("name", BLOCKS)
def test_block_has_an_example(name):
    """Blocks are where most of the typing is done."""
    block = BLOCKS[name]
    help_text = block.field.help_text if isinstance(block, blocks.FieldBlock) else block.meta.help_text
    assert EXAMPLE in help_text.lower()


@pytest.mark.parametrize("page_type", [model for model in OUR_MODELS if issubclass(model, Page)])
def test_page_type_says_what_it_is_for(page_type):
    """The list of page types is the first thing a new editor has to choose from."""
    assert len(page_type.page_description) > 30
    assert page_type.get_verbose_name()[0].isupper()


def test_editor_shows_the_help_texts(editor, migraine):
    """A help text that a panel hides helps nobody."""
    shown = words(read(editor.get(reverse("wagtailadmin_pages:edit", args=[migraine.pk]))).body)
    for name, field in FIELDS.items():
        if name.startswith("ConditionPage."):
            assert field.help_text in shown, name
