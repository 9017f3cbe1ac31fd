"""What an editor does in the admin: half-written drafts, mistakes, schedules, earlier versions."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import StandardPage
from tests import builders
from tests.forms import NO_TEXT, form_of, messages, send, text
from tests.html import read, words
from treatments.models import ConditionIndexPage, ConditionPage

pytestmark = pytest.mark.django_db

LINK = {"text": "Ask", "page": "", "url": "", "email": "", "phone": ""}


@pytest.fixture
def add_condition():
    """The address of the form for a new condition."""
    parent = ConditionIndexPage.objects.get()
    return reverse("wagtailadmin_pages:add", args=["treatments", "conditionpage", parent.pk])


def edit(page):
    """Return the address of the editor of `page`."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def half_written(treatment):
    """Return what an editor has typed so far: a start of everything, and nothing finished."""
    content = [
        ("text", text("Typed before lunch")),
        ("text", NO_TEXT),
        ("call_to_action", {"text": "Questions?", "link": LINK}),
        ("figure", {"image": {"image": "", "alt_text": "A quiet room"}, "caption": "The room"}),
        ("care_card", {"urgency": "urgent", "heading": "Call us if:", "text": NO_TEXT, "phone": ""}),
    ]
    use = {
        "treatment": treatment.pk,
        "heading": "How it helps",
        "explanation": NO_TEXT,
        "regulatory_status": "off_label",
    }
    return {
        "title": "Cluster headache",
        "slug": "cluster-headache",
        "subtitle": "A line under the title",
        "summary": "",
        "body": streamfield([("section", {"heading": "", "content": streamfield(content)})]),
        "treatment_links": inline_formset([use]),
        "citations": inline_formset([]),
    }


def test_half_written_page_is_saved(editor, add_condition, ketamine):
    """Editors are interrupted; what is typed must be kept before it is complete."""
    response = send(editor, add_condition, half_written(ketamine))
    assert messages(response) == {}
    page = Page.objects.get(slug="cluster-headache")
    assert not page.live
    form = form_of(editor.get(edit(page)))
    assert "Typed before lunch" in form["body-0-value-content-0-value"]
    assert form["body-0-value-content-3-value-caption"] == "The room"
    assert form["treatment_links-0-heading"] == "How it helps"
    assert read(editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))).h1


def test_publishing_a_half_written_page_is_refused(editor, add_condition, ketamine):
    """Each gap is named where it is, at once, and nothing that was typed is lost."""
    response = send(editor, add_condition, half_written(ketamine), "publish")
    content = "body-0-content"
    assert set(messages(response)) == {
        "summary",
        "body-0-heading",
        f"{content}-1",
        f"{content}-2-link-page",
        f"{content}-3-image-image",
        f"{content}-4-text",
        "treatment_links-0-explanation",
    }
    assert "Say where the link leads" in messages(response)[f"{content}-2-link-page"]
    assert not Page.objects.filter(slug="cluster-headache").exists()
    form = form_of(response)
    typed = {
        "title": "Cluster headache",
        "subtitle": "A line under the title",
        "body-0-value-content-2-value-text": "Questions?",
        "body-0-value-content-3-value-caption": "The room",
        "body-0-value-content-4-value-heading": "Call us if:",
        "treatment_links-0-heading": "How it helps",
        "treatment_links-0-regulatory_status": "off_label",
    }
    assert {name: form[name] for name in typed} == typed
    assert "Typed before lunch" in form["body-0-value-content-0-value"]


def test_address_that_is_taken(editor, add_condition, ketamine):
    """Two pages can't have one address; the editor hears it at the field and chooses another."""
    taken = {**half_written(ketamine), "slug": "migraine"}
    response = send(editor, add_condition, taken)
    assert list(messages(response)) == ["slug"]
    assert "already in use" in messages(response)["slug"]
    assert "Typed before lunch" in form_of(response)["body-0-value-content-0-value"]
    assert ConditionPage.objects.count() == 1


def test_same_treatment_twice(editor, migraine, ketamine):
    """Two explanations of one treatment would contradict each other on its page."""
    use = {"treatment": ketamine.pk, "heading": "Once more", "explanation": text("It helps.")}
    changes = {
        "treatment_links": {
            "TOTAL_FORMS": "2",
            "1": {**use, "regulatory_status": "approved", "ORDER": "2", "DELETE": "", "id": ""},
        }
    }
    response = send(editor, edit(migraine), changes, "publish")
    assert messages(response) == {
        "treatment_links-1-treatment": "This treatment is in the list already. Keep one of the two."
    }
    assert "twice" in words(read(response))
    assert form_of(response)["treatment_links-1-heading"] == "Once more"
    assert migraine.treatment_links.count() == 1


