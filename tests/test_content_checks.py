"""Advice on the words of a page: what is found, where it is said, and that it stops nobody."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from home.models import HomePage, StandardPage
from tests import builders
from tests.forms import form_of, send
from tests.html import read, words
from treatments.models import ConditionPage, RegulatoryStatus

pytestmark = pytest.mark.django_db

NO_SECTION_TEXT = "A section has nothing under its heading"
VAGUE = "The words of a link don't say where it leads"
NO_FIGURE_SOURCE = "A key figure has no source"
NO_PAGE_SOURCE = "The page names no source"
CURE = "“cure” is on the clinic's watch list"
FIVE = [NO_SECTION_TEXT, VAGUE, NO_FIGURE_SOURCE, NO_PAGE_SOURCE, CURE]


def edit(page):
    """Return the address of the editor of `page`."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def advice(response):
    """Return the list in the editor's `response`, parsed."""
    return read(response).select_one("[data-page-advice]")


def advised(response):
    """Return the names of the rules in that list."""
    return [words(name) for name in advice(response).select("strong")]


def preview(editor, page):
    """Return the page as the panel beside the editor shows it, parsed."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(address, form_of(editor.get(edit(page)))).json()["is_valid"]
    return read(editor.get(address, {"in_preview_panel": "true"}))


def checker(soup):
    """Return the configuration of Wagtail's checker in a page."""
    # The user bar is in a template, whose contents are parsed on their own.
    bar = BeautifulSoup(str(soup.find("template", id="wagtail-userbar-template")), "html.parser")
    return json.loads((bar or soup).find("script", id="checker-axe-configuration").string)


def marked(soup):
    """Return what the checker marks on the previewed page, as {rule's name: the elements' words}."""
    configuration = checker(soup)
    options = {item["id"]: item.get("options", {}) for item in configuration["spec"]["checks"]}
    found = {}
    for rule in configuration["spec"]["rules"]:
        selectors = options[rule["any"][0]].get("selectors", [])
        elements = [element for selector in selectors for element in soup.select(selector)]
        assert len(elements) == len(selectors)
        assert rule["selector"] == "*" or not elements
        if elements:
            name = configuration["messages"][rule["id"]]["error_name"]
            found[name] = [words(element) for element in elements]
    return found


def test_editor_lists_what_to_look_at_again(editor):
    """An editor who never opens the checker still sees the advice, with the place and the words."""
    page = builders.make_page_with_problems()
    response = editor.get(edit(page))
    assert advised(response) == FIVE
    places = [words(item) for item in advice(response).select("li li")]
    assert places == [
        "Section “A heading alone”",
        "Section “Facts” : “click here”",
        "Section “Facts” : “6 a month”",
        "Section “Facts” : “For a cure click here.”",
    ]
    sections = [f"body.{section.id}" for section in page.body]
    paths = [link["data-advice-path"] for link in advice(response).select("a")]
    assert paths == [sections[0], sections[1], sections[1], sections[1]]


def test_clean_page_has_no_advice(editor):
    """Advice that is always there is not read."""
    page = builders.make_page_without_problems()
    assert words(advice(editor.get(edit(page)))) == "Nothing was found in the saved draft."
    assert marked(preview(editor, page)) == {}


def test_checker_marks_the_same_in_the_preview(editor):
    """The marks stand at the very words, so that nobody has to search for them."""
    assert marked(preview(editor, builders.make_page_with_problems())) == {
        NO_SECTION_TEXT: ["A heading alone"],
        VAGUE: ["click here"],
        NO_FIGURE_SOURCE: ["6 a month"],
        NO_PAGE_SOURCE: ["Problems"],
        CURE: ["cure"],
    }


def test_editor_and_preview_know_the_same_rules(editor):
    """The checker fails altogether where the editor asks for a rule that the preview does not know."""
    page = builders.make_page_with_problems()
    in_editor = read(editor.get(edit(page))).find("script", id="checker-axe-configuration")
    beside, inside = json.loads(in_editor.string), checker(preview(editor, page))
    assert beside["options"] == inside["options"]
    assert beside["messages"] == inside["messages"]
    assert {NO_PAGE_SOURCE, CURE} <= {
        message["error_name"] for message in beside["messages"].values() if isinstance(message, dict)
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "The cure"},
        {"summary": "It is a cure."},
        {"subtitle": "A cure"},
        {"seo_title": "A cure"},
        {"search_description": "Find the cure."},
    ],
)
def test_fields_outside_the_body_are_read_too(editor, fields):
    """A claim in a search result is a claim."""
    page = builders.make_condition(**{"title": "Plain", "summary": "Plain.", **fields})
    response = editor.get(edit(page))
    assert CURE in advised(response)
    assert [link["data-advice-path"] for link in advice(response).select("a")] == list(fields)
    assert CURE in marked(preview(editor, page))


