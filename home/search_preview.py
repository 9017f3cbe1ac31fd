"""How a page will look in search results and where it is shared, shown beside the fields that decide it."""

import textwrap
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.panels import Panel

from home.models.settings import ClinicSettings

# Where search engines begin to cut. None states a fixed length: they cut to the width of the screen.
# https://developers.google.com/search/docs/appearance/title-link and /snippet
TITLE_LENGTH = 60
DESCRIPTION_LENGTH = 160
# Below these there is room to say more.
SHORT_TITLE = 30
SHORT_DESCRIPTION = 70

TEXT_FIELDS = ("title", "seo_title", "slug", "summary", "search_description")
PICTURE_FIELDS = ("listing_image", "social_image")


@dataclass(frozen=True)
class Measure:
    """A text of a search result: what it is called, its length and where it is cut, and advice or ""."""

    name: str
    text: str
    about: int
    advice: str

    @property
    def shown(self):
        """The text as far as search engines show it."""
        return textwrap.shorten(self.text, self.about, placeholder=" …")


def title_measure(page, clinic):
    """Return the Measure of what stands in the title of `page`, a SitePage."""
    own = (page.seo_title or page.title).strip()
    title = " ".join(page.head_title(clinic).split()) if own else ""
    if not own:
        advice = "Write a title: without one, search engines make one up."
    elif len(own) > TITLE_LENGTH:
        advice = f"Search engines cut titles near {TITLE_LENGTH} characters. Put the words that matter first."
    elif len(title) > TITLE_LENGTH:
        advice = (
            f"Search engines cut titles near {TITLE_LENGTH} characters. "
            "Only the clinic's name is cut here: you can leave it so."
        )
    elif len(title) < SHORT_TITLE:
        advice = "There is room for more: say what a reader would search for."
    else:
        advice = ""
    return Measure("Title", title, TITLE_LENGTH, advice)


def description_measure(page):
    """Return the Measure of the description of `page`, a SitePage."""
    description = " ".join(page.description.split())
    if not description:
        advice = "Write a description or a summary: without one, search engines pick any sentence."
    elif len(description) > DESCRIPTION_LENGTH:
        advice = (
            f"Search engines cut descriptions near {DESCRIPTION_LENGTH} characters. "
            "Say first what the reader must know."
        )
    elif len(description) < SHORT_DESCRIPTION:
        advice = "There is room for more: say what the reader finds on this page."
    else:
        advice = ""
    return Measure("Description", description, DESCRIPTION_LENGTH, advice)


def address(page, parent, clinic):
    """Return the public address of `page` below `parent`, also before the page is saved."""
    above = parent.full_url
    if not above:
        return clinic.site.root_url
    return f"{above}{page.slug}/" if page.slug else above


def appearance(page, parent, clinic):
    """Return for the template how `page`, below `parent`, will look; `clinic` is its ClinicSettings."""
    parts = urlsplit(address(page, parent, clinic))
    title = title_measure(page, clinic)
    description = description_measure(page)
    return {
        "site_name": clinic.name or parts.netloc,
        "host": parts.netloc,
        "trail": [parts.netloc, *filter(None, parts.path.split("/"))],
        "title": title,
        "description": description,
        "measures": [title, description],
        "picture": page.sharing_picture(clinic),
    }


class SearchPreviewPanel(Panel):
    """In a page's editor: its search result and its shared card, with lengths and advice."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/panels/search_preview.html"

        @property
        def media(self):
            """The styles of the tab, and the script that keeps the panel current while somebody types."""
            return super().media + Media(
                css={"all": ["site/css/search-preview.css"]},
                js=[Script("site/js/admin/search-preview.js", type="module")],
            )

        def get_context_data(self, parent_context=None):
            """Show the draft as the form was opened with it."""
            page, parent = self.instance, self.form.parent_page
            names = [page._meta.app_label, page._meta.model_name, parent.pk]
            return {
                **super().get_context_data(parent_context),
                **appearance(page, parent, ClinicSettings.for_request(self.request)),
                "current_url": reverse("editor_advice:appearance", args=names),
                "fields": " ".join(TEXT_FIELDS + PICTURE_FIELDS),
            }
