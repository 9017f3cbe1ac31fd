"""What may be uploaded: files that are what their names say, whole, and nothing else besides.

Wagtail asks for the ending of a name and, of a picture, for its kind, its size and its number of pixels.
"""

import io
import zipfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

# The first bytes of a PDF (ISO 32000), and the part that makes a zip archive a document of its kind
# (ECMA-376 for Microsoft's, OASIS OpenDocument 1.3).
PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
MAIN_PARTS = {
    "docx": "word/document.xml",
    "odt": "content.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
}
TEXTS = {"csv", "txt"}
# What a program other than a picture viewer would take for its own, anywhere in a file.
FOREIGN = (b"<!doctype", b"<html>", b"<script", b"<?php", b"pk\x05\x06\x00\x00\x00\x00", b"%pdf-1.")

PROFILE_SIDE = 400  # pixels, as Wagtail has it

NOT_WHAT_IT_SAYS = (
    "This is no {kind} file, although its name ends in .{kind}. "
    "Save it as {kind} in the program that made it, and upload that."
)
NOT_WHOLE = (
    "The picture can't be read to its end. Open it in a picture program, save it anew, and upload that."
)
NOT_ONLY_A_PICTURE = (
    "The picture has another file hidden in it. Open it in a picture program, save it anew, and upload that."
)
TOO_MANY_PIXELS = (
    "The picture has more than {most} million pixels. Make it smaller in a picture program, and upload that."
)


def is_document(file, kind):
    """Whether `file`, opened for reading, is what its ending `kind`, such as "pdf", says."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if kind in TEXTS:
        return b"\0" not in content
    if kind == "pdf":
        return content.startswith(PDF)
    return content.startswith(ZIP) and has_part(content, MAIN_PARTS[kind])


def has_part(content, name):
    """Whether `content`, bytes, is a zip archive with a part of that name. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return name in archive.namelist()
    except zipfile.BadZipFile:
        return False


class CheckedDocumentForm(BaseDocumentForm):
    """The form of a document, for one file or for many."""

    def clean_file(self):
        """Return the uploaded file. Raises ValidationError if its content does not fit its name."""
        file = self.cleaned_data["file"]
        kind = file.name.rpartition(".")[2].lower()
        known = kind in {"pdf", *MAIN_PARTS, *TEXTS}
        if "file" in self.changed_data and known and not is_document(file, kind):
            raise ValidationError(NOT_WHAT_IT_SAYS.format(kind=kind))
        return file


def refuse_too_many_pixels(file):
    """Raise ValidationError if a picture says that it is larger than the site can handle.

    Nothing but the start of `file` is read; Wagtail unpacks a picture before it counts.
    """
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        width, height = Image.open(file).size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        width, height = most, most
    except (OSError, SyntaxError, ValueError):
        return  # it is no picture, and Wagtail says so
    finally:
        file.seek(0)
    if width * height > most:
        raise ValidationError(TOO_MANY_PIXELS.format(most=most // 1_000_000))


class PictureField(WagtailImageField):
    """Wagtail's field for a picture. Where that fails at one that breaks off, this one says so."""

    def to_python(self, data):
        """Return the uploaded file. Raises ValidationError for a broken picture, and for one that is more."""
        if data:
            refuse_too_many_pixels(data)
        try:
            file = super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(NOT_WHOLE) from error
        if file is not None:
            content = file.read().lower()
            file.seek(0)
            if any(mark in content for mark in FOREIGN):
                raise ValidationError(NOT_ONLY_A_PICTURE)
        return file


class CheckedImageForm(BaseImageForm):
    """The form of a picture, for one file or for many."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )


class ProfilePictureForm(AvatarPreferencesForm):
    """The form of one's own picture, which is always made anew: Wagtail keeps a small one as it was sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["avatar"] = PictureField(label=self.fields["avatar"].label, required=False)

    def clean_avatar(self):
        """Return the picture as it is kept, without what a camera wrote into it. Raises ValidationError."""
        file = self.cleaned_data.get("avatar")
        if file is False:  # it is to be taken away
            return file
        if not file or "avatar" not in self.changed_data:
            return self._original_avatar
        made = io.BytesIO()
        try:
            picture = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
            picture.thumbnail((PROFILE_SIDE, PROFILE_SIDE))
            picture.info.clear()
            picture.save(made, "JPEG", quality=85)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(NOT_WHOLE) from error
        return ContentFile(made.getvalue(), name="profile.jpg")
