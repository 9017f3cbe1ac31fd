"""Pictures and documents that are kept in a store: visitors and editors notice no difference."""

import re
import threading
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from home.models import ClinicImage
from tests.builders import make_document, make_image, picture_file, publish
from tests.test_media_files import TRICKS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_in_store")]


@pytest.fixture
def fetch(client):
    """A function that returns the response to a visitor's request, and its whole content."""

    def _fetch(url, **headers):
        response = client.get(url, headers=headers)
        return response, response.getvalue()

    return _fetch


def asked_by_a_stranger(store, name):
    """Return the status of the file `name`, asked of the store itself without a key."""
    try:
        return urllib.request.urlopen(f"{store.endpoint}/clinic/{quote(name)}", timeout=20).status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_picture_from_upload_to_page(
    editor, fetch, store, migraine, tmp_path, django_capture_on_commit_callbacks
):
    """The page shows it by an address of the site's own, and nothing lies on this machine."""
    file = ContentFile(picture_file(1600, 1200).read(), name="room.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("wagtailimages:add"), {"title": "The room", "file": file})
        migraine.listing_image = ClinicImage.objects.get()
        publish(migraine)
    page, html = fetch("/conditions/")
    addresses = set(re.findall(r'/media/images/[^" ]+', html.decode()))
    assert len(addresses) >= 6
    assert str(store.port) not in html.decode()
    for address in addresses:
        response, content = fetch(address)
        assert (response.status_code, content) == (200, store.content(address.removeprefix("/media/")))
        assert response["Content-Type"] == f"image/{address.rpartition('.')[2].replace('jpg', 'jpeg')}"
        assert response["Cache-Control"] == "public, max-age=600"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert int(response["Content-Length"]) == len(content)
    assert page["Content-Security-Policy"].startswith("default-src 'self';")
    assert not (tmp_path / "media").exists()


def test_unchanged_picture_is_not_sent_again(fetch):
    """A visitor with a slow connection loads a picture once."""
    url = make_image().get_rendition("width-400").url
    first, _content = fetch(url)
    for question, mark in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again, content = fetch(url, **{question: first[mark]})
        assert (again.status_code, content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]


def test_original_is_for_nobody(fetch, store):
    """Not at the site, not in the store. There the renditions are closed, too."""
    image = make_image()
    rendition = image.get_rendition("width-400")
    assert {image.file.name, rendition.file.name} == store.names()
    assert fetch(image.file.url)[0].status_code == 404
    assert fetch(rendition.url)[0].status_code == 200
    assert {asked_by_a_stranger(store, name) for name in store.names()} == {403}


@pytest.mark.parametrize("name", TRICKS)
def test_no_way_out_of_the_folder(fetch, store, name):
    """No spelling of a path leads to a file beside the renditions, or to an error page."""
    for folder in ("images", "original_images"):
        store.client.put_object(Bucket="clinic", Key=f"{folder}/room.jpg", Body=b"picture")
    assert fetch(f"/media/images/{name}")[0].status_code == 404


@pytest.mark.parametrize(
    "name", [r"images\..\original_images\room.jpg", "images/../original_images/room.jpg", "images//room.jpg"]
)
def test_a_name_is_not_a_path(store, name):
    """The storage holds by itself, whatever is asked of it: what leads to a file by a detour is no name."""
    for folder in ("images", "original_images"):
        store.client.put_object(Bucket="clinic", Key=f"{folder}/room.jpg", Body=b"picture")
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def test_document_is_sent_as_a_download(fetch, store):
    """It comes through the site, with the site's headers, and not by an address in the store."""
    document = make_document(name="fees.txt", content=b"<script>alert(1)</script>")
    response, content = fetch(document.url)
    assert document.url.startswith("/documents/")
    assert (response.status_code, content) == (200, b"<script>alert(1)</script>")
    assert response["Content-Disposition"] == "attachment; filename=fees.txt; filename*=UTF-8''fees.txt"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert int(response["Content-Length"]) == len(content)
    assert fetch(f"/media/{document.file.name}")[0].status_code == 404
    assert asked_by_a_stranger(store, document.file.name) == 403


def test_private_document(fetch, editor):
    """Whoever may not read it is sent to sign in, at each request anew."""
    document = make_document()
    document.collection = Collection.get_first_root_node().add_child(name="For staff")
    document.save()
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert fetch(document.url)[0].status_code == 200  # `editor` is signed in with this client
    editor.logout()
    response, _content = fetch(document.url)
    assert (response.status_code, response["Location"][:16]) == (302, "/account/login/?")


def test_profile_pictures_are_for_the_admin_alone(client, store, django_user_model):
    """As they were uploaded they may tell where they were taken."""
    store.client.put_object(Bucket="clinic", Key="avatar_images/face.jpg", Body=picture_file().read())
    assert client.get("/media/avatar_images/face.jpg").status_code == 404
    client.force_login(django_user_model.objects.create_superuser("clinic-admin"))
    answer = client.get("/media/avatar_images/face.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


def test_nothing_is_overwritten(store):
    """Two files of one name, in two uploads or in many at the same moment on several servers."""
    first, second = (make_document(content=f"%PDF-{number}".encode()) for number in (1, 2))
    assert first.file.name != second.file.name
    assert [store.content(file.file.name) for file in (first, second)] == [b"%PDF-1", b"%PDF-2"]

    written, start = {}, threading.Barrier(8)

    def save(number):
        start.wait()
        written[default_storage.save("documents/same.txt", ContentFile(b"%d" % number))] = number

    threads = [threading.Thread(target=save, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "documents/same.txt" in written
    assert len(written) == 8
    assert {name: int(store.content(name)) for name in written} == written


def test_deleted_picture_is_gone(editor, store, django_capture_on_commit_callbacks):
    """The original and each size of it; the task that does it is given no secret."""
    image = make_image()
    image.get_rendition("width-400")
    assert store.secret not in str(default_storage.deconstruct())
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert not ClinicImage.objects.exists()
    assert store.names() == set()


def test_replaced_document(editor, store, django_capture_on_commit_callbacks):
    """A new file under an old title: the former one goes, and the new one is what is downloaded."""
    document = make_document()
    address = reverse("wagtaildocs:edit", args=[document.pk])
    file = ContentFile(b"%PDF-1.7 new", name="first-visit.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(address, {"title": "First visit", "file": file})
    new = get_document_model().objects.get()
    assert store.names() == {new.file.name}
    assert store.content(new.file.name) == b"%PDF-1.7 new"


def test_picture_that_is_gone(fetch, store, migraine):
    """Somebody deleted the file in the store: the page is there without it."""
    migraine.listing_image = make_image()
    publish(migraine)
    for name in store.names():
        store.client.delete_object(Bucket="clinic", Key=name)
    assert fetch("/conditions/")[0].status_code == 200
    assert ClinicImage.objects.get().rendition_or_none("width-401") is None


def test_original_keeps_its_bytes(store):
    """What is made of it later needs it as it was uploaded."""
    image = make_image()
    with image.get_willow_image() as _willow, image.open_file() as file:
        assert Image.open(file).size == (1600, 1200)
    assert store.content(image.file.name)[:2] == b"\xff\xd8"
