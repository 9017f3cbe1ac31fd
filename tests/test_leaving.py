"""What becomes of addresses that people have kept: in letters, in search results, in their own bookmarks."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from home.models import GoneAddress, HomePage
from tests import builders
from tests.forms import send
from tests.html import read, words
from treatments.models import ConditionIndexPage, ConditionPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    """A page that visitors know."""
    return builders.make_condition("Cluster headache")


@pytest.fixture
def other(db):
    """The page that takes over its subject."""
    return builders.make_condition("Headaches")


def unpublish(editor, page, **answers):
    """Unpublish `page` as an editor does; returns what follows."""
    return send(editor, reverse("wagtailadmin_pages:unpublish", args=[page.pk]), answers)


def delete(editor, page, **answers):
    """Delete `page` as an editor does; returns what follows."""
    return send(editor, reverse("wagtailadmin_pages:delete", args=[page.pk]), answers)


def bulk(editor, action, pages, **answers):
    """Unpublish or delete `pages`, ticked in a list."""
    ticked = "&".join(f"id={page.pk}" for page in pages)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    opened = editor.get(f"{address}?{ticked}&next=/admin/")
    chosen = {field["name"]: field["value"] for field in read(opened).select("form [checked]")}
    return editor.post(f"{address}?{ticked}&next=/admin/", {**chosen, **answers}, follow=True)


@pytest.fixture
def rename(editor, django_capture_on_commit_callbacks):
    """A function that gives a page another end of its address, as an editor does."""

    def rename(page, slug):
        with django_capture_on_commit_callbacks(execute=True):
            send(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), {"slug": slug}, "publish")

    return rename


def answer(client, address):
    """Return (status, where it leads or "") of `address`."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("leave", [unpublish, delete])
def test_each_of_the_three_choices(editor, client, page, other, leave):
    """Led on, told that it is gone, or told that there is nothing."""
    for choice, expected in (
        ({"address": "redirect", "target": other.pk}, (301, other.url)),
        ({"address": "gone"}, (410, "")),
        ({"address": "nothing"}, (404, "")),
    ):
        gone = builders.make_condition(f"Page {choice['address']}")
        leave(editor, gone, **choice)
        assert answer(client, gone.url) == expected
    assert client.get(page.url).status_code == 200


def test_page_and_the_one_below_it_ticked_together(editor, client, other):
    """Whoever ticks a whole list has ticked pages that lie below others."""
    about = builders.make_standard_page("About")
    nested = builders.make_page(type(about), about, "Nested")
    shown = bulk(editor, "delete", [about, nested], address="redirect", target=other.pk)
    assert "1 page and 1 child page have been deleted" in words(read(shown))
    assert answer(client, about.url) == answer(client, nested.url) == (301, other.url)


def test_page_below_that_stays_can_take_over(editor, client):
    """Unpublishing a page alone leaves those below it open: one of them may be the better address."""
    about = builders.make_standard_page("About")
    nested = builders.make_page(type(about), about, "Nested")
    choice = {"address": "redirect", "target": nested.pk}
    shown = unpublish(editor, about, **choice, include_descendants="on")
    assert "This page leaves too." in words(read(shown).main)
    unpublish(editor, about, **choice)
    assert answer(client, about.url) == (301, nested.url)


def test_address_too_long_to_be_kept(editor, client):
    """A page with an endless address can leave like any other."""
    page = builders.make_condition("Long", slug="l" * 250)
    for leave, choice in ((unpublish, "gone"), (delete, "gone")):
        leave(editor, page, address=choice)
        assert client.get(page.url).status_code == 404
    assert not ConditionPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_many_pages_at_once(editor, client, page, other, action):
    """The question is asked once for all that are ticked."""
    bulk(editor, action, [page, builders.make_condition("Third")], address="redirect", target=other.pk)
    assert answer(client, page.url) == (301, other.url)
    assert answer(client, "/conditions/third/") == (301, other.url)


def test_what_is_suggested(editor, page):
    """An unpublished page may come back; a deleted one can't."""
    for action, suggestion in (("unpublish", "nothing"), ("delete", "gone")):
        opened = read(editor.get(reverse(f"wagtailadmin_pages:{action}", args=[page.pk])))
        assert [box["value"] for box in opened.select("input[name=address][checked]")] == [suggestion]


