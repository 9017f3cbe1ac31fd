"""What templates of this site need beyond Django's and Wagtail's tags."""

from django import template
from wagtail.images.models import Picture
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Site

from home.models import ClinicSettings, ContactPage, SitePage
from home.navigation import Navigation, navigation_of
from home.picture_sizes import PLACES
from home.structured_data import page_graph, script_content

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context):
    """Return the Navigation (home/navigation.py) of the page in `context`; an empty one without a site."""
    request = context.get("request")
    site = request and Site.find_for_request(request)
    return navigation_of(site, context.get("page")) if site else Navigation()


@register.simple_tag(takes_context=True)
def head_title(context):
    """Return the title of the page in `context` for tabs and search results."""
    return context["page"].head_title(_clinic(context))


@register.simple_tag(takes_context=True)
def sharing_picture(context):
    """Return the rendition that stands for the page in `context` where it is shared, or None."""
    return context["page"].sharing_picture(_clinic(context))


@register.simple_tag(takes_context=True)
def structured_data(context):
    """Return the JSON-LD of the page in `context` as the content of a script element, or ""."""
    site = Site.find_for_request(context["request"])
    breadcrumbs = context["navigation"].breadcrumbs
    graph = page_graph(context["page"], site, _clinic(context), breadcrumbs, context)
    return script_content(graph) if graph else ""


@register.simple_tag(takes_context=True)
def address_of(context, link):
    """Return the address of `link`, a LinkValue, on the page in `context`.

    Where it leads to the enquiry form, the page that it stands on is filled in there.
    """
    page, target = context.get("page"), link.get("page")
    if link.href and target and target.specific_class is ContactPage and names_subject(page):
        return f"{link.href}?about={page.pk}"
    return link.href


def names_subject(page):
    """Whether an enquiry can be about `page`."""
    return bool(isinstance(page, SitePage) and page.is_enquiry_subject and page.pk)


def _clinic(context):
    return ClinicSettings.for_request(context["request"])


@register.inclusion_tag("includes/picture.html")
def picture_element(picture, place, sizes="", alt=None, loading="", css_class=""):
    """Show `picture`, a ClinicImage, in the formats and sizes of `place` (home/picture_sizes.py).

    Each source names each of its widths once, which Wagtail's own markup does not for a picture smaller than
    the sizes asked for. `sizes` is the attribute of that name; without it there is one size. `alt` stands in
    the place of the picture's own alt text.
    """
    renditions = get_renditions_or_not_found(picture, PLACES[place])
    *others, (_format, fallback) = Picture(renditions).formats.items()
    return {
        "sources": [(kind, srcset(renditions, sizes)) for kind, renditions in others],
        "smallest": fallback[0],
        "srcset": srcset(fallback, sizes),
        "sizes": sizes,
        "alt": fallback[0].alt if alt is None else alt,
        "loading": loading,
        "css_class": css_class,
    }


def srcset(renditions, sizes):
    """Return a `srcset` of `renditions`, a picture in several sizes (HTML Standard, "srcset attributes")."""
    if not sizes:
        return renditions[0].url
    by_width = {rendition.width: rendition.url for rendition in reversed(renditions)}
    return ", ".join(f"{url} {width}w" for width, url in sorted(by_width.items()))


@register.filter
def lines(text):
    """Return the non-empty lines of `text`, a plain text such as an address."""
    return [line.strip() for line in text.splitlines() if line.strip()]
