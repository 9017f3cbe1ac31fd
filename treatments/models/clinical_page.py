"""What condition pages and treatment pages share, and the index pages above them."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max, Prefetch
from django.utils.functional import cached_property
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import PageLogEntry
from wagtail.search import index

from home.content_checks import Part
from home.models import ClinicSettings, SitePage
from home.parts import part_of
from home.visibility import open_to_visitors
from treatments.blocks import ClinicalSectionBlock
from treatments.clinical_review.states import evidence_of, state_of
from treatments.content_checks import FIGURE_WITHOUT_SOURCE, PAGE_WITHOUT_SOURCE
from treatments.structured_data import clinical_nodes

SOURCES_ANCHOR = "sources"
# What Wagtail's history calls that visitors find a page no longer where it was.
LEAVING_A_LIST = [
    "wagtail.unpublish",
    "wagtail.delete",
    "wagtail.move",
    "wagtail.view_restriction.create",
]


class ClinicalPage(SitePage):
    """A page of clinical content: sections, links between conditions and treatments, numbered sources."""

    subtitle = models.CharField(
        max_length=120,
        blank=True,
        help_text="A line under the title. For example: Ketamine for Migraine treatment",
    )
    body = StreamField(
        [("section", ClinicalSectionBlock())],
        blank=True,
        help_text=(
            "Add one section for each thing to say: a heading, and any blocks under it. "
            "For example: a section “Facts About Migraines” with a text and a list of symptoms."
        ),
    )

    # What an approval is bound to; clinical_review/digest.py says what else is, and why.
    reviewed_fields = ("title", "subtitle", "summary", "body", "shown_links", "sources")

    content_panels = [
        *SitePage.content_panels[:-1],
        FieldPanel("subtitle"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    sources_tab = ObjectList(
        [
            MultipleChooserPanel(
                "citations",
                chooser_field_name="source",
                label="source",
                heading="Sources",
                help_text=(
                    "The publications behind this page: a numbered list at its foot, in this order. "
                    "For example: the guideline first, then the papers."
                ),
            )
        ],
        heading="Sources",
    )
    search_fields = [
        *SitePage.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("body"),
    ]

    # What it has looked up to be rendered: what clinical_review/states.py knows of its review.
    review_evidence = None

    is_enquiry_subject = True
    content_rules = (*SitePage.content_rules, FIGURE_WITHOUT_SOURCE, PAGE_WITHOUT_SOURCE)

    class Meta:
        abstract = True

    @cached_property
    def shown_links(self):
        """The TreatmentForCondition objects to show on this page, in order, as a list."""
        raise NotImplementedError

    @property
    def shows_off_label_use(self):
        """Whether one of the shown links is off-label; the notice stands beside it."""
        return any(link.is_off_label for link in self.shown_links)

    @property
    def is_off_label(self):
        """Whether the off-label notice must be on this page."""
        return self.shows_off_label_use

    @cached_property
    def shown_citations(self):
        """The rows of the numbered list of sources, in order."""
        return list(self.citations.select_related("source"))

    @property
    def sources(self):
        """The cited sources in the order of their numbers."""
        return [citation.source for citation in self.shown_citations]

    @classmethod
    def held_fields(cls):
        """The names of the fields and relations in which a page of this class holds its reviewed words."""
        fields = {field.name for field in cls._meta.concrete_fields}
        relations = [relation.related_name for relation in get_all_child_relations(cls)]
        return [name for name in cls.reviewed_fields if name in fields] + relations

    @classmethod
    def reviewed_relations(cls):
        """What `shown_citations` holds, for many pages at once, as Prefetch objects."""
        citations = cls._meta.get_field("citations").related_model.objects.select_related("source")
        return [Prefetch("citations", citations, to_attr="shown_citations")]

    def get_context(self, request, *args, **kwargs):
        """Add the state of the page's clinical review, from the words that are about to be shown."""
        if self.review_evidence is None:
            self.review_evidence = evidence_of(self, ClinicSettings.for_request(request))
        context = super().get_context(request, *args, **kwargs)
        return {**context, "review": state_of(self, self.review_evidence)}

    def schema_subject(self, navigation):
        """Return the schema.org node of what this page is about, on which `navigation` is shown."""
        raise NotImplementedError

    def schema_org(self, clinic, context):
        """Return the schema.org nodes of this page; `context` holds its review and its navigation."""
        page, *parts = super().schema_org(clinic, context)
        subject = self.schema_subject(context["navigation"])
        return [*clinical_nodes(self, page, subject, context["review"]), *parts]

    def own_parts(self):
        """Add the subtitle."""
        return [*super().own_parts(), Part.of_text("Subtitle", "subtitle", ".subtitle", self.subtitle)]

    @property
    def contents(self):
        """The sections, then the links between condition and treatment, then the sources."""
        contents = super().contents
        contents += [(link.anchor, link.heading) for link in self.shown_links]
        if self.sources:
            contents.append((SOURCES_ANCHOR, "Sources"))
        return contents


class ClinicalIndexPage(SitePage):
    """A list of the pages below it, with their summaries."""

    class Meta:
        abstract = True

    @classmethod
    def sitemap_entries(cls, root):
        """Return what the sitemap says of this list: it changes when one of its pages does, or leaves it."""
        kinds = cls.allowed_subpage_models()
        listed = [open_to_visitors(kind.objects.filter(path__startswith=root.path)) for kind in kinds]
        changes = [pages.aggregate(latest=Max("last_published_at"))["latest"] for pages in listed]
        types = ContentType.objects.get_for_models(*kinds).values()
        left = PageLogEntry.objects.filter(content_type__in=types, action__in=LEAVING_A_LIST)
        changes.append(left.aggregate(latest=Max("timestamp"))["latest"])
        days = [change.date().isoformat() for change in changes if change]
        return [(path, url_path, max([day, *days])) for path, url_path, day in super().sitemap_entries(root)]

    def get_context(self, request, *args, **kwargs):
        """Add the `part` of the list that was asked for. Raises Http404 for one that is not there."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "part": part_of(self.pages, request)}

    def listing(self, page_type):
        """Return the pages of `page_type` below this one that visitors can open, in the editors' order.

        The range of paths is treebeard's own for children; child_of() makes SQLite look at every page.
        """
        below = page_type._get_children_path_interval(self.path)
        pages = open_to_visitors(page_type.objects.filter(path__range=below, depth=self.depth + 1))
        return pages.defer_streamfields().prefetch_related("listing_image__renditions").order_by("path")
