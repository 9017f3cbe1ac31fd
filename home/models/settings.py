"""What the clinic says about itself on every page. Whatever is empty is absent from the page."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PreviewableMixin

from home.blocks import INLINE_FEATURES
from home.links import LinkBlock, phone_href, validate_phone
from home.models.images import ClinicImage

GENERAL_NOTICE = (
    "<p>The information on this site is general. It does not replace advice from a clinician who knows you "
    "and your health. Do not start, stop or change a treatment because of what you read here.</p>"
)
OFF_LABEL_NOTICE = (
    "<p>“Off-label” means that a medicine is used in a way that its official approval does not cover: for "
    "another condition, at another dose, or for other patients. Ask your clinician what is known about the "
    "benefits and the risks, and which other choices you have.</p>"
)
CRISIS_LINE = (
    '<p>Call or text <a href="tel:988">988</a> (Suicide &amp; Crisis Lifeline, US) at any hour. '
    'In immediate danger, call <a href="tel:911">911</a>.</p>'
)
# Claims that a health advertiser must be able to prove (FTC, Health Products Compliance Guidance, 2022):
# https://www.ftc.gov/business-guidance/resources/health-products-compliance-guidance
WATCHED_PHRASES = """\
cure
cures
cured
guarantee
guaranteed
miracle
breakthrough
FDA approved
clinically proven
risk-free
no side effects
100% effective"""


def validate_addresses(text):
    """Raise ValidationError, with what is wrong, unless each line of `text` is an e-mail address."""
    for line in text.split("\n"):
        if line.strip():
            try:
                validate_email(line.strip())
            except ValidationError as error:
                raise ValidationError(
                    f"“{line.strip()}” is no e-mail address. Write one on each line."
                ) from error


@register_setting(icon="home", order=1)
class ClinicSettings(PreviewableMixin, BaseSiteSetting):
    """The clinic's name and contact details, its notices, and the links in the footer."""

    name = models.CharField(
        "clinic name",
        max_length=100,
        blank=True,
        help_text="Stands at the top of every page. For example: Migraine Treatment.",
    )
    logo = models.ForeignKey(
        ClinicImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "Stands in the place of the name at the top of every page. For example: a wide PNG without a "
            "background, at least 400 pixels wide, readable on light and on dark."
        ),
    )
    sharing_image = models.ForeignKey(
        ClinicImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="picture for sharing",
        help_text=(
            "Stands for a page without a picture of its own when somebody shares it. "
            "For example: the front door, 1200 by 630 pixels."
        ),
    )
    phone = models.CharField(
        max_length=26, blank=True, validators=[validate_phone], help_text="For example: (555) 010-0199"
    )
    email = models.EmailField("e-mail", blank=True, help_text="For example: frontdesk@clinic.example")
    address = models.TextField(
        blank=True,
        max_length=300,
        help_text="One line for each part. For example: 1 Example Street",
    )
    opening_hours = models.TextField(
        blank=True,
        max_length=300,
        help_text="One line for each rule. For example: Monday to Friday, 9 am to 5 pm",
    )
    next_step = StreamField(
        [("link", LinkBlock())],
        blank=True,
        max_num=1,
        help_text=(
            "The one thing a reader can do next, shown on every page. "
            "For example: “Ask about treatment”, with a page, a phone number or an e-mail address."
        ),
    )
    medical_notice = RichTextField(
        "general medical notice",
        blank=True,
        features=INLINE_FEATURES,
        default=GENERAL_NOTICE,
        help_text="Stands at the foot of every page. For example: The information on this site is general.",
    )
    off_label_notice = RichTextField(
        "off-label notice",
        features=INLINE_FEATURES,
        default=OFF_LABEL_NOTICE,
        help_text=(
            "Shown by itself wherever a treatment is off-label for a condition. It can be reworded, not "
            "left out. For example: “Off-label” means that a medicine is used in a way that its approval "
            "does not cover."
        ),
    )
    crisis_line = RichTextField(
        blank=True,
        features=INLINE_FEATURES,
        default=CRISIS_LINE,
        help_text="Stands at the foot of every page. For example: Call or text 988.",
    )
    footer_text = RichTextField(
        blank=True,
        features=INLINE_FEATURES,
        help_text="A last line, for example: Copyright and the clinic's legal name.",
    )
    footer_links = StreamField(
        [("link", LinkBlock())],
        blank=True,
        help_text="Links at the foot of every page, for example to the privacy page.",
    )
    map_url = models.URLField(
        "map",
        blank=True,
        help_text="Where a map shows the clinic. For example: https://www.openstreetmap.org/node/1",
    )
    enquiry_recipients = models.TextField(
        "who hears of new enquiries",
        blank=True,
        max_length=500,
        validators=[validate_addresses],
        help_text=(
            "E-mail addresses, one on each line. They get a link to the enquiry and nothing that the visitor "
            "wrote. For example: frontdesk@clinic.example"
        ),
    )
    enquiry_months = models.PositiveSmallIntegerField(
        "months that enquiries are kept",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=(
            "Counted from the last change to an enquiry; then it is deleted for good. Visitors read this "
            "under the form. For example: 6"
        ),
    )
    watched_phrases = models.TextField(
        "watch list",
        blank=True,
        max_length=2000,
        default=WATCHED_PHRASES,
        help_text=(
            "Words that the clinic must be able to prove, one phrase on each line. Editors are told where a "
            "page has one of them; nothing is blocked. Whole words count, in any case: “cure” does not find "
            "“secure” or “cured”. For example: FDA approved"
        ),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("name"), FieldPanel("logo"), FieldPanel("sharing_image")],
                        heading="Identity",
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("phone"),
                            FieldPanel("email"),
                            FieldPanel("address"),
                            FieldPanel("opening_hours"),
                            FieldPanel("map_url"),
                        ],
                        heading="Contact",
                    ),
                    FieldPanel("next_step"),
                ],
                heading="Clinic",
            ),
            ObjectList(
                [FieldPanel("medical_notice"), FieldPanel("off_label_notice"), FieldPanel("crisis_line")],
                heading="Notices",
            ),
            ObjectList([FieldPanel("footer_text"), FieldPanel("footer_links")], heading="Footer"),
            ObjectList([FieldPanel("watched_phrases")], heading="Wording"),
            ObjectList([FieldPanel("enquiry_recipients"), FieldPanel("enquiry_months")], heading="Enquiries"),
        ]
    )

    select_related = ["logo", "sharing_image"]
    preview_modes = [("home", "Home page"), ("notices", "Notices")]

    class Meta:
        verbose_name = "clinic details"

    def clean(self):
        """Require words in the off-label notice: spaces and empty paragraphs would leave it out."""
        super().clean()
        if not strip_tags(self.off_label_notice).replace("\xa0", " ").strip():
            raise ValidationError({"off_label_notice": "Write the notice. It can be reworded, not left out."})

    def save(self, *args, **kwargs):
        """Save, and give Wagtail's own screens the clinic's name, which they take from the Site record."""
        super().save(*args, **kwargs)
        if self.site.site_name != self.name:
            self.site.site_name = self.name
            self.site.save(update_fields=["site_name"])

    @property
    def enquiry_addresses(self):
        """The e-mail addresses of those who hear of new enquiries, as a list."""
        return self.enquiry_recipients.split()

    @property
    def phone_href(self):
        """The phone number as a `tel:` address, or "" without a number."""
        return phone_href(self.phone) if self.phone else ""

    @property
    def has_contact_details(self):
        """Whether there is any way given to reach the clinic."""
        return any((self.phone, self.email, self.address, self.opening_hours))

    def get_next_step(self):
        """The next step's link when it leads somewhere, else None."""
        link = self.next_step[0].value if self.next_step else None
        return link if link and link.href else None

    def get_footer_links(self):
        """The footer's links that lead somewhere."""
        return [block.value for block in self.footer_links if block.value.href]

    def serve_preview(self, request, mode_name):
        """Show unsaved details in place: on the home page, or the notices one under the other."""
        setattr(request, self.get_cache_attr_name(), self)
        if mode_name == "notices":
            return TemplateResponse(request, "home/clinic_notices.html", {"clinic": self})
        return self.site.root_page.specific.serve(request)