@pytest.mark.parametrize("leave", [unpublish, delete])
def test_wrong_target(editor, client, page, leave):
    """Nothing is done until the page to lead to is one that visitors can open."""
    draft = builders.make_condition("Draft")
    draft.unpublish()
    private = builders.make_condition("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for target, advice in (
        ("", "Choose the page that visitors are led to."),
        (draft.pk, "Visitors can't open this page"),
        (private.pk, "Visitors can't open this page"),
        (page.pk, "This page leaves too."),
    ):
        shown = leave(editor, page, address="redirect", target=target)
        assert advice in words(read(shown).main)
        assert client.get(page.url).status_code == 200
    assert not Redirect.objects.exists()


def test_draft_is_asked_nothing(editor, page):
    """Nobody has the address of a page that was never seen."""
    draft = ConditionPage(title="Draft", summary="Not yet.", live=False)
    page = ConditionIndexPage.objects.get().add_child(instance=draft)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert not read(editor.get(address)).select("[name=address]")
    editor.post(address)
    assert not ConditionPage.objects.filter(pk=page.pk).exists()
    assert not GoneAddress.objects.exists()


def test_pages_below_leave_the_same_way(editor, client, other):
    """Whoever deletes a branch settles every address in it."""
    about = builders.make_standard_page("About")
    nested = builders.make_page(type(about), about, "Nested")
    delete(editor, about, address="redirect", target=other.pk)
    assert answer(client, nested.url) == (301, other.url)


def test_pages_below_that_stay_are_left_alone(editor, client):
    """Unpublishing a page leaves those below it in place, unless they are ticked too."""
    about = builders.make_standard_page("About")
    nested = builders.make_page(type(about), about, "Nested")
    unpublish(editor, about, address="gone")
    assert (answer(client, about.url)[0], answer(client, nested.url)[0]) == (410, 200)
    send(editor, reverse("wagtailadmin_pages:edit", args=[about.pk]), {}, "publish")
    unpublish(editor, about, address="gone", include_descendants="on")
    assert (answer(client, about.url)[0], answer(client, nested.url)[0]) == (410, 410)


def test_page_that_comes_back(editor, client, page, other):
    """Published again, it stands at its address, and the next farewell starts afresh."""
    for choice in ({"address": "gone"}, {"address": "redirect", "target": other.pk}, {"address": "nothing"}):
        unpublish(editor, page, **choice)
        assert client.get(page.url).status_code != 200
        send(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), {}, "publish")
        assert client.get(page.url).status_code == 200
    unpublish(editor, page, address="nothing")
    assert answer(client, page.url) == (404, "")


def test_two_pages_that_led_to_each_other(editor, client, page, other):
    """No address sends a visitor round in circles."""
    unpublish(editor, page, address="redirect", target=other.pk)
    send(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), {}, "publish")
    unpublish(editor, other, address="redirect", target=page.pk)
    unpublish(editor, page, address="nothing")
    assert client.get(other.url, follow=True).status_code == 404


def test_renamed_page(rename, client, page):
    """Its old address leads to it, through as many names as it has had."""
    first = page.url
    for slug in ("cluster", "clusters"):
        rename(page, slug)
    assert answer(client, first) == answer(client, "/conditions/cluster/") == (301, "/conditions/clusters/")
    rename(page, "cluster-headache")
    assert client.get(first).status_code == 200
    assert answer(client, "/conditions/clusters/") == (301, first)


def test_renamed_parent(rename, client, page):
    """Every address below it moves along."""
    index = ConditionIndexPage.objects.get()
    old = [index.url, page.url, "/conditions/migraine/"]
    rename(index, "illnesses")
    for address in old:
        new = address.replace("/conditions/", "/illnesses/")
        assert answer(client, address) == (301, new)
        assert client.get(new).status_code == 200


def test_moved_page(editor, client):
    """A page that is put elsewhere in the tree is still found."""
    about, house = builders.make_standard_page("About"), builders.make_standard_page("House")
    nested = builders.make_page(type(about), about, "Nested")
    editor.post(reverse("wagtailadmin_pages:move_confirm", args=[about.pk, house.pk]))
    assert answer(client, "/about/") == (301, "/house/about/")
    assert answer(client, nested.url) == (301, "/house/about/nested/")


