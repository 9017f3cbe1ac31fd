"""Pictures and documents as visitors get them, and everything beside them that they don't get."""

import os

import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from site_project.media import open_picture
from tests.builders import make_document, make_image, picture_file

pytestmark = pytest.mark.django_db

URL = "/media/images/room.jpg"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """An empty media folder, and no memory of the pictures of other tests."""
    settings.MEDIA_ROOT = tmp_path
    none = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "default": none}
    return tmp_path


@pytest.fixture
def picture(media):
    """The path of a rendition, with an original beside it."""
    for folder in ("images", "original_images"):
        (media / folder).mkdir()
        (media / folder / "room.jpg").write_bytes(picture_file().read())
    return media / "images" / "room.jpg"


@pytest.fixture
def fetch(client):
    """A function that returns the response to a request, and its whole content."""

    def _fetch(url, method="GET", **headers):
        response = client.generic(method, url, headers=headers)
        return response, response.getvalue()

    return _fetch


@pytest.mark.parametrize("kind", ["avif", "jpeg", "png", "webp"])
def test_rendition_is_served(fetch, media, kind):
    """Pages show pictures by this address; a browser must not guess at what they are."""
    rendition = make_image().get_rendition(f"width-400|format-{kind}")
    response, content = fetch(rendition.url)
    assert rendition.url.startswith("/media/images/")
    assert response.status_code == 200
    assert content == (media / rendition.file.name).read_bytes()
    assert response["Content-Type"] == f"image/{kind}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert int(response["Content-Length"]) == len(content)


def test_original_is_not_served(fetch):
    """An original holds where and when it was taken."""
    original = make_image().file
    assert original.storage.exists(original.name)
    assert fetch(original.url)[0].status_code == 404


def test_rendition_is_cached_for_a_visit(fetch, picture):
    """Shared caches may keep a picture, but not for ever: another picture can get the same name."""
    response, _content = fetch(URL)
    policy = dict(part.strip().partition("=")[::2] for part in response["Cache-Control"].split(","))
    assert set(policy) == {"public", "max-age"}
    assert 60 <= int(policy["max-age"]) <= 3600
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("question", "mark"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
def test_unchanged_rendition_is_not_sent_again(fetch, picture, question, mark):
    """A visitor with a slow connection loads a picture once."""
    first, _content = fetch(URL)
    again, content = fetch(URL, **{question: first[mark]})
    assert (again.status_code, content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]


def test_rendition_tells_its_age(fetch, picture):
    """Caches that know no ETag go by the time at which the file was made."""
    os.utime(picture, (1_600_000_000, 1_600_000_000))
    assert fetch(URL)[0]["Last-Modified"] == "Sun, 13 Sep 2020 12:26:40 GMT"


def test_replaced_rendition_is_sent_again(fetch, picture):
    """Another picture under the same name reaches browsers that still hold the old one."""
    first, _content = fetch(URL)
    picture.write_bytes(b"another picture")
    again, content = fetch(URL, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, content) == (200, b"another picture")
    assert again["ETag"] != first["ETag"]


def test_head_tells_what_get_would_send(fetch, picture):
    """Link checkers and caches ask without wanting the picture."""
    whole, _content = fetch(URL)
    head, content = fetch(URL, method="HEAD")
    assert (head.status_code, content) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control"):
        assert head[name] == whole[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(fetch, picture, method):
    """The media address is for reading alone."""
    assert fetch(URL, method=method)[0].status_code == 405
    assert picture.exists()


TRICKS = [
    "../original_images/room.jpg",
    "..//original_images/room.jpg",
    "./../original_images/room.jpg",
    "%2e%2e/original_images/room.jpg",
    "%2E%2E%2Foriginal_images%2Froom.jpg",
    "..%2foriginal_images%2froom.jpg",
    "%252e%252e%252foriginal_images%252froom.jpg",
    "..%5coriginal_images%5croom.jpg",
    "..%5C..%5C..%5Coriginal_images%5Croom.jpg",
    "%2foriginal_images%2froom.jpg",
    "..%c0%aforiginal_images%c0%afroom.jpg",
    "room.jpg%00",
    "%00room.jpg",
    "..%2foriginal_images%2froom.jpg%00.jpg",
    "..",
    ".",
    "",
    "%2e%2e",
    "a" * 5000 + ".jpg",
]


@pytest.mark.parametrize("name", TRICKS)
def test_no_way_out_of_the_folder(fetch, picture, name):
    """Neither a path nor any spelling of one leads to a file beside the renditions, or to an error page."""
    response, _content = fetch(f"/media/images/{name}")
    assert response.status_code == 404
    assert response["Cache-Control"] == "max-age=0, must-revalidate"


def test_a_name_is_not_a_path(picture):
    """The look-up holds by itself, whatever a route lets through."""
    with open_picture("room.jpg") as file:
        assert file.read() == picture.read_bytes()
    for name in ("../original_images/room.jpg", str(picture), "./room.jpg", ".jpg", "\0.jpg"):
        with pytest.raises(Http404):
            open_picture(name)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "notes.txt", "script.js", "jpg", "a.jpg.html"])
