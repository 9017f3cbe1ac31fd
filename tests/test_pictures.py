"""Pictures that an editor uploads: broken and oversized ones are refused with a reason."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from home.models import ClinicImage
from tests import builders
from tests.forms import form_of, messages

pytestmark = pytest.mark.django_db

ONE = "/admin/images/add/"
MANY = "/admin/images/multiple/add/"


def upload(editor, file):
    """Send `file` through the form for one picture; returns the answer."""
    data = form_of(editor.get(ONE)) | {"title": "The treatment room", "credit": "Photo: J. Doe", "file": file}
    return editor.post(ONE, data, follow=True)


def no_picture():
    """Return a text that is named like a picture."""
    return SimpleUploadedFile("room.jpg", b"This is no picture.", "image/jpeg")


def huge_picture():
    """Return a real picture of 60 million pixels; black, so its file is small."""
    content = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(content, "PNG")
    return SimpleUploadedFile("huge.png", content.getvalue(), "image/png")


def svg():
    """Return a drawing, a kind of file that can hold a program."""
    return SimpleUploadedFile("room.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")


REFUSED = [
    (no_picture, "valid"),
    (huge_picture, "more than 50 million pixels"),
    (svg, "Not a supported image format"),
]


@pytest.mark.parametrize(("make", "said"), REFUSED)
def test_what_is_no_usable_picture_is_refused(editor, make, said):
    """A broken picture is a broken page, and a huge one takes the server's memory."""
    response = upload(editor, make())
    assert list(messages(response)) == ["file"]
    assert said in messages(response)["file"]
    assert form_of(response)["credit"] == "Photo: J. Doe"
    assert not ClinicImage.objects.exists()


@pytest.mark.parametrize(("make", "said"), REFUSED)
def test_upload_of_many_pictures_refuses_too(editor, make, said):
    """Dropping a folder of pictures takes another way through the admin."""
    answer = editor.post(
        MANY, {"title": "A room", "files[]": make()}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert answer.status_code == 200
    assert answer.json()["success"] is False
    assert said in answer.json()["error_message"]
    assert not ClinicImage.objects.exists()


def test_picture_is_stored(editor):
    """What is refused above is the exception."""
    assert messages(upload(editor, builders.picture_file(name="room.jpg"))) == {}
    image = ClinicImage.objects.get()
    assert (image.title, image.credit, image.width) == ("The treatment room", "Photo: J. Doe", 64)


def photograph(**saved_with):
    """Return a landscape photograph in the library, with what a camera saves beside it."""
    content = io.BytesIO()
    Image.new("RGB", (600, 400)).save(content, "JPEG", **saved_with)
    file = SimpleUploadedFile("garden.jpg", content.getvalue())
    return ClinicImage.objects.create(title="The garden", file=file)


@pytest.mark.parametrize("kind", ["avif", "jpeg", "png", "webp"])
def test_public_sizes_tell_nothing_of_the_camera(kind):
    """A photograph holds where and when it was taken; a clinic's staff may take theirs at home."""
    notes = Image.Exif()
    notes[0x010F] = "SomeCamera"
    notes.get_ifd(0x8825).update({1: "N", 2: (40.0, 30.0, 0.0)})
    original = photograph(exif=notes, comment=b"SomeCamera", xmp=b"<x>SomeCamera</x>")
    assert Path(original.file.path).read_bytes().count(b"SomeCamera") == 3
    public = Path(original.get_rendition(f"width-400|format-{kind}").file.path)
    assert b"SomeCamera" not in public.read_bytes()
    with Image.open(public) as picture:
        assert dict(picture.getexif()) == {}


def test_picture_taken_upright_is_shown_upright():
    """How the camera was held is a note too: it is acted on before it is removed."""
    notes = Image.Exif()
    notes[0x0112] = 6  # turned by a quarter
    rendition = photograph(exif=notes).get_rendition("width-200|format-jpeg")
    assert (rendition.width, rendition.height) == (200, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
@pytest.mark.parametrize("kind", ["avif", "jpeg", "png", "webp"])
def test_every_kind_of_png_can_be_shown(editor, mode, kind):
    """Scans of X-rays are often grey pictures of 16 bits; a page that shows one must open."""
    content = io.BytesIO()
    Image.new(mode, (600, 400)).save(content, "PNG")
    upload(editor, SimpleUploadedFile("scan.png", content.getvalue(), "image/png"))
    public = ClinicImage.objects.get().get_rendition(f"width-200|format-{kind}")
    with Image.open(public.file.path) as picture:
        assert picture.size == (200, 133)


def test_scan_keeps_its_shades():
    """Grey of 16 bits is scaled, not cut off: else an X-ray would be a white square."""
    content = io.BytesIO()
    Image.new("I;16", (64, 48), 128 * 256).save(content, "PNG")
    scan = ClinicImage.objects.create(title="A scan", file=SimpleUploadedFile("scan.png", content.getvalue()))
    with Image.open(scan.get_rendition("width-32|format-png").file.path) as picture:
        assert abs(picture.convert("L").getpixel((16, 12)) - 128) <= 1
