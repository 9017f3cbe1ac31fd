"""Finding the page of an address: quick for what is open, and never a way around what is not."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from home.models import StandardPage
from site_project.page_cache.generation import renew
from tests import builders
from tests.html import read, words

pytestmark = pytest.mark.django_db


def make_private(page, **fields):
    """Let only people who sign in read `page` and what is below it."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN, **fields)


@pytest.fixture
def nested(db):
    """A page below another one."""
    about = builders.make_standard_page("About")
    return builders.make_page(StandardPage, about, "Nested")


def test_open_pages_open(client, every_page):
    """Each type of page, at its own address, whole."""
    for page in every_page.values():
        response = client.get(page.url)
        assert response.status_code == 200
        assert response.context["page"].specific_class is type(page) is type(response.context["page"])
        assert words(read(response).h1) == page.title


def test_closed_pages_stay_closed(client, nested):
    """A draft, a private page, one below a private page."""
    parent = nested.get_parent()
    make_private(parent)
    for page in (parent, nested):
        response = client.get(page.url)
        assert response.status_code == 302 and response["Location"].startswith("/account/login/")
    PageViewRestriction.objects.all().delete()
    nested.unpublish()
    assert client.get(nested.url).status_code == 404


def test_alias_of_a_private_page(client, nested):
    """An alias is as private as what it repeats, and so is a page below the alias."""
    parent = nested.get_parent().specific
    alias = parent.create_alias(parent=builders.make_standard_page("House"), recursive=True)
    below = alias.get_children().get()
    assert client.get(alias.url).status_code == client.get(below.url).status_code == 200
    make_private(parent)
    assert client.get(alias.url).status_code == client.get(below.url).status_code == 302


@pytest.mark.parametrize("path", ["/", "/conditions/", "/sitemap.xml", "/search/?q=vexation"])
@pytest.mark.parametrize("times", [1, 2])
def test_alias_of_a_private_page_is_listed_nowhere(client, path, times):
    """Neither its title nor its summary: menu, list, sitemap, search. So it is with the alias of an alias."""
    source = builders.make_condition("Vexation", show_in_menus=True)
    alias = source
    for number in range(times):
        alias = alias.create_alias(parent=source.get_parent(), update_slug=f"again-{number}")
    assert alias.url in client.get(path).text
    make_private(source)
    answer = client.get(path).text
    assert alias.url not in answer and "Vexation" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/nested/",
        "/about/nested",
        "//about/nested/",
        "/About/nested/",
        "/clinic/about/",
        "/about/x/",
        "/%00/",
    ],
)
def test_other_addresses_are_no_page(client, nested, path):
    """An address has one spelling."""
    assert client.get(path).status_code in {301, 404}


def test_address_of_another_sites_page(client, nested):
    """What lies beside the site's front page is none of its pages."""
    from wagtail.models import Page

    Page.get_first_root_node().add_child(instance=StandardPage(title="Aside", slug="aside", summary="x"))
    assert client.get("/aside/").status_code == 404


def test_staff_pass(nested, editor):
    """Who is signed in reads the private page."""
    make_private(nested)
    assert Client().get(nested.url).status_code == 302
    assert editor.get(nested.url).status_code == 200


def test_two_sites_with_the_same_pages(nested, between_transactions, settings):
    """The ways up stay on the site that is asked, where Wagtail has them there, whichever was asked first."""
    Site.objects.create(hostname="two.example", port=80, root_page=Site.objects.get().root_page)
    settings.ALLOWED_HOSTS = names = ["testserver", "two.example"]
    path = nested.get_url_parts()[2]
    for order in (names, names[::-1]):
        renew()
        pages = {name: read(Client().get(path, headers={"host": name})) for name in order}
        ways = {
            name: [link["href"] for link in page.select(".breadcrumbs a")] for name, page in pages.items()
        }
        assert ways["testserver"] == ["/", "/about/"]
        assert [way.partition("//")[0] for way in ways["two.example"]] == ["http:", "http:"]
