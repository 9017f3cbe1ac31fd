"""The clinic's pictures."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class ClinicImage(AbstractImage):
    """A picture in the library. Its description is suggested as alt text wherever it is placed."""

    credit = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who made the picture, where they must be named. For example: Photo: J. Doe.",
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"


class ClinicRendition(AbstractRendition):
    """One size and format of a picture: the only files of it that the public gets."""

    image = models.ForeignKey(ClinicImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            ),
        ]
