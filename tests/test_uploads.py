"""What the library takes: whole files that are what their names say; for the others it says what to do."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.users.models import UserProfile

from home.models import ClinicImage
from tests.forms import form_of, messages
from tests.html import read, words

pytestmark = pytest.mark.django_db
JSON = {"x-requested-with": "XMLHttpRequest"}


def picture(kind="JPEG", width=200, height=150):
    """Return the bytes of a picture that no format can make small."""
    content = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(content, kind)
    return content.getvalue()


def archive(*names):
    """Return the bytes of a zip archive with those files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "<xml/>")
    return content.getvalue()


def bomb(width, height):
    """Return a small PNG file that says that it is large (PNG specification, 11.2.2)."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def upload(client, library, name, content):
    """Send one file to a library, "images" or "documents", by the form for one. Returns the message by it."""
    data = {"title": "A file", "file": ContentFile(content, name=name)}
    answer = client.post(reverse(f"wagtail{library}:add"), data)
    return "" if answer.status_code == 302 else messages(answer)["file"]


GOOD_DOCUMENTS = {
    "fees.pdf": b"%PDF-1.7\n",
    "FEES.PDF": b"%PDF-1.4\n",
    "form.docx": archive("[Content_Types].xml", "word/document.xml"),
    "form.odt": archive("mimetype", "content.xml"),
    "talk.pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "fees.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "fees.csv": "treatment,price\nüber,10\n".encode(),
    "notes.txt": "Étude\n".encode("latin-1"),
}
BAD_DOCUMENTS = {
    "a web page.pdf": b"<!doctype html><script>alert(1)</script>",
    "something before.pdf": b"<html>%PDF-1.7",
    "an archive.docx": archive("readme.txt"),
    "a spreadsheet.docx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "a program.txt": b"MZ\x90\0\x03\0",
    "an archive.csv": archive("readme.txt"),
    "cut off.xlsx": archive("[Content_Types].xml", "xl/workbook.xml")[:60],
    "a program before.odt": b"MZ\x90\0" + archive("mimetype", "content.xml"),
}


@pytest.mark.parametrize("name", GOOD_DOCUMENTS)
def test_document_is_taken(editor, name):
    """Each kind that the site offers, as the usual programs write it."""
    assert upload(editor, "docs", name, GOOD_DOCUMENTS[name]) == ""
    assert get_document_model().objects.get().open_file


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_renamed_document_is_refused(editor, name):
    """A file that is not what its name says would surprise whoever opens it at home."""
    kind = name.rpartition(".")[2]
    told = upload(editor, "docs", name, BAD_DOCUMENTS[name])
    assert f"no {kind} file" in told
    assert f"Save it as {kind}" in told
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(("name", "words"), [("page.html", "not allowed"), ("large.txt", "too big")])
def test_other_documents_are_refused(editor, settings, name, words):
    """Kinds that the site does not offer, and what would take a phone too long."""
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    assert words in upload(editor, "docs", name, b"eleven byte")


def test_renamed_document_among_many(editor):
    """The form for many files asks the same."""
    file = ContentFile(BAD_DOCUMENTS["a web page.pdf"], name="fees.pdf")
    answer = editor.post(
        reverse("wagtaildocs:add_multiple"), {"title": "Fees", "files[]": file}, headers=JSON
    )
    assert "no pdf file" in answer.json()["error_message"]
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_picture_is_taken(editor, kind, ending):
    """What cameras and programs write."""
    assert upload(editor, "images", f"room.{ending}", picture(kind)) == ""
    assert ClinicImage.objects.get().width == 200


BAD_PICTURES = {
    "renamed.jpg": (picture("PNG"), "does not match"),
    "a web page.jpg": (b"<html><script>alert(1)</script></html>", "does not match"),
    "many pixels.png": (bomb(12_000, 12_000), "more than 50 million pixels"),
    "unbelievable.png": (bomb(2_000_000_000, 2_000_000_000), "more than 50 million pixels"),
    "cut off.jpg": (picture()[:3000], "save it anew"),
    "a stub.jpg": (picture()[:30], "save it anew"),
    "cut off.png": (picture("PNG")[:3000], "save it anew"),
    "an archive behind.jpg": (picture() + archive("a.txt"), "another file hidden in it"),
    "a page behind.png": (picture("PNG") + b"<HTML><Script>alert(1)</script>", "another file hidden in it"),
    "a program behind.jpg": (picture() + b"<?php system($_GET['c']); ?>", "another file hidden in it"),
    "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Not a supported"),
}


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_bad_picture_is_refused(editor, name):
    """Nothing is kept of a picture that is broken, too large for the machine, or more than a picture."""
    content, words = BAD_PICTURES[name]
    assert words in upload(editor, "images", name, content)
    assert not ClinicImage.objects.exists()


def test_bad_picture_among_many(editor):
    """The form for many files asks the same."""
    file = ContentFile(picture()[:3000], name="room.jpg")
    answer = editor.post(
        reverse("wagtailimages:add_multiple"), {"title": "Room", "files[]": file}, headers=JSON
    )
    assert "save it anew" in answer.json()["error_message"]
    assert not ClinicImage.objects.exists()


def test_picture_is_replaced_by_a_whole_one_alone(editor):
    """A picture of the library can get a new file; a broken one leaves the old."""
    upload(editor, "images", "room.jpg", picture())
    image = ClinicImage.objects.get()
    address = reverse("wagtailimages:edit", args=[image.pk])
    data = {"title": "Renamed", "file": ContentFile(picture()[:3000], name="new.jpg")}
    assert "save it anew" in messages(editor.post(address, data))["file"]
    kept = ClinicImage.objects.get()
    assert (kept.title, kept.file.name) == ("A file", image.file.name)
    assert editor.post(address, {"title": "Renamed"}).status_code == 302


def send_profile(client, data):
    """Send the form of one's account with `data`. Returns the answer, and the picture that is kept."""
    data |= {"name_email-first_name": "Ed", "name_email-last_name": "Doe"}
    data |= {"name_email-email": "ed@clinic.example"}
    answer = client.post("/admin/account/", form_of(client.get("/admin/account/")) | data)
    kept = UserProfile.objects.get(user__pk=client.session["_auth_user_id"]).avatar
    return answer, kept


