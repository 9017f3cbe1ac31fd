"""Treatments the clinic offers."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.functional import cached_property
from wagtail.admin.panels import ObjectList

from home.models.site_page import editor_tabs
from home.visibility import open_to_visitors
from treatments.forms import ClinicalPageForm
from treatments.models.clinical_page import ClinicalIndexPage, ClinicalPage
from treatments.models.condition import ConditionPage, TreatmentForCondition
from treatments.panels import ConditionLinksPanel
from treatments.structured_data import medical_therapy


class TreatmentIndexPage(ClinicalIndexPage):
    """All treatments the clinic offers."""

    edit_handler = editor_tabs(ClinicalIndexPage.content_panels)
    page_description = "The list of all treatments. It fills itself; there is one."
    template = "treatments/treatment_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["treatments.TreatmentPage"]
    max_count = 1

    class Meta:
        verbose_name = "treatments list"

    @cached_property
    def pages(self):
        """The treatment pages to list, as a queryset."""
        return self.listing(TreatmentPage)


class TreatmentPage(ClinicalPage):
    """A treatment the clinic offers: what it is, and what it does for which condition."""

    conditions_tab = ObjectList(
        [
            ConditionLinksPanel(
                heading="What it does for which condition",
                help_text="Written on the page of each condition, and shown on this page too.",
            )
        ],
        heading="Conditions",
    )
    base_form_class = ClinicalPageForm
    edit_handler = editor_tabs(ClinicalPage.content_panels, conditions_tab, ClinicalPage.sources_tab)
    page_description = (
        "A treatment such as ketamine. What it does for a condition is written on the condition."
    )
    template = "treatments/treatment_page.html"
    parent_page_types = ["treatments.TreatmentIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = "treatment"

    def schema_subject(self, navigation):
        """Return the schema.org MedicalTherapy that this page is about."""
        return medical_therapy(self)

    @cached_property
    def published_links(self):
        """What has been published of this treatment, open to visitors now or not, for each condition."""
        return list(published_links(self.condition_links)) if self.pk else []

    @cached_property
    def shown_links(self):
        """What this treatment does for each condition whose page visitors can open."""
        links = [link for link in self.published_links if link.is_open]
        for link in links:
            link.treatment = self  # a draft may have another name than the live page
        return links

    @property
    def is_off_label(self):
        """Whether it is off-label for any condition, also for one whose page has left the site.

        What the treatment's own sections say of that use stays there.
        """
        return any(link.is_off_label for link in self.published_links)

    def related(self):
        """Its conditions, and the other treatments that are used for one of them."""
        conditions = [link.condition_id for link in self.shown_links]
        others = TreatmentForCondition.objects.filter(condition__in=conditions).values("treatment")
        return Q(pk__in=conditions) | Q(pk__in=others) if conditions else None

    @classmethod
    def reviewed_relations(cls):
        """What `published_links` and `shown_citations` hold, for many pages at once, as Prefetch objects."""
        links = published_links(TreatmentForCondition.objects)
        return [Prefetch("condition_links", links, to_attr="published_links"), *super().reviewed_relations()]


def published_links(links):
    """Narrow TreatmentForCondition objects to those that were ever published, in the tree's order.

    Each has `is_open`: whether visitors can open the page of its condition.
    """
    is_open = Exists(open_to_visitors(ConditionPage.objects.filter(pk=OuterRef("condition_id"))))
    links = links.filter(condition__first_published_at__isnull=False)
    links = links.annotate(is_open=is_open)
    return links.select_related("treatment", "condition").order_by("condition__path", "sort_order", "pk")
