"""Conditions, and which treatments the clinic offers for them."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.functional import cached_property
from django.utils.html import format_html
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText, get_text_for_indexing
from wagtail.search import index

from home.blocks import INLINE_FEATURES
from home.content_checks import Part
from home.models.site_page import editor_tabs
from treatments.forms import ConditionPageForm
from treatments.models.clinical_page import ClinicalIndexPage, ClinicalPage
from treatments.models.page_row import PageRow
from treatments.structured_data import medical_condition


class ConditionIndexPage(ClinicalIndexPage):
    """All conditions the clinic treats."""

    edit_handler = editor_tabs(ClinicalIndexPage.content_panels)
    page_description = "The list of all conditions. It fills itself; there is one."
    template = "treatments/condition_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["treatments.ConditionPage"]
    max_count = 1

    class Meta:
        verbose_name = "conditions list"

    @cached_property
    def pages(self):
        """The condition pages to list, as a queryset."""
        return self.listing(ConditionPage)


class ConditionPage(ClinicalPage):
    """A condition the clinic treats: facts, symptoms, and which treatments it offers."""

    condition_name = models.CharField(
        "name of the condition",
        max_length=120,
        blank=True,
        help_text=(
            "What the condition is called, for search engines. Empty: the page's title. For example: Migraine"
        ),
    )

    reviewed_fields = ("condition_name", *ClinicalPage.reviewed_fields)

    title_panel, *other_panels = ClinicalPage.content_panels
    content_panels = [title_panel, FieldPanel("condition_name"), *other_panels]
    treatments_tab = ObjectList(
        [
            InlinePanel(
                "treatment_links",
                heading="Treatments for this condition",
                label="treatment",
                help_text="Written once, here. It is shown on this page and on the treatment's page.",
            )
        ],
        heading="Treatments",
    )
    base_form_class = ConditionPageForm
    edit_handler = editor_tabs(content_panels, treatments_tab, ClinicalPage.sources_tab)
    search_fields = [*ClinicalPage.search_fields, index.SearchField("linked_words")]

    page_description = "A condition such as migraine: facts, symptoms, and the treatments for it."
    template = "treatments/condition_page.html"
    parent_page_types = ["treatments.ConditionIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = "condition"

    @property
    def linked_words(self):
        """What this page says of treatments, for the search index, as a list of texts."""
        return [
            f"{link.heading} {get_text_for_indexing(link.explanation)} {link.shown_status}"
            for link in self.shown_links
        ]

    def schema_subject(self, navigation):
        """Return the schema.org MedicalCondition that this page is about."""
        open_links = [link for link in self.shown_links if link.treatment_id in navigation.related_keys]
        return medical_condition(self, open_links)

    @cached_property
    def shown_links(self):
        """The treatments for this condition, as TreatmentForCondition objects in the editors' order."""
        return list(self.treatment_links.select_related("treatment"))

    def own_parts(self):
        """Add what treatments do for the condition, which is written here."""
        return [*super().own_parts(), *(part for link in self.shown_links for part in link.own_parts())]

    def related(self):
        """Its treatments, and the other conditions for which one of them is used."""
        treatments = [link.treatment_id for link in self.shown_links]
        others = TreatmentForCondition.objects.filter(treatment__in=treatments).values("condition")
        return Q(pk__in=treatments) | Q(pk__in=others) if treatments else None

    @classmethod
    def reviewed_relations(cls):
        """What `shown_links` and `shown_citations` hold, for many pages at once, as Prefetch objects."""
        links = TreatmentForCondition.objects.select_related("treatment", "condition")
        return [Prefetch("treatment_links", links, to_attr="shown_links"), *super().reviewed_relations()]


class RegulatoryStatus(models.TextChoices):
    """Whether the medicines regulator has approved the treatment for this very condition."""

    APPROVED = "approved", "Approved for this use"
    OFF_LABEL = "off_label", "Off-label for this use"
    NOT_STATED = "not_stated", "Not yet stated"


class TreatmentForCondition(PageRow):
    """What a treatment does for a condition. Written on the condition, shown on both pages."""

    condition = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey(
        "treatments.TreatmentPage",
        on_delete=models.RESTRICT,
        related_name="condition_links",
        help_text="The treatment's own page, for example Ketamine.",
    )
    heading = models.CharField(max_length=120, help_text="For example: How Does Ketamine Help Migraines?")
    explanation = RichTextField(
        features=[*INLINE_FEATURES, "ol", "ul"],
        help_text=(
            "What it does and how well that is known, in plain words. For example: Ketamine works to help "
            "with migraines by attaching itself to receptors in the brain."
        ),
    )
    regulatory_status = models.CharField(
        max_length=12,
        choices=RegulatoryStatus.choices,
        default=RegulatoryStatus.NOT_STATED,
        help_text="Off-label: the off-label notice of the clinic details is shown on both pages by itself.",
    )

    # What an approval of either page is bound to.
    reviewed_fields = ("heading", "explanation", "regulatory_status", "treatment_title", "condition_title")

    panels = [
        FieldPanel("treatment"),
        FieldPanel("heading"),
        FieldPanel("explanation"),
        FieldPanel("regulatory_status"),
    ]

    def __str__(self):
        return self.heading

    @property
    def treatment_title(self):
        """The name of the treatment it speaks of."""
        return self.treatment.title

    @property
    def condition_title(self):
        """The name of the condition it is written on."""
        return self.condition.title

    @property
    def anchor(self):
        """The id of this part in both pages."""
        return f"use-{self.condition_id or 0}-{self.treatment_id}"

    def own_parts(self):
        """Return its heading and its explanation as Parts for the content checks."""
        place = f"Treatment “{self.heading}”"
        words = format_html('<div class="prose">{}</div>', RichText(self.explanation))
        return [
            Part.of_text(place, "", f"#{self.anchor} > h2", self.heading),
            Part(place, "", f"#{self.anchor} > .flow > .prose", words),
        ]

    @property
    def is_off_label(self):
        """Whether the off-label notice must be shown with it."""
        return self.regulatory_status == RegulatoryStatus.OFF_LABEL

    @property
    def shown_status(self):
        """The status in words, or "" while nobody has stated it."""
        if self.regulatory_status == RegulatoryStatus.NOT_STATED:
            return ""
        return self.get_regulatory_status_display()