def test_every_part_is_found_where_the_page_shows_it(editor, every_page):
    """A mark that points at nothing, because a template has changed, would be silent."""
    home = HomePage.objects.get()
    home.start_link = [("link", {"text": "Read more", "url": "https://www.nih.gov/"})]
    builders.publish(home)
    assert marked(preview(editor, home))[VAGUE] == ["Read more"]
    for page in every_page.values():
        soup = preview(editor, page)
        for part in page.own_parts():
            if part.root is not None and words(part.root):
                assert len(soup.select(part.selector)) == 1, (page, part)


def test_what_a_treatment_does_is_advised_on_where_it_is_written(editor, ketamine):
    """Advice on the treatment's page could not be followed there."""
    page = builders.make_condition()
    page = builders.link_treatment(page, ketamine, RegulatoryStatus.OFF_LABEL, "The cure")
    response = editor.get(edit(page))
    assert "Treatment “The cure”" in words(advice(response))
    assert marked(preview(editor, page))[CURE] == ["The cure"]
    assert CURE not in advised(editor.get(edit(ketamine)))


def test_plain_pages_need_no_source(editor):
    """How to find the clinic is no medical statement."""
    page = builders.make_standard_page(body=builders.body(StandardPage, ("Alone", [])))
    assert advised(editor.get(edit(page))) == [NO_SECTION_TEXT]


def test_watch_list_is_the_clinics_own(editor, clinic):
    """What a clinic can prove is for the clinic to say."""
    page = builders.make_page_with_problems()
    address = reverse("wagtailsettings:edit", args=["home", "clinicsettings", clinic.site_id])
    response = send(editor, address, {"watched_phrases": "helps  sleep\n\n Helps sleep\n-"})
    assert "updated" in words(read(response))
    assert advised(editor.get(edit(page))) == [*FIVE[:4], "“helps sleep” is on the clinic's watch list"]
    send(editor, address, {"watched_phrases": ""})
    assert advised(editor.get(edit(page))) == FIVE[:4]


def test_advice_is_shown_as_words(editor, clinic):
    """What editors type is never markup, in the admin neither."""
    clinic.watched_phrases = '<i>"x"</i> & y'
    clinic.save()
    body = builders.body(StandardPage, ("<script>alert(1)</script>", []))
    page = builders.make_standard_page(summary='A <i>"x"</i> & y', body=body)
    shown = advice(editor.get(edit(page)))
    assert not shown.select("script, i")
    assert "Section “<script>alert(1)</script>”" in words(shown)
    assert '“<i>"x"</i> & y” is on' in words(shown)
    assert '“A <i>"x"</i> & y”' in words(shown)


def test_advice_stops_nobody(editor):
    """The checks can be wrong; the clinic decides."""
    page = builders.make_page_with_problems()
    response = send(editor, edit(page), {"title": "New title"}, "publish")
    assert "has been published" in words(read(response))
    page.refresh_from_db()
    assert (page.title, page.has_unpublished_changes) == ("New title", False)


def test_list_follows_the_saved_draft(editor):
    """The script asks again after each save; what is not saved is not in it, what is not public is."""
    page = builders.make_page_without_problems()
    address = reverse("editor_advice:findings")
    assert "Nothing was found" in words(read(editor.get(address, {"page": page.pk})))
    page.summary = "A cure"
    page.save_revision()
    assert CURE in words(read(editor.get(address, {"page": page.pk})))


def test_list_is_for_who_may_edit_the_page(client, editor, migraine, django_user_model):
    """A draft is nobody else's business."""
    address = reverse("editor_advice:findings")
    for number in ("", "x", "0", "1", "999999"):
        assert editor.get(address, {"page": number}).status_code == 404
    guest = django_user_model.objects.create_user("guest")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(guest)
    assert "do not have permission" in words(read(client.get(address, {"page": migraine.pk}, follow=True)))
    client.logout()
    assert client.get(address, {"page": migraine.pk}).status_code == 302


def test_mistake_in_the_form_leaves_the_list_of_what_is_saved(editor):
    """A form that comes back with errors holds values that can't be shown yet."""
    page = builders.make_page_with_problems()
    changes = {"title": "", "body": streamfield([])}
    response = send(editor, edit(page), changes, "publish")
    assert "could not be" in words(read(response))
    assert advised(response) == FIVE


def test_draft_that_cannot_be_shown_can_be_mended(editor, caplog):
    """A block from an earlier time may fail to render; then the editor is the only place to repair it."""
    card = {"urgency": "gone", "heading": "Call us if:", "text": "<p>You wonder.</p>", "phone": ""}
    page = builders.make_condition(body=builders.body(ConditionPage, ("When to call", [("care_card", card)])))
    response = editor.get(edit(page))
    assert "could not be checked" in words(advice(response))
    assert f"failed on page {page.pk}" in caplog.text
