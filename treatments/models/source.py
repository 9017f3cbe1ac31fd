"""Where a statement comes from: papers, guidelines and official pages, shared between pages."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from treatments.models.page_row import PageRow

DOI_PREFIX = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
validate_doi = RegexValidator(
    r"^10\.\d{4,9}/\S+$",
    "This is not a DOI. A DOI starts with “10.” and has a slash, for example 10.1093/brain/aww119",
)
validate_pmid = RegexValidator(
    r"^[1-9]\d{0,8}$", "This is not a PubMed number. It has digits only, for example 27190022"
)


class Source(index.Indexed, models.Model):
    """A publication that pages cite. It has at least one locator: a web address, a DOI or a PubMed number.

    The form of a DOI follows the DOI Handbook, section 2.2; the pattern is the one Crossref recommends.
    """

    title = models.CharField(
        max_length=300,
        help_text=(
            "The publication's title, as it is printed. "
            "For example: Migraine photophobia originating in cone-driven retinal pathways."
        ),
    )
    authors = models.CharField(
        max_length=300, blank=True, help_text="For example: Noseda R, Bernstein CA, Nir RR, and others"
    )
    publisher = models.CharField(
        "publisher or journal", max_length=200, blank=True, help_text="For example: Brain"
    )
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
        help_text="The year it was published. For example: 2016",
    )
    url = models.URLField(
        "web address",
        blank=True,
        max_length=500,
        help_text="For example: https://www.nih.gov/health-information",
    )
    doi = models.CharField(
        "DOI",
        blank=True,
        max_length=250,
        validators=[validate_doi],
        help_text="For example: 10.1093/brain/aww119. A whole doi.org address is shortened by itself.",
    )
    pmid = models.CharField(
        "PubMed number (PMID)",
        blank=True,
        max_length=9,
        validators=[validate_pmid],
        help_text="For example: 27190022",
    )

    # What an approval of a page that cites the source is bound to: all that is printed of it.
    reviewed_fields = ("title", "authors", "publisher", "year", "locator")

    panels = [
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        MultiFieldPanel(
            [FieldPanel("doi"), FieldPanel("pmid"), FieldPanel("url")],
            heading="Where to find it",
            help_text="Fill in at least one. The first of them is the link that readers get.",
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.SearchField("authors"),
        index.SearchField("publisher"),
        index.AutocompleteField("title"),
        index.AutocompleteField("authors"),
        index.AutocompleteField("publisher"),
    ]

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return f"{self.title} ({self.year})" if self.year else self.title

    def clean_fields(self, exclude=None):
        """Shorten a pasted doi.org address to the DOI itself before its form is checked."""
        self.doi = DOI_PREFIX.sub("", self.doi.strip())
        super().clean_fields(exclude=exclude)

    def clean(self):
        """Require a locator, and one that no other source has. Raises ValidationError at the field."""
        super().clean()
        if not (self.url or self.doi or self.pmid):
            raise ValidationError(
                {"doi": "Say where to find it: fill in a DOI, a PubMed number or a web address."}
            )

        for name in ("doi", "pmid"):
            value = getattr(self, name)
            same = value and Source.objects.exclude(pk=self.pk).filter(**{f"{name}__iexact": value}).first()
            if same:
                raise ValidationError({name: f"“{same}” has this number already. Use that source instead."})

    @property
    def locator(self):
        """The address that leads a reader to the publication."""
        if self.doi:
            return f"https://doi.org/{quote(self.doi, safe='/:;()')}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def outside_links(self):
        """The link that readers get, as [(words, address)]: for the check of links (home/link_check)."""
        return [(self.title, self.locator)]


class Citation(PageRow):
    """A source in the numbered list of one page; the page's class adds the ParentalKey."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Sources are numbered in this order. For example: Migraine photophobia (2016).",
    )

    panels = [FieldPanel("source")]

    class Meta(PageRow.Meta):
        abstract = True


class ConditionCitation(Citation):
    """A source that a condition page cites."""

    page = ParentalKey("treatments.ConditionPage", on_delete=models.CASCADE, related_name="citations")


class TreatmentCitation(Citation):
    """A source that a treatment page cites."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="citations")