@pytest.mark.parametrize("choice", ["redirect", "gone"])
def test_older_addresses_of_a_page_that_is_deleted(editor, rename, client, page, other, choice):
    """A page that was renamed and then deleted takes none of its addresses into nothing."""
    first = page.url
    rename(page, "cluster")
    delete(editor, page, address=choice, target=other.pk if choice == "redirect" else "")
    expected = (301, other.url) if choice == "redirect" else (410, "")
    assert answer(client, first) == answer(client, "/conditions/cluster/") == expected


def test_older_addresses_of_a_page_that_is_unpublished(editor, rename, client, page, other):
    """They lead where its own address leads, and back to it when it returns."""
    first = page.url
    rename(page, "cluster")
    unpublish(editor, page, address="redirect", target=other.pk)
    assert client.get(first, follow=True).redirect_chain[-1] == (other.url, 301)
    send(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), {}, "publish")
    assert client.get(first, follow=True).redirect_chain[-1] == ("/conditions/cluster/", 301)


@pytest.mark.parametrize("choice", ["redirect", "gone"])
def test_page_that_had_left_is_deleted(editor, rename, client, page, other, choice):
    """What was settled when it left holds for all its addresses when it goes for good."""
    first = page.url
    rename(page, "cluster")
    unpublish(editor, page, address=choice, target=other.pk if choice == "redirect" else "")
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not ConditionPage.objects.filter(pk=page.pk).exists()
    expected = (301, other.url) if choice == "redirect" else (410, "")
    assert answer(client, first) == answer(client, "/conditions/cluster/") == expected


def test_page_that_might_have_come_back_is_deleted(editor, client, page, other):
    """It was left open what its address does; now that it goes for good, it is asked."""
    unpublish(editor, page, address="nothing")
    shown = read(editor.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))
    assert len(shown.select("input[name=address]")) == 3
    delete(editor, page, address="redirect", target=other.pk)
    assert answer(client, page.url) == (301, other.url)


def test_answers_are_asked_for_again(editor, client, page, other):
    """A browser must not keep for ever what an editor can take back."""
    for choice in ({"address": "redirect", "target": other.pk}, {"address": "gone"}):
        unpublish(editor, page, **choice)
        assert client.get(page.url)["Cache-Control"] == "no-cache"
        send(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), {}, "publish")


def test_page_outside_of_the_site(editor):
    """A page that no visitor can reach, left from another time, can be deleted."""
    lost = HomePage(title="Old front page", slug="old", summary="Old.")
    Page.get_first_root_node().add_child(instance=lost)
    send(editor, reverse("wagtailadmin_pages:delete", args=[lost.pk]), {"address": "nothing"})
    assert not HomePage.objects.filter(pk=lost.pk).exists()


def test_page_that_says_it_is_gone(editor, client, page):
    """It helps on like the one for a wrong address, and stays out of search engines."""
    delete(editor, page, address="gone")
    response = client.get(page.url, {"utm_source": "letter"})
    soup = read(response)
    assert response.status_code == 410
    assert words(soup.h1) == "This page is gone"
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert "/conditions/" in {link["href"] for link in soup.main.select("a")}
    assert client.get(f"/{'x' * 3000}/").status_code == 404
    assert client.get("/%00/").status_code == 404


def test_refused_deletion_settles_nothing(editor, client, migraine, ketamine):
    """What can't be deleted stays where it is, in a list too."""
    bulk(editor, "delete", [ketamine], address="gone")
    delete(editor, ketamine, address="gone")
    assert client.get(ketamine.url).status_code == 200
    assert not GoneAddress.objects.exists()


def test_front_page_leaves(editor, client):
    """Whoever empties a site to begin anew is not left with an error."""
    home = HomePage.objects.get()
    delete(editor, home, address="nothing")
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("path", ["//[/", "//[]/", "//a:b/", "//other.example/", "/[", "//"])
def test_address_that_makes_no_sense(client, path):
    """What programs try at every site is not found, and no error."""
    assert client.get("/", PATH_INFO=path).status_code == 404
