"""Every page, as a visitor and as an editor open it, and which pages show which others."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import HomePage, StandardPage
from tests import builders
from tests.forms import form_of
from tests.html import holes, read, words
from treatments.models import (
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    TreatmentForCondition,
    TreatmentIndexPage,
    TreatmentPage,
)

pytestmark = pytest.mark.django_db


def hide(page):
    """Show `page` to people who are signed in only."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def check_page(soup):
    """Check what a screen reader, a phone and a search engine need of any page."""
    assert soup.html["lang"] == "en"
    assert soup.title.string.strip()
    assert "width=device-width" in soup.find("meta", attrs={"name": "viewport"})["content"]
    assert len(soup.select("h1")) == 1
    assert words(soup.h1)
    assert (
        len(soup.select("body > header"))
        == len(soup.select("main"))
        == len(soup.select("body > footer"))
        == 1
    )
    assert soup.select("header nav[aria-label]")
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(below <= level + 1 for level, below in pairwise(levels)), levels
    ids = [node["id"] for node in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    references = [a["href"][1:] for a in soup.select("a[href^='#']")]
    references += [node["popovertarget"] for node in soup.select("[popovertarget]")]
    references += [node["aria-labelledby"] for node in soup.select("[aria-labelledby]")]
    assert "main" in references
    assert set(references) <= set(ids)


def test_visitors_can_open_and_use_each_page(client, every_page):
    """A page that an editor can publish must open, and keep its order for people who can't see it."""
    for page in every_page.values():
        response = client.get(page.url)
        assert response.status_code == 200, page.url
        soup = read(response)
        check_page(soup)
        assert soup.find("meta", attrs={"name": "description"})["content"].strip()
        assert words(soup.h1) == page.title
        assert holes(soup) == []


def test_address_without_a_page(client, every_page):
    """A wrong address gets the site's own page with ways out of it, and stays out of search engines."""
    response = client.get("/no-such-page/")
    soup = read(response)
    assert response.status_code == 404
    check_page(soup)
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert {"/", "/conditions/", "/treatments/", "/about/"} <= {a["href"] for a in soup.main.select("a")}
    assert holes(soup) == []


def test_editors_can_open_and_preview_each_page(editor, every_page):
    """An editor who can't open a page can't mend it; a preview shows the page as it will be."""
    for page in every_page.values():
        edit = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert edit.status_code == 200
        preview_url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        typed = form_of(edit) | {"title": "Typed a moment ago"}
        assert editor.post(preview_url, typed).json()["is_valid"]
        soup = read(editor.get(preview_url))
        assert words(soup.h1) == "Typed a moment ago"
        assert soup.find("base")["target"] == "_blank"
        check_page(soup)


def test_drafts_can_be_viewed(editor, every_page):
    """A link to a draft is what a clinician gets for review."""
    for page in every_page.values():
        page.title = "Not yet public"
        page.save_revision()
        draft = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        assert words(read(draft).h1) == "Not yet public"
        assert words(read(editor.get(page.url)).h1) != "Not yet public"


@pytest.mark.parametrize("status", RegulatoryStatus)
def test_treatment_for_a_condition_stands_on_both_pages(client, status):
    """The explanation is written once; a reader finds it wherever they start, with its status."""
    condition, treatment = builders.make_condition("Sciatica"), builders.make_treatment("Infusion")
    builders.link_treatment(condition, treatment, status, heading="What an infusion does")
    for page, other in ((condition, treatment), (treatment, condition)):
        soup = read(client.get(page.url))
        section = soup.find("h2", string="What an infusion does").parent
        assert "What it does." in words(section)
        shown = [words(node) for node in section.select(".status")]
        assert shown == ([] if status == RegulatoryStatus.NOT_STATED else [status.label])
        assert len(section.select(".notice")) == (status == RegulatoryStatus.OFF_LABEL)
        assert words(section.select_one(f"a[href='{other.url}']")) == f"About {other.title}"


def test_off_label_notice_stands_with_each_off_label_use(client, clinic, ketamine):
    """One notice at the top of a treatment's page would be read as being about one condition."""
    clinic.off_label_notice = "<p>Our own words on off-label use.</p>"
    clinic.save()
    for title in ("Sciatica", "Neuralgia"):
        builders.link_treatment(
            builders.make_condition(title), ketamine, RegulatoryStatus.OFF_LABEL, f"For {title}"
        )
    builders.link_treatment(
        builders.make_condition("Backache"), ketamine, RegulatoryStatus.APPROVED, "For backache"
    )
    soup = read(client.get(ketamine.url))
    with_notice = [words(notice.find_previous("h2")) for notice in soup.select(".notice")]
    assert with_notice == ["How Does Ketamine Help Migraines?", "For Sciatica", "For Neuralgia"]
    assert {words(notice) for notice in soup.select(".notice")} == {"Our own words on off-label use."}


@pytest.mark.parametrize("concealed_by", [lambda page: page.unpublish(), hide])
def test_off_label_notice_outlasts_the_page_of_the_condition(client, ketamine, migraine, concealed_by):
    """The treatment's own sections still speak of that use; the notice must not leave with the link."""
    concealed_by(migraine)
    soup = read(client.get(ketamine.url))
    assert "How Does Ketamine Help Migraines?" not in words(soup.main)
    assert len(soup.select(".notice")) == 1
    builders.link_treatment(builders.make_condition("Sciatica"), ketamine, RegulatoryStatus.OFF_LABEL)
    notices = read(client.get(ketamine.url)).select(".notice")
    assert [words(notice.find_previous("h2")) for notice in notices] == ["How it helps"]


def test_use_that_was_never_published_is_not_told(client, ketamine):
    """What an editor is still writing of a condition stays in the drafts."""
    treatment = builders.make_treatment("Infusion")
    condition = ConditionPage(title="Sciatica", summary="Not yet.", live=False)
    ConditionIndexPage.objects.get().add_child(instance=condition)
    TreatmentForCondition.objects.create(
        condition=condition,
        treatment=treatment,
        heading="Soon",
        explanation="<p>Soon.</p>",
        regulatory_status=RegulatoryStatus.OFF_LABEL,
    )
    assert not read(client.get(treatment.url)).select(".notice")


@pytest.mark.parametrize("concealed_by", [lambda page: page.unpublish(), hide])
def test_concealed_pages_are_not_shown_elsewhere(client, concealed_by):
    """A draft or private page must not leak through a list, a menu or the page of its treatment."""
    treatment = builders.make_treatment("Infusion", show_in_menus=True)
    condition = builders.make_condition("Sciatica")
    about = builders.make_standard_page("About us", show_in_menus=True)
    builders.link_treatment(condition, treatment, RegulatoryStatus.APPROVED, heading="What an infusion does")
    places = ["/", "/conditions/", "/treatments/", treatment.url, "/no-such-page/"]
    titles = ("Sciatica", "What an infusion does", "About us")
    before = " ".join(words(read(client.get(place))) for place in places)
    assert all(title in before for title in titles)
    for page in (condition, about):
        concealed_by(page)
    after = " ".join(words(read(client.get(place))) for place in places)
    assert not any(title in after for title in titles)


def test_privacy_covers_the_pages_below(client, migraine, ketamine):
    """A whole branch made private is concealed as a single page is, menu entry and all."""
    heading = "How Does Ketamine Help Migraines?"
    assert heading in words(read(client.get(ketamine.url)).main)
    hide(migraine.get_parent())
    soup = read(client.get(ketamine.url))
    assert heading not in words(soup.main)
    assert not soup.select("header a[href='/conditions/']")


def test_draft_treatment_is_not_linked(client, ketamine):
    """What is written on the condition stays; a link would lead to an error."""
    ketamine.unpublish()
    soup = read(client.get("/conditions/migraine/"))
    assert soup.find("h2", string="How Does Ketamine Help Migraines?")
    assert not soup.select("a[href*=ketamine]")
    assert "About Ketamine" not in words(soup.main)
    assert read(client.get("/")).select(".card") == []


def test_pages_below_a_menu_entry_mark_it(client):
    """A reader sees where they are; a screen reader says it."""
    expected = {"/conditions/": "page", "/conditions/migraine/": "true", "/": None, "/treatments/": None}
    for path, current in expected.items():
        entry = read(client.get(path)).select_one("header nav a[href='/conditions/']")
        assert entry.get("aria-current") == current


def test_page_types_go_where_they_belong(editor):
    """The tree is the site's address plan: a condition below a treatment would get the wrong address."""
    home, about = HomePage.objects.get(), builders.make_standard_page("About")
    nested = builders.make_page(StandardPage, about, "Nested")
    conditions, treatments = ConditionIndexPage.objects.get(), TreatmentIndexPage.objects.get()
    condition, treatment = ConditionPage.objects.get(), TreatmentPage.objects.get()
    parents = [home.get_parent(), home, about, nested, conditions, treatments, condition, treatment]
    allowed = {
        (StandardPage, home.pk),
        (StandardPage, about.pk),
        (StandardPage, nested.pk),
        (ConditionPage, conditions.pk),
        (TreatmentPage, treatments.pk),
    }
    offered = set()
    for page_type in (
        HomePage,
        StandardPage,
        ConditionIndexPage,
        ConditionPage,
        TreatmentIndexPage,
        TreatmentPage,
    ):
        for parent in parents:
            kind = (page_type._meta.app_label, page_type._meta.model_name)
            if editor.get(reverse("wagtailadmin_pages:add", args=[*kind, parent.pk])).status_code == 200:
                offered.add((page_type, parent.pk))
    assert offered == allowed


def test_page_with_a_password(client, migraine):
    """A page for one patient group wears the clinic's look, and tells nothing before the password."""
    image = builders.make_image()
    page = builders.make_standard_page("Diary for our patients", listing_image=image)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="mint"
    )
    asked = read(client.get(page.url))
    check_page(asked)
    assert "Diary" not in asked.html.prettify()
    assert not asked.select("meta[property='og:image']")
    form = asked.main.form
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    wrong = client.post(form["action"], data | {"password": "thyme"})
    assert "not correct" in words(read(wrong).main)
    opened = read(client.post(form["action"], data | {"password": "mint"}, follow=True))
    assert words(opened.h1) == "Diary for our patients"


