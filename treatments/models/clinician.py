"""Who reviews: the people whose names stand beside "medically reviewed"."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from home.models.images import ClinicImage


class Clinician(index.Indexed, models.Model):
    """A clinician of the clinic. With a user account, they can approve pages in their own name."""

    name = models.CharField(max_length=120, help_text="As patients know them. For example: Jane Doe")
    credentials = models.CharField(
        max_length=80,
        blank=True,
        help_text="The letters after the name, printed beside it. For example: MD, FAAN",
    )
    role = models.CharField(max_length=120, blank=True, help_text="For example: Neurologist")
    registration = models.CharField(
        "registration or licence",
        max_length=120,
        blank=True,
        help_text="Who registered them, and the number. For example: Medical Board of Examplia, A 00000",
    )
    registration_url = models.URLField(
        "where to check it",
        blank=True,
        max_length=500,
        help_text="The register's own page on them. For example: https://register.example/a00000",
    )
    photo = models.ForeignKey(
        ClinicImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A portrait. For example: head and shoulders, in daylight.",
    )
    biography = models.TextField(
        blank=True,
        max_length=600,
        help_text="A few sentences. For example: Has treated people with migraine since 2010.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clinician",
        verbose_name="user account",
        help_text="The account they sign in with: what it approves carries this name. For example: jane.doe",
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("credentials")]),
        FieldPanel("role"),
        MultiFieldPanel([FieldPanel("registration"), FieldPanel("registration_url")], heading="Registration"),
        FieldPanel("photo"),
        FieldPanel("biography"),
        FieldPanel("user"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("role"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        """The name with its credentials, for example "Jane Doe, MD"."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def clean(self):
        """Require the registration beside the address where it can be checked."""
        super().clean()
        if self.registration_url and not self.registration:
            raise ValidationError({"registration": "Say which registration can be checked at that address."})
