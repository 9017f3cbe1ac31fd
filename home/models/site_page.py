"""What every page of the site has in common."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.models import Page
from wagtail.search import index

from home.advice import AdvicePanel
from home.content_checks import EMPTY_SECTION, VAGUE_LINK, Part
from home.models.images import ClinicImage
from home.search_preview import SearchPreviewPanel


def editor_tabs(content_panels, *middle_tabs):
    """Return the tabs of a page's editor.

    `content_panels` fill the first tab; `middle_tabs`, ObjectList panels with a heading, stand between it and
    "Search and sharing". What is under "Publishing" is no tab: Wagtail puts it behind "Set schedule" in the
    status panel at the side.
    """
    return TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            *middle_tabs,
            ObjectList(SitePage.promote_panels, heading="Search and sharing"),
            ObjectList(Page.settings_panels, heading="Publishing"),
        ]
    )


def section_anchor(section):
    """The id of a section in the page, from the block's own id: it survives a change of heading."""
    return f"section-{section.id}"


class SitePage(Page):
    """The shared part of all page types: summary, pictures for lists and sharing, contents."""

    summary = models.TextField(
        max_length=320,
        help_text=(
            "One or two plain sentences under the title. They also stand in lists and in search results. "
            "For example: Migraine headaches are a debilitating condition that can be difficult to manage."
        ),
    )
    listing_image = models.ForeignKey(
        ClinicImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "A picture for the card that leads to this page. Empty: a card without a picture. "
            "For example: the treatment room, photographed in daylight."
        ),
    )
    social_image = models.ForeignKey(
        ClinicImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "A wide picture for when somebody shares the page. Empty: the picture above. "
            "For example: 1200 by 630 pixels, with the main thing in the middle."
        ),
    )

    content_panels = [
        TitleFieldPanel(
            "title", help_text="Stands at the top of the page and in lists. For example: Migraine Treatment"
        ),
        FieldPanel("summary"),
    ]
    promote_panels = [
        SearchPreviewPanel(heading="How it will look"),
        MultiFieldPanel(
            [
                FieldPanel(
                    "seo_title", help_text="For example: Ketamine for migraine. Empty: the page's title."
                ),
                FieldPanel(
                    "search_description",
                    help_text=(
                        "Up to 160 characters for search results. Empty: the summary. "
                        "For example: Facts about migraines, and how ketamine is used."
                    ),
                ),
            ],
            heading="In search results",
        ),
        MultiFieldPanel(
            [FieldPanel("listing_image"), FieldPanel("social_image")],
            heading="Pictures that stand for this page",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    help_text=(
                        "The end of the page's address: small letters and hyphens. For example: migraine"
                    ),
                ),
                FieldPanel(
                    "show_in_menus",
                    help_text="The main menu has a link to this page. For example: the list of conditions.",
                ),
            ],
            heading="Address and menu",
        ),
        AdvicePanel(heading="Worth a second look"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    # What the content checks look for, besides the phrases of the watch list.
    content_rules = (EMPTY_SECTION, VAGUE_LINK)

    class Meta:
        abstract = True

    def head_title(self, clinic_name):
        """Return the page's title for browsers and search engines, with `clinic_name` unless it is empty."""
        title = self.seo_title or self.title
        return f"{title} \N{EN DASH} {clinic_name}" if clinic_name and clinic_name != self.title else title

    @property
    def description(self):
        """The sentence for search results: the editor's own, else the summary."""
        return self.search_description or self.summary

    @property
    def sharing_image(self):
        """The picture for when somebody shares the page: its own, else the one for lists, else None."""
        return self.social_image or self.listing_image

    @property
    def contents(self):
        """What the contents list names, as (anchor, heading) pairs in reading order."""
        return [
            (section_anchor(section), section.value["heading"])
            for section in getattr(self, "body", ())
            if section.value["heading"]
        ]

    def own_parts(self):
        """Return what its editor wrote, as Parts for the content checks (home/content_checks.py)."""
        texts = [
            Part.of_text("Title", "title", "h1", self.title),
            Part.of_text("Summary", "summary", ".lead", self.summary),
            # The next two are in the head of the page, so they are pointed at where its title is.
            Part.of_text("Title tag", "seo_title", "h1", self.seo_title),
            Part.of_text("Meta description", "search_description", "h1", self.search_description),
        ]
        sections = [
            Part(
                f"Section “{section.value['heading']}”",
                f"body.{section.id}",
                f"#{section_anchor(section)}",
                section.render(),
            )
            for section in getattr(self, "body", ())
        ]
        return texts + sections
