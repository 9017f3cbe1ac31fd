"""The editor's view of a page's search result and shared card."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from home.models import HomePage
from tests import builders
from tests.html import read, words
from treatments.models import ConditionIndexPage, ConditionPage

ARROW = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
DASH = "\N{EN DASH}"
HOST = "127.0.0.1:8000"

pytestmark = pytest.mark.django_db


def edit(page):
    """Return the address of the editor of `page`."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def look(response):
    """Return the preview in `response`, parsed."""
    soup = read(response)
    return soup.select_one("[data-search-preview]") or soup


def result(response):
    """Return the words of the search result, as {part: words}."""
    parts = look(response).select(".search-result p")
    return {part["class"][0].partition("__")[2]: words(part) for part in parts}


def measures(response):
    """Return the lines about lengths."""
    return [words(line) for line in look(response).select("li")]


def current(editor, parent=None, model="conditionpage", **fields):
    """Return the answer to what the script of the panel asks while somebody types `fields`."""
    parent = parent or ConditionIndexPage.objects.get()
    app = "home" if model in ("homepage", "standardpage") else "treatments"
    return editor.post(reverse("editor_advice:appearance", args=[app, model, parent.pk]), fields)


def test_every_page_shows_what_its_head_says(editor, client, every_page):
    """The preview is worth nothing unless it is what search engines are given."""
    for page in every_page.values():
        head = read(client.get(page.url)).head
        opened = editor.get(edit(page))
        shown = look(opened)
        assert words(shown.select_one(".shared-card__title")) == words(head.title)
        description = head.find("meta", attrs={"name": "description"})["content"]
        assert words(shown.select_one(".shared-card__description")) == description
        picture = head.find("meta", property="og:image")
        image = shown.select_one(".shared-card img")
        assert (picture and picture["content"].rpartition("/")[2]) == (
            image and image["src"].rpartition("/")[2]
        )
        path = result(opened)["address"].split(f" {ARROW} ")
        assert path == [HOST, *filter(None, page.url.split("/"))]


def test_new_page_is_shown_below_its_list(editor):
    """Before it is saved a page has no address; the preview tells the one that it will have."""
    parent = ConditionIndexPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["treatments", "conditionpage", parent.pk])
    opened = editor.get(add)
    assert result(opened) == {
        "site": "Migraine Treatment",
        "address": f"{HOST} {ARROW} conditions",
        "title": "No title yet",
        "description": "No description yet",
    }
    assert "Once the page is saved" in words(read(opened).select_one("[data-page-advice]"))


def test_titles_and_descriptions_fall_back(editor):
    """An editor who fills in nothing under “Search and sharing” sees what stands in its place."""
    typed = {"title": "Cluster headache", "slug": "cluster", "summary": "Severe attacks."}
    shown = result(current(editor, **typed))
    assert shown["title"] == f"Cluster headache {DASH} Migraine Treatment"
    assert shown["description"] == "Severe attacks."
    assert shown["address"] == f"{HOST} {ARROW} conditions {ARROW} cluster"
    own = {"seo_title": "Help for cluster headache", "search_description": "What helps."}
    shown = result(current(editor, **typed, **own))
    assert shown["title"] == f"Help for cluster headache {DASH} Migraine Treatment"
    assert shown["description"] == "What helps."


def test_front_page_keeps_its_address(editor, clinic):
    """The front page is at the site's address, whatever its slug is."""
    root = Page.objects.get(depth=1)
    shown = result(current(editor, root, "homepage", title=clinic.name, slug="front"))
    assert shown["address"] == HOST
    assert shown["title"] == clinic.name


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Title: 0 of about 60 characters. Write a title"),
        ("Tic", "Title: 24 of about 60 characters. There is room for more"),
        ("Treatment of cluster headache", "Title: 50 of about 60 characters."),
        ("Treatment of cluster headache for adults", "Title: 61 of about 60 characters. Search engines cut"),
        (
            "Treatment " * 7,
            "Title: 90 of about 60 characters. Search engines cut titles near 60 characters. Put",
        ),
    ],
)
def test_length_of_the_title(editor, title, said):
    """Advice comes before the words are lost, and says what to do."""
    line = measures(current(editor, title=title))[0]
    assert line.startswith(said)
    assert (line == said) == (title == "Treatment of cluster headache")


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("", "Description: 0 of about 160 characters. Write a description"),
        ("Help.", "Description: 5 of about 160 characters. There is room for more"),
        ("x" * 70, "Description: 70 of about 160 characters."),
        ("x" * 160, "Description: 160 of about 160 characters."),
        ("x" * 161, "Description: 161 of about 160 characters. Search engines cut descriptions near"),
    ],
)
def test_length_of_the_description(editor, description, said):
    """The same for the description."""
    line = measures(current(editor, search_description=description))[1]
    assert line.startswith(said)
    assert (line == said) == (len(description) in (70, 160))


def test_long_words_are_cut_where_search_engines_do(editor):
    """Seeing the end missing convinces sooner than a number."""
    shown = result(current(editor, title="Treatment " * 7, summary="Attacks come in bouts. " * 12))
    assert shown["title"] == "Treatment Treatment Treatment Treatment Treatment …"
    assert shown["description"].endswith(" …")
    assert len(shown["description"]) <= 160


def test_what_is_typed_is_never_markup(editor):
    """The preview is put into the admin's page as HTML."""
    typed = '<script>alert(1)</script> "quoted" & more'
    answer = current(editor, title=typed, summary=typed, slug='"><script>')
    assert not look(answer).select("script")
    assert result(answer)["title"] == f"{typed} {DASH} Migraine Treatment"[:59].rpartition(" ")[0] + " …"
    assert result(answer)["description"] == typed
    assert "<script>" not in answer.content.decode()


def test_pictures_change_with_the_choice(editor):
    """A picture is chosen for the card that it makes."""
    listing, social = builders.make_image(), builders.make_image(title="Wide")
    cards = [
        look(current(editor, listing_image=first, social_image=second)).select(".shared-card img")
        for first, second in ((listing.pk, social.pk), (listing.pk, ""), ("", ""), ("x", "999999"))
    ]
    names = [images and images[0]["src"] for images in cards]
    assert names[0] == social.get_rendition("fill-1200x630|format-jpeg").url
    assert names[1] == listing.get_rendition("fill-1200x630|format-jpeg").url
    assert names[2:] == [[], []]


def test_question_for_no_page_is_refused(client, editor):
    """An address made up by hand gets a plain “not found”, and a stranger the sign-in."""
    parent = HomePage.objects.get()
    for app, model, key in (
        ("treatments", "source", parent.pk),
        ("wagtailcore", "page", parent.pk),
        ("treatments", "nothing", parent.pk),
        ("nothing", "conditionpage", parent.pk),
        ("treatments", "conditionpage", 999999),
    ):
        address = reverse("editor_advice:appearance", args=[app, model, key])
        assert editor.post(address, {}).status_code == 404
    client.logout()
    assert current(client).status_code == 302


def test_panel_stands_in_every_editor(editor, every_page):
    """A page type whose editor forgot the tab would have no preview."""
    assert {type(page) for page in every_page.values()} >= {HomePage, ConditionPage, ConditionIndexPage}
    for page in every_page.values():
        soup = read(editor.get(edit(page)))
        assert len(soup.select("[data-search-preview]")) == 1
        assert len(soup.select("[data-page-advice]")) == 1
        assert soup.select('script[type="module"][src$="search-preview.js"]')