@pytest.mark.parametrize("size", [(900, 600), (40, 30)])
def test_profile_picture_is_made_anew(editor, media, size):
    """Also a small one: what stands behind the picture, or was written by the camera, is not kept."""
    taken = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "In the garden of Jane Doe"
    Image.new("RGB", size, "teal").save(taken, "JPEG", exif=exif)
    file = ContentFile(taken.getvalue() + b"Something else entirely", name="me.jpg")
    answer, kept = send_profile(editor, {"avatar-avatar": file})
    assert answer.status_code == 302
    with kept.open() as file:
        content = file.read()
    assert max(Image.open(io.BytesIO(content)).size) == min(400, max(size))
    assert b"Jane Doe" not in content and b"Something else" not in content
    assert len(list((media / "avatar_images").iterdir())) == 1
    _answer, kept = send_profile(editor, {"avatar-avatar-clear": "on"})
    assert not kept and not list((media / "avatar_images").iterdir())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cut.jpg", picture(width=900, height=900)[:-4000], "can't be read to its end"),
        ("large.png", bomb(13_000, 13_000), "more than 50 million pixels"),
        ("page.jpg", picture() + b"<script>alert()</script>", "another file hidden in it"),
        ("page.jpg", b"<!doctype html>", "valid image"),
    ],
)
def test_profile_picture_that_is_refused(editor, media, name, content, message):
    """With the words by which the library refuses it, and not with an error."""
    answer, kept = send_profile(editor, {"avatar-avatar": ContentFile(content, name=name)})
    assert answer.status_code == 200
    assert message in words(read(answer).main)
    assert not kept