def test_only_pictures(fetch, picture, name):
    """A file that got into the folder some other way is not run in a visitor's browser."""
    picture.with_name(name).write_text("<script>alert(1)</script>")
    assert fetch(f"/media/images/{name}")[0].status_code == 404


def test_folder_named_like_a_picture(fetch, picture):
    """A folder is no file, whatever its name."""
    picture.with_name("album.jpg").mkdir()
    assert fetch("/media/images/album.jpg")[0].status_code == 404


def test_other_folders_are_not_served(fetch, media):
    """Only the renditions' folder is open: documents can be private, and have a view that checks that."""
    document = make_document(name="fees.txt")
    (media / "room.jpg").write_bytes(b"picture")
    assert document.file.storage.exists("documents/fees.txt")
    for name in ("documents/fees.txt", "room.jpg", "documents/", "images/", ""):
        assert fetch(f"/media/{name}")[0].status_code == 404


def test_document_is_sent_as_a_download(fetch):
    """A document comes from the clinic's own address, so it is saved, not opened as part of the site."""
    document = make_document(name="fees.txt", content=b"<script>alert(1)</script>")
    response, content = fetch(document.url)
    assert (response.status_code, content) == (200, b"<script>alert(1)</script>")
    assert document.url.startswith("/documents/")
    assert response["Content-Disposition"] == 'attachment; filename="fees.txt"'
    assert response["Content-Type"].startswith("text/plain")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["fees.txt", "first-visit.pdf"])
def test_document_can_do_nothing(fetch, name):
    """Whatever is in a document, a browser that opens it all the same neither runs nor loads it."""
    response, _content = fetch(make_document(name=name).url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("name", "accepted"), [("fees.pdf", True), ("page.html", False), ("art.svg", False)])
def test_web_pages_are_not_uploadable(editor, name, accepted):
    """A page among the documents would speak with the clinic's voice, at the clinic's address."""
    file = ContentFile(b"%PDF-1.7 or <html>", name=name)
    editor.post(reverse("wagtaildocs:add"), {"title": "Fees", "file": file})
    assert Document.objects.exists() is accepted


def test_profile_pictures_are_for_the_admin_alone(client, media, django_user_model):
    """An editor's profile picture shows in the admin; as it was uploaded, it may tell where it was taken."""
    folder = media / "avatar_images"
    folder.mkdir()
    (folder / "face.jpg").write_bytes(picture_file().read())
    assert client.get("/media/avatar_images/face.jpg").status_code == 404
    client.force_login(django_user_model.objects.create_user("visitor-with-account"))
    assert client.get("/media/avatar_images/face.jpg").status_code == 404
    client.force_login(django_user_model.objects.create_superuser("clinic-admin"))
    answer = client.get("/media/avatar_images/face.jpg")
    answer.getvalue()
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "private" in answer["Cache-Control"]
    assert client.get("/media/avatar_images/other.jpg").status_code == 404


def test_private_documents_are_kept_by_no_cache_on_the_way(editor):
    """Whoever is let in gets them; some caches would give a file that says nothing to the next who asks."""
    document = make_document()
    document.collection = Collection.get_first_root_node().add_child(name="For patients")
    document.save()
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    answer = editor.get(document.url)
    assert (answer.status_code, answer.getvalue()) == (200, b"%PDF-1.4")
    assert answer["Cache-Control"] == "private, no-cache"
