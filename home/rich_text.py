"""Links to pages in rich text, as visitors get them."""

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from home.links import linked_number, page_href


class PageLinks(PageLinkHandler):
    """Links to pages in rich text. Where there is nothing to open, the words stay without a link.

    An <a> without an address is the place where a link could be (HTML Standard, "The a element").
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        """Return an opening tag for each of `attrs_list`, dicts with the "id" of a page, from one query."""
        keys = [linked_number(attrs.get("id")) for attrs in attrs_list]
        pages = Page.objects.in_bulk({key for key in keys if key})
        addresses = [page_href(pages.get(key)) for key in keys]
        return [f'<a href="{escape(address)}">' if address else "<a>" for address in addresses]
