"""What every page of the site has in common."""

from django.db import models
from django.db.models.functions import Cast, Coalesce, Left, Now
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from home import structured_data
from home.advice import AdvicePanel
from home.content_checks import DEAD_LINK, EMPTY_SECTION, VAGUE_LINK, Part
from home.forms import SitePageForm
from home.models.images import ClinicImage
from home.picture_sizes import SHARED
from home.search_preview import SearchPreviewPanel
from home.visibility import open_to_visitors


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

    base_form_class = SitePageForm

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

    hide_from_search_engines = models.BooleanField(
        default=False,
        help_text=(
            "Search engines are asked to leave this page out. The site's own search still finds it. "
            "For example: a page with forms for patients who come already."
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
                FieldPanel("hide_from_search_engines"),
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

    # Whether home/routing.py has found that neither this page nor one above is private.
    is_open = False

    # What it has looked up to be rendered: the lists that home/navigation.py makes.
    ways = None

    # Whether visitors can name it as what an enquiry is about.
    is_enquiry_subject = False

    # What the content checks look for, besides the phrases of the watch list.
    content_rules = (EMPTY_SECTION, VAGUE_LINK, DEAD_LINK)

    class Meta:
        abstract = True

    @cached_property
    def address(self):
        """The full address, as it is when it is asked for first, or None for a page that has none yet."""
        return self.full_url

    @property
    def description(self):
        """The sentence for search results: the editor's own, else the summary."""
        return self.search_description or self.summary

    def get_view_restrictions(self):
        """Return what stands between visitors and this page; nothing where that is known already."""
        return PageViewRestriction.objects.none() if self.is_open else super().get_view_restrictions()

    @classmethod
    def sitemap_entries(cls, root):
        """Return what the sitemap says of the pages of this type at `root` and below it.

        Each entry is the page's path in the tree, its url_path, and the day of its last change as ISO text
        in UTC. The database writes it: Python's dates of 10,000 rows would take as long as all the rest.
        """
        pages = cls.objects.filter(path__startswith=root.path, hide_from_search_engines=False)
        changed = Coalesce("last_published_at", "latest_revision_created_at", "first_published_at", Now())
        day = Left(Cast(changed, models.CharField()), 10)
        return list(open_to_visitors(pages).values_list("path", "url_path", day))

    def head_title(self, clinic):
        """The title for search results and tabs, with the clinic's name where the title has not said it."""
        title = self.seo_title or self.title
        return " \N{EN DASH} ".join([title, clinic.name] if clinic.name not in {"", title} else [title])

    def sharing_image(self, clinic):
        """The picture for who shares the page: its own, the one for lists, the clinic's, or None."""
        return self.social_image or self.listing_image or clinic.sharing_image

    def sharing_picture(self, clinic):
        """That picture as the rendition that stands for a shared page, or None."""
        image = self.sharing_image(clinic)
        return image and image.rendition_or_none(SHARED)

    def related(self):
        """What is worth reading next, as a condition on pages, or None.

        Such pages are ways on, like the menu; they are no part of what the page itself says.
        """
        return

    def schema_org(self, clinic, context):
        """Return the schema.org nodes of this page, the page itself first.

        `clinic` is the ClinicSettings, `context` the template's, with what get_context() has added. The nodes
        around it come from home/structured_data.py.
        """
        picture = self.sharing_picture(clinic)
        return [structured_data.web_page(self, picture), *structured_data.question_nodes(self)]

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
