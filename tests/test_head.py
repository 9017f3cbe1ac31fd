"""What a page says of itself to search engines, to people it is shared with, and to a home screen."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests import builders
from tests.html import read

pytestmark = pytest.mark.django_db


def metas(client, page):
    """Return {name or property: content} of the meta elements of the public `page`."""
    found = read(client.get(page.url)).select("head meta[content]")
    return {meta.get("property") or meta.get("name"): meta["content"] for meta in found}


def test_title_names_page_and_clinic(client, clinic, ketamine):
    """In a row of tabs, or of results, each says what it is and whose."""
    assert read(client.get(ketamine.url)).title.string == "Ketamine \N{EN DASH} Migraine Treatment"
    ketamine.seo_title = "Ketamine for migraine"
    builders.publish(ketamine)
    assert (
        read(client.get(ketamine.url)).title.string == "Ketamine for migraine \N{EN DASH} Migraine Treatment"
    )
    clinic.name = "Ketamine for migraine"
    clinic.save()
    assert read(client.get(ketamine.url)).title.string == "Ketamine for migraine"


def test_description_is_the_editors_own_or_the_summary(client, migraine):
    """No result stands without a sentence."""
    assert metas(client, migraine)["description"] == migraine.summary
    migraine.search_description = 'Facts, and "how" ketamine is used'
    builders.publish(migraine)
    told = metas(client, migraine)
    assert told["description"] == told["og:description"] == 'Facts, and "how" ketamine is used'


def test_each_page_has_one_address(client, every_page):
    """However somebody got there: `?utm_source=…` is not another page."""
    for page in every_page.values():
        soup = read(client.get(page.url, {"utm_source": "letter"}))
        [canonical] = soup.select("link[rel=canonical]")
        assert canonical["href"] == page.full_url
        assert soup.select_one("meta[property='og:url']")["content"] == page.full_url


def test_shared_page_shows_a_picture(client, clinic, migraine):
    """The page's own, else the one for lists, else the clinic's; the size is the one that no reader cuts."""
    assert "og:image" not in metas(client, migraine)
    assert metas(client, migraine)["twitter:card"] == "summary"
    seen = []
    for owner, field in ((clinic, "sharing_image"), (migraine, "listing_image"), (migraine, "social_image")):
        setattr(owner, field, builders.make_image(2000, 1500, title=field))
        owner.save() if owner is clinic else builders.publish(owner)
        told = metas(client, migraine)
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:alt"] == field
        assert told["og:image"].startswith("http") and told["og:image"].endswith(".jpg")
        assert told["twitter:card"] == "summary_large_image"
        seen.append(told["og:image"])
    assert len(set(seen)) == 3


def test_page_hidden_from_search_engines(client, editor, migraine):
    """Forms for patients who come already need not be found by others."""
    assert "robots" not in metas(client, migraine)
    migraine.hide_from_search_engines = True
    builders.publish(migraine)
    assert metas(client, migraine)["robots"] == "noindex"


def test_home_screen_without_a_logo(client):
    """The site's own sign stands for the clinic."""
    head = read(client.get("/")).head
    assert head.select_one("link[rel=icon]")["href"].endswith(".svg")
    manifest = client.get(head.select_one("link[rel=manifest]")["href"])
    assert manifest["content-type"] == "application/manifest+json"
    told = manifest.json()
    assert told["name"] == "Migraine Treatment"
    assert [icon["sizes"] for icon in told["icons"]] == ["any"]
    assert client.get("/icon-180.png").status_code == 404


def test_home_screen_with_a_logo(client, clinic):
    """A wide logo is whole in its square; on iOS it stands on paper, because clear would be black there."""
    clinic.logo = builders.make_image(600, 150, title="Logo")
    clinic.save()
    head = read(client.get("/")).head
    icons = {link["href"] for link in head.select("link[rel=icon], link[rel=apple-touch-icon]")}
    told = client.get("/site.webmanifest").json()["icons"]
    for size, address in [
        (32, "/icon-32.png"),
        (180, "/icon-180.png"),
        *((int(i["sizes"][:3]), i["src"]) for i in told),
    ]:
        assert size > 180 or address in icons
        answer = client.get(address, follow=True)
        picture = Image.open(io.BytesIO(answer.getvalue())).convert("RGBA")
        assert picture.size == (size, size)
        corner, middle = picture.getpixel((0, 0)), picture.getpixel((size // 2, size // 2))
        assert corner == ((249, 247, 241, 255) if size == 180 else (0, 0, 0, 0))
        assert middle[3] == 255 and abs(middle[0] - 120) < 5
    assert {icon["sizes"] for icon in told} == {"192x192", "512x512"}
    assert client.get("/icon-4000.png").status_code == 404


@pytest.mark.parametrize("content", [None, b"no picture at all"])
def test_picture_whose_file_is_lost(client, clinic, migraine, content):
    """A file that is gone, or is none, must not take every page of the site down."""
    for field in ("sharing_image", "logo"):
        image = builders.make_image(1300, 700, title=field)
        path = Path(image.file.path)
        path.unlink()
        if content:
            path.write_bytes(content)
        setattr(clinic, field, image)
    clinic.save()
    response = client.get(migraine.url)
    assert response.status_code == 200
    assert "og:image" not in metas(client, migraine)
    assert client.get("/icon-180.png").status_code == 404
