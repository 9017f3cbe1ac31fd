"""The only code that makes links: a block for editors, its value for templates, and phone addresses."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from wagtail import blocks

validate_phone = RegexValidator(
    r"^\+?[ ().-]*([0-9][ ().-]*){3,}$",
    "Write a phone number of at least three digits; between them only spaces, dots, hyphens and brackets. "
    "For example: (555) 010-0199",
)

LONGEST_NUMBER = 18  # digits that any database takes as a key


def phone_href(number):
    """Return the `tel:` address of `number`, a phone number as people write it (RFC 3966)."""
    return "tel:" + re.sub(r"[^0-9+]", "", number)


def linked_number(stored):
    """Return the number of a page or document that a link holds, `stored`, or None if it is no number."""
    number = str(stored)
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None


def page_href(page):
    """Return the address of `page`, a Page or None, or "" when there is nothing to open for a visitor."""
    return (page and page.live and page.url) or ""


class LinkValue(blocks.StructValue):
    """What an editor chose as a link: `href` and `label`, both ready for a template."""

    @property
    def href(self):
        """The address, or "" when there is none to go to, for example a page that is not published."""
        if page := self.get("page"):
            return page_href(page)
        if self.get("phone"):
            return phone_href(self["phone"])
        if self.get("email"):
            return f"mailto:{self['email']}"
        return self.get("url") or ""

    @property
    def label(self):
        """The words of the link: what the editor wrote, else the page's title or the target itself."""
        if self.get("text"):
            return self["text"]
        if page := self.get("page"):
            return page.title
        return self.get("phone") or self.get("email") or self.get("url") or ""


class LinkBlock(blocks.StructBlock):
    """A link to exactly one of: a page of this site, another site's address, an e-mail address, a phone."""

    targets = ("page", "url", "email", "phone")

    text = blocks.CharBlock(
        max_length=80,
        required=False,
        help_text="The words to click. For example: Ask about treatment. Empty: the page's title or target.",
    )
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site.")
    url = blocks.URLBlock(
        required=False,
        label="Web address",
        help_text="An address outside this site, for example https://www.nih.gov/",
    )
    email = blocks.EmailBlock(
        required=False, label="E-mail address", help_text="For example: frontdesk@clinic.example"
    )
    phone = blocks.CharBlock(
        required=False,
        max_length=26,
        label="Phone number",
        validators=[validate_phone],
        help_text="For example: (555) 010-0199",
    )

    def clean(self, value):
        """Accept one target. Raises a StructBlockValidationError at the fields that are wrong."""
        value = super().clean(value)
        chosen = [name for name in self.targets if value.get(name)]
        if len(chosen) > 1:
            message = "Keep one target only: a page, a web address, an e-mail address or a phone number."
            raise blocks.StructBlockValidationError({name: ValidationError(message) for name in chosen[1:]})
        if not chosen and not self.is_deferred_validation:
            message = "Say where the link leads: choose a page, or fill in one of the fields below."
            raise blocks.StructBlockValidationError({"page": ValidationError(message)})
        return value

    class Meta:
        icon = "link"
        label = "Link"
        description = "A link to a page, a web address, an e-mail address or a phone number"
        value_class = LinkValue
        template = "home/blocks/link.html"
        label_format = "{text}"
        preview_value = {"text": "National Institutes of Health", "url": "https://www.nih.gov/"}
