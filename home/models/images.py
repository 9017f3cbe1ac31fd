"""The clinic's pictures."""

from django.db import models
from PIL import ImageOps
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, SourceImageIOError
from willow.image import UnrecognisedImageFormatError
from willow.plugins.pillow import PillowImage


class MetadataRemoval(FilterOperation):
    """Drops what a camera or an editing program wrote into a picture: place, time, device, comments."""

    kept = frozenset({"icc_profile", "transparency"})  # without these the colours would be others

    def construct(self):
        """Take no settings."""

    def run(self, willow, image, env):
        """Return `willow`, a picture being made, with the notes that its colours need and no others."""
        picture = willow.get_pillow_image()
        picture.info = {name: value for name, value in picture.info.items() if name in self.kept}
        return willow


class DepthReduction(FilterOperation):
    """Brings a picture of more than 8 bits a pixel, as scanners save them, to what every format can hold."""

    def construct(self):
        """Take no settings."""

    def run(self, willow, image, env):
        """Return `willow`, a picture being made, in 256 shades of grey if it was of 65,536."""
        picture = willow.get_pillow_image()
        if not picture.mode.startswith("I"):
            return willow
        return PillowImage(picture.convert("I").point(lambda shade: shade / 256).convert("L"))


class Square(FilterOperation):
    """Fits a whole picture into a square, clear around it: `square-192` for a logo that becomes an icon."""

    def construct(self, size):
        """Take the length of a side in pixels."""
        self.size = int(size)

    def run(self, willow, image, env):
        """Return `willow`, a picture being made, in the middle of its square."""
        picture = willow.get_pillow_image().convert("RGBA")
        return PillowImage(ImageOps.pad(picture, (self.size, self.size), color=(0, 0, 0, 0)))


class PublicFilter(Filter):
    """A filter whose results browsers can show and everybody may see."""

    @property
    def filter_operations(self):
        """The filter's own steps between the reduction of depth and the removal of metadata."""
        return [
            DepthReduction("depth-reduction"),
            *super().filter_operations,
            MetadataRemoval("metadata-removal"),
        ]


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

    def rendition_or_none(self, spec):
        """Return the rendition of `spec`, or None if the picture's file is gone or can't be read."""
        try:
            return self.get_rendition(spec)
        except (OSError, SourceImageIOError):
            return None

    def generate_rendition_file(self, filter, *, source=None):
        """Make one size of the picture, as Wagtail does, without telling where and when it was taken.

        Raises SourceImageIOError, which Wagtail's tags know, for a file that is gone or is no picture.
        """
        try:
            return super().generate_rendition_file(PublicFilter(filter.spec), source=source)
        except UnrecognisedImageFormatError as error:
            raise SourceImageIOError(str(error)) from error

    def create_rendition(self, filter):
        """Make and keep one size of the picture. Raises SourceImageIOError also if the disk is full."""
        try:
            return super().create_rendition(filter)
        except OSError as error:
            raise SourceImageIOError(str(error)) from error

    def create_renditions(self, *filters):
        """Make and keep many sizes, as create_rendition() does one."""
        try:
            return super().create_renditions(*filters)
        except OSError as error:
            raise SourceImageIOError(str(error)) from error


class ClinicRendition(AbstractRendition):
    """One size and format of a picture: the only files of it that the public gets."""

    image = models.ForeignKey(ClinicImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            ),
        ]