def test_page_for_members(client, django_user_model):
    """Somebody who follows a link to a private page signs in and gets there."""
    django_user_model.objects.create_user("reader", password="mint-tea-7")
    page = builders.make_standard_page("Diary for our patients")
    hide(page)
    asked = client.get(page.url, follow=True)
    soup = read(asked)
    assert words(soup.h1) == "Sign in"
    assert "Diary" not in words(soup.body)
    data = {field["name"]: field.get("value", "") for field in soup.main.select("input[name]")}
    address = soup.main.form["action"]
    wrong = read(client.post(address, data | {"login": "reader", "password": "thyme"}))
    assert wrong.select_one("main [role=alert]")
    opened = read(client.post(address, data | {"login": "reader", "password": "mint-tea-7"}, follow=True))
    assert words(opened.h1) == "Diary for our patients"


def test_shared_page_shows_its_picture(client, migraine):
    """Somebody who gets the page's address in a message sees which picture belongs to it."""
    assert not read(client.get(migraine.url)).select("meta[property='og:image']")
    migraine.listing_image = builders.make_image(title="For lists")
    builders.publish(migraine)
    in_lists = read(client.get(migraine.url)).select_one("meta[property='og:image']")["content"]
    migraine.social_image = builders.make_image(title="For sharing")
    builders.publish(migraine)
    own = read(client.get(migraine.url)).select_one("meta[property='og:image']")["content"]
    assert own.startswith("http") and own.endswith(".jpg") and own != in_lists


def test_menu_takes_pages_of_any_depth(client, migraine):
    """The box "Show in menus" does what it says on every page that has it."""
    migraine.show_in_menus = True
    builders.publish(migraine)
    links = read(client.get("/")).select("header nav a")
    assert [words(link) for link in links] == [
        "Conditions",
        "Migraine Treatment",
        "Treatments",
        "Contact",
        "Search",
    ]
