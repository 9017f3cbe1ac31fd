"""Clinical blocks, and the sections that may hold them. Templates are treatments/blocks/<name>.html."""

from django.db import models
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from home.blocks import INLINE_FEATURES, ContentBlock, SectionBlock
from home.links import phone_href, validate_phone


class ListKind(models.TextChoices):
    """What the items of a symptom list are, in schema.org's terms: signOrSymptom or riskFactor."""

    SYMPTOMS = "symptoms", "Symptoms"
    TRIGGERS = "triggers", "Triggers"


class SymptomListBlock(blocks.StructBlock):
    """Symptoms or triggers, made to scan: a lead-in sentence and short items."""

    kind = blocks.ChoiceBlock(
        choices=ListKind.choices,
        default=ListKind.SYMPTOMS,
        label="What the items are",
        help_text="Search engines are told. For example: Triggers, for a list that starts with stress.",
    )
    lead_in = blocks.CharBlock(
        max_length=200, help_text="For example: The most common symptoms of migraines include"
    )
    items = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label="Item"),
        min_num=1,
        help_text="A few words each, for example: nausea and vomiting",
    )

    class Meta:
        icon = "list-ul"
        label = "Symptoms or triggers"
        description = "A lead-in sentence and a list that is quick to scan"
        template = "treatments/blocks/symptom_list.html"
        label_format = "{lead_in}"
        preview_value = {
            "kind": ListKind.SYMPTOMS,
            "lead_in": "The most common symptoms of migraines include",
            "items": ["headache", "nausea and vomiting", "sensitivity to light and sound"],
        }


class KeyFigureBlock(blocks.StructBlock):
    """A number, what it means, and where it comes from."""

    figure = blocks.CharBlock(max_length=24, help_text="The number with its unit. For example: 10 hours")
    sentence = blocks.CharBlock(
        max_length=200, help_text="What the number means. For example: of disability over three days"
    )
    source = SnippetChooserBlock(
        "treatments.Source",
        required=False,
        help_text="Where the number comes from. For example: the paper that reports it.",
    )

    class Meta:
        icon = "order"
        label = "Key figure"
        label_format = "{figure} {sentence}"


class KeyFiguresBlock(blocks.StructBlock):
    """A few numbers that matter, each with its meaning and source."""

    figures = blocks.ListBlock(KeyFigureBlock(), min_num=1, max_num=4)

    class Meta:
        icon = "order"
        label = "Key figures"
        description = "Up to four numbers that matter, with their sources"
        template = "treatments/blocks/key_figures.html"
        preview_value = {
            "figures": [
                {"figure": "6", "sentence": "headache episodes per month, on average", "source": None},
                {"figure": "10 hours", "sentence": "over three days", "source": None},
            ]
        }


class Urgency(models.TextChoices):
    """How soon to act. The label is said before the heading, so that colour never tells it alone."""

    NON_URGENT = "non_urgent", "Non-urgent advice"
    URGENT = "urgent", "Urgent advice"
    EMERGENCY = "emergency", "Emergency"


class CareCardValue(blocks.StructValue):
    """A care card for its template."""

    @property
    def urgency_label(self):
        """The spoken prefix, for example "Emergency"."""
        return Urgency(self["urgency"]).label

    @property
    def phone_href(self):
        """The number to call as a `tel:` address, or ""."""
        return phone_href(self["phone"]) if self.get("phone") else ""


class CareCardBlock(blocks.StructBlock):
    """When to act and how: who to call, and in which cases."""

    urgency = blocks.ChoiceBlock(
        choices=Urgency.choices,
        default=Urgency.NON_URGENT,
        help_text="How soon the reader should act. For example: Emergency, for calling 911.",
    )
    heading = blocks.CharBlock(
        max_length=120, help_text="Say what to do and end with “if”. For example: Call 911 if:"
    )
    text = blocks.RichTextBlock(
        features=[*INLINE_FEATURES, "ul"],
        help_text="The cases, as a list. For example: you think about suicide",
    )
    phone = blocks.CharBlock(
        required=False,
        max_length=26,
        validators=[validate_phone],
        help_text="The number to call, as a link. For example: 911",
    )

    class Meta:
        icon = "warning"
        label = "Care card"
        description = "When to call and whom: non-urgent, urgent or emergency"
        template = "treatments/blocks/care_card.html"
        label_format = "{urgency}: {heading}"
        value_class = CareCardValue
        preview_value = {
            "urgency": Urgency.EMERGENCY,
            "heading": "Call 911 if:",
            "text": "<ul><li>you or somebody near you is in immediate danger</li></ul>",
            "phone": "911",
        }


class StepBlock(blocks.StructBlock):
    """One step: a short name and what happens."""

    heading = blocks.CharBlock(max_length=80, help_text="For example: Before your visit")
    text = blocks.RichTextBlock(
        features=[*INLINE_FEATURES, "ul"],
        required=False,
        help_text="In plain words. For example: Bring a list of your medicines.",
    )

    class Meta:
        icon = "list-ol"
        label = "Step"
        label_format = "{heading}"


class StepsBlock(blocks.StructBlock):
    """Things that happen one after the other, numbered."""

    steps = blocks.ListBlock(StepBlock(), min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Steps"
        description = "Numbered steps, for example the course of a visit"
        template = "treatments/blocks/steps.html"
        preview_value = {
            "steps": [
                {"heading": "Before your visit", "text": "<p>What to bring and what to ask.</p>"},
                {"heading": "During your visit", "text": "<p>What happens, and how long it takes.</p>"},
            ]
        }


class ClinicalContentBlock(ContentBlock):
    """What a section of a condition or treatment page may hold."""

    symptom_list = SymptomListBlock(group="Clinical")
    key_figures = KeyFiguresBlock(group="Clinical")
    care_card = CareCardBlock(group="Clinical")
    steps = StepsBlock(group="Clinical")

    class Meta:
        required = False


class ClinicalSectionBlock(SectionBlock):
    """A section that may hold clinical blocks."""

    content = ClinicalContentBlock()
