"""The page types that are not about a condition or a treatment."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import SectionBlock
from home.content_checks import Part
from home.links import LinkBlock
from home.models.site_page import SitePage, editor_tabs

BODY_HELP = (
    "Add one section for each thing to say: a heading, and any blocks under it. "
    "For example: a section “Where to find us” with a text."
)


class HomePage(SitePage):
    """The front page: what the clinic does, the first thing to read, and ways into the site."""

    start_link = StreamField(
        [("link", LinkBlock())],
        blank=True,
        max_num=1,
        help_text="The one page a first visitor should read, for example the page on migraine.",
    )
    body = StreamField([("section", SectionBlock())], blank=True, help_text=BODY_HELP)

    content_panels = [*SitePage.content_panels, FieldPanel("start_link"), FieldPanel("body")]
    edit_handler = editor_tabs(content_panels)
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    page_description = "The front page of the site. There is one."
    template = "home/home_page.html"
    parent_page_types = [Page]
    max_count = 1

    class Meta:
        verbose_name = "home page"

    def own_parts(self):
        """Add the link that the front page begins with."""
        links = [
            Part("Start link", "start_link", ".page-header__inner > p:last-child > a", block.render())
            for block in self.start_link
        ]
        return super().own_parts() + links


class StandardPage(SitePage):
    """A plain page: about the clinic, privacy, how to find it."""

    body = StreamField([("section", SectionBlock())], blank=True, help_text=BODY_HELP)

    content_panels = [*SitePage.content_panels, FieldPanel("body")]
    edit_handler = editor_tabs(content_panels)
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    page_description = "A plain page, for example about the clinic or about privacy."
    template = "home/standard_page.html"
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    class Meta:
        verbose_name = "standard page"