def test_same_source_twice(editor, migraine):
    """Readers would look for a difference between two equal entries."""
    source = builders.make_source()
    rows = {str(place): {"source": source.pk, "ORDER": place, "DELETE": "", "id": ""} for place in range(2)}
    response = send(editor, edit(migraine), {"citations": {"TOTAL_FORMS": "2", **rows}}, "publish")
    assert messages(response) == {
        "citations-1-source": "This source is in the list already. Keep one of the two."
    }
    assert not migraine.citations.exists()


def test_row_is_not_doubled_by_the_draft_that_saves_itself(editor, migraine):
    """Who publishes before the draft's own saving is answered does not know the number of a new row."""
    migraine.unpublish()
    source = builders.make_source()
    data = form_of(editor.get(edit(migraine))) | nested_form_data(
        {"citations": {"TOTAL_FORMS": 1, "0": {"source": source.pk, "ORDER": 1, "DELETE": "", "id": ""}}}
    )
    saved = editor.post(edit(migraine), data, headers={"Accept": "application/json"}).json()
    assert saved["success"] and saved["field_updates"]["citations-0-id"]
    editor.post(edit(migraine), data | {"action-publish": "on"})
    page = read(editor.get(migraine.url))
    assert len(page.select("#sources li")) == 1
    migraine.refresh_from_db()
    assert migraine.live and migraine.citations.count() == 1


@pytest.mark.parametrize("is_live", [False, True])
def test_draft_that_saves_itself_takes_nothing_back(editor, migraine, is_live):
    """It was on its way when somebody published: the page stays published, with its newest words."""
    if not is_live:
        migraine.unpublish()
    old = form_of(editor.get(edit(migraine))) | {"subtitle": "Half of the w"}
    new = old | {"subtitle": "Half of the words", "action-publish": "on"}
    on_the_way = iter([new])

    def publish_meanwhile(request, page):
        for data in on_the_way:
            editor.post(edit(migraine), data)

    with hooks.register_temporarily("before_edit_page", publish_meanwhile):
        late = editor.post(edit(migraine), old, headers={"Accept": "application/json"})
    assert late.json()["error_code"] == "invalid_revision"
    assert "Half of the words" in words(read(editor.get(migraine.url)).main)
    assert form_of(editor.get(edit(migraine)))["subtitle"] == "Half of the words"


def test_treatment_can_be_exchanged(editor, migraine, ketamine):
    """A link that is deleted in the form does not count as a second one."""
    use = {"treatment": ketamine.pk, "heading": "Reworded", "explanation": text("It helps.")}
    changes = {
        "treatment_links": {
            "TOTAL_FORMS": "2",
            "0": {"DELETE": "1"},
            "1": {**use, "regulatory_status": "off_label", "ORDER": "2", "DELETE": "", "id": ""},
        }
    }
    assert messages(send(editor, edit(migraine), changes, "publish")) == {}
    assert [link.heading for link in migraine.treatment_links.all()] == ["Reworded"]


@pytest.mark.parametrize("make", [lambda: ConditionPage.objects.get(), builders.make_full_condition])
def test_saving_without_a_change_changes_nothing(editor, client, make):
    """Opening a page and pressing “publish” must not lose a word, a block or an anchor."""
    page = make()
    before = without_block_keys(client.get(page.url))
    assert messages(send(editor, edit(page), {}, "publish")) == {}
    assert without_block_keys(client.get(page.url)) == before


def without_block_keys(response):
    """Return the page's HTML without the text editor's own marks, which no reader sees."""
    return re.sub(r' data-block-key="[^"]*"', "", str(read(response).main))


def test_page_goes_public_on_its_day(editor, client, add_condition, monkeypatch):
    """A page is written ahead of the day it is for, and is not seen a minute before."""
    ready = {
        "title": "Cluster headache",
        "slug": "cluster-headache",
        "summary": "What it is.",
        "go_live_at": "2099-01-01 09:00",
        "expire_at": "2099-02-01 09:00",
    }
    assert messages(send(editor, add_condition, ready, "publish")) == {}
    moments = {(2098, 12, 31): 404, (2099, 1, 2): 200, (2099, 2, 2): 404}
    for day, status in moments.items():
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: datetime(*day, tzinfo=UTC))
        call_command("publish_scheduled")
        assert client.get("/conditions/cluster-headache/").status_code == status, day


def test_schedule_that_ends_before_it_starts(editor, migraine):
    """Such a page would never be seen."""
    changes = {"go_live_at": "2099-01-02 09:00", "expire_at": "2099-01-01 09:00"}
    said = messages(send(editor, edit(migraine), changes, "publish"))
    assert set(said) == {"go_live_at", "expire_at"}
    assert "must be before expiry" in said["go_live_at"]


def test_earlier_version_can_be_brought_back(editor, client):
    """A change that turns out wrong is undone without typing the old text again."""
    page = builders.make_full_condition("The first version")
    first = page.latest_revision
    before = without_block_keys(client.get(page.url))
    removed = {"treatment_links-0-DELETE": "1", "citations-0-DELETE": "1"}
    changes = {"title": "The second version", "body": {"count": "0"}, **removed}
    assert messages(send(editor, edit(page), changes, "publish")) == {}
    assert without_block_keys(client.get(page.url)) != before
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    assert messages(send(editor, revert, {}, "publish")) == {}
    assert without_block_keys(client.get(page.url)) == before


def test_page_can_be_taken_down_and_put_back(editor, client, migraine):
    """Taking a page down is the first thing to do when a text turns out wrong."""
    send(editor, reverse("wagtailadmin_pages:unpublish", args=[migraine.pk]), {})
    assert client.get(migraine.url).status_code == 404
    assert words(read(client.get("/conditions/")).main).find("Migraine Treatment") < 0
    assert messages(send(editor, edit(migraine), {}, "publish")) == {}
    assert client.get(migraine.url).status_code == 200


def test_two_versions_can_be_compared(editor):
    """A clinician reviews what changed, in every block."""
    page = builders.make_full_condition()
    first = page.latest_revision
    page.title, page.body = "Changed", builders.body(ConditionPage, ("New", [("text", "<p>New words</p>")]))
    second = page.save_revision()
    compared = editor.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    )
    assert compared.status_code == 200
    assert "New words" in words(read(compared).main)


def test_page_below_a_page_is_written_the_same_way(editor, client):
    """Plain pages nest; the admin's form for one has every field that publishing needs."""
    about = builders.make_standard_page("About")
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", about.pk])
    content = streamfield([("text", text("Ground floor"))])
    section = ("section", {"heading": "Where to find us", "content": content})
    typed = {
        "title": "Contact",
        "slug": "contact",
        "summary": "How to reach us.",
        "body": streamfield([section]),
    }
    assert messages(send(editor, url, typed, "publish")) == {}
    page = StandardPage.objects.get(slug="contact")
    assert words(read(client.get(page.url)).main.h2) == "Where to find us"


# What becomes of the address of a page that is deleted.
GONE = {"address": "gone"}


def test_treatment_that_a_condition_speaks_of_cannot_be_deleted(editor, migraine, ketamine):
    """What ketamine does for migraine is written on the condition; it must not go with the treatment."""
    delete = reverse("wagtailadmin_pages:delete", args=[ketamine.pk])
    ticked = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    above = reverse("wagtailadmin_pages:delete", args=[ketamine.get_parent().pk])
    for address in (delete, f"{ticked}?id={ketamine.pk}&next=/admin/", above):
        answer = editor.post(address, GONE, follow=True)
        assert "“Ketamine” was not deleted: “Migraine Treatment” says" in words(read(answer).body)
    assert read(editor.get(migraine.url)).find("h2", string="How Does Ketamine Help Migraines?")
    editor.post(reverse("wagtailadmin_pages:delete", args=[migraine.pk]), GONE)
    editor.post(delete, GONE)
    assert not type(ketamine).objects.filter(pk=ketamine.pk).exists()


def test_site_can_be_deleted_as_a_whole(editor, migraine):
    """A treatment and the condition that speaks of it may go together."""
    home = migraine.get_site().root_page
    delete = reverse("wagtailadmin_pages:delete", args=[home.pk])
    editor.post(delete, GONE, follow=True)
    assert not type(migraine).objects.exists()


@pytest.mark.parametrize(
    "name", ["treatments/treatmentpage", "treatments/conditionpage", "home/standardpage"]
)
def test_page_can_be_previewed_before_it_is_saved(editor, name):
    """The preview is open while the first words are typed."""
    app, model = name.split("/")
    parent = Page.objects.get(
        slug={"treatmentpage": "treatments", "conditionpage": "conditions"}.get(model, "clinic")
    )
    add = editor.get(reverse("wagtailadmin_pages:add", args=[app, model, parent.pk]))
    data = form_of(add) | {"title": "Not saved yet", "slug": "not-saved-yet", "summary": "A first sentence."}
    preview = reverse("wagtailadmin_pages:preview_on_add", args=[app, model, parent.pk])
    assert editor.post(preview, data).json()["is_valid"]
    shown = editor.get(preview, {"mode": ""})
    assert shown.status_code == 200
    assert "Not saved yet" in words(read(shown).main)
