"""The admin as an editor finds it: in the clinic's name, with its pages one click away."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from home.models import ClinicSettings
from tests import builders
from tests.html import read, words
from treatments.models import ConditionPage, TreatmentPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client, django_user_model):
    """A function that signs in a person of the given groups and permissions; returns their client."""

    def sign_in(groups=(), permissions=()):
        user = django_user_model.objects.create_user("somebody")
        user.groups.set(Group.objects.filter(name__in=groups))
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user)
        return client

    return sign_in


def menu(response):
    """Return the entries of the admin's menu, as {label: address}, without those of its submenus."""
    props = json.loads(read(response).find("script", id="wagtail-sidebar-props").string)
    entries = next(module for module in props["modules"] if module["_type"].endswith("MainMenuModule"))
    items = [item["_args"][0] for item in entries["_args"][0]]
    return {item["label"]: item.get("url", "") for item in items}


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_menu_leads_to_the_lists(editor, migraine, ketamine):
    """An editor looks for “Ketamine”, not for a branch of a tree."""
    source = builders.make_source("Migraine photophobia")
    entries = menu(editor.get("/admin/"))
    for label, title, address in (
        ("Conditions", "Migraine Treatment", edit(migraine)),
        ("Treatments", "Ketamine", edit(ketamine)),
        ("Sources", source.title, reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])),
    ):
        listing = editor.get(entries[label])
        assert listing.status_code == 200
        links = {a["href"]: words(a) for a in read(listing).main.select("a[href]")}
        assert any(href.startswith(address) for href in links), label
        assert title in words(read(listing).main)


@pytest.mark.parametrize(
    ("listing", "label"), [("conditions", "Add condition"), ("treatments", "Add treatment")]
)
def test_lists_lead_to_a_new_page(editor, listing, label):
    """From the list it is one click to a new page, in its right place."""
    soup = read(editor.get(f"/admin/{listing}/"))
    link = next(a for a in soup.select("a[href]") if label.lower() in words(a).lower())
    added = editor.get(link["href"], follow=True)
    assert added.status_code == 200
    assert f"/{listing[:-1]}page/" in added.request["PATH_INFO"]


def test_dashboard_leads_to_the_clinical_pages(editor, migraine, ketamine):
    """The pages that matter are one click away, the latest edited first, with their state."""
    draft = builders.make_condition("Sciatica")
    draft.unpublish()
    builders.make_standard_page("Privacy")
    panel = read(editor.get("/admin/")).find(id="clinical-pages-section")
    rows = [words(row) for row in panel.select("tbody tr")]
    assert rows[0].startswith("Sciatica Condition")
    assert "draft" in rows[0].lower()
    assert "live" in rows[1].lower()
    links = {a["href"] for a in panel.select(".title a")}
    assert links == {edit(page) for page in (draft, migraine, ketamine)}


def test_dashboard_costs_the_same_with_more_pages(editor, django_assert_max_num_queries):
    """The first screen after signing in must not get slower with each page."""
    editor.get("/admin/")
    with django_assert_max_num_queries(60) as few:
        editor.get("/admin/")
    for number in range(8):
        builders.make_condition(f"Condition {number}")
    with django_assert_max_num_queries(len(few)):
        editor.get("/admin/")


def test_admin_has_the_name_of_the_clinic(editor, clinic):
    """An editor of two sites must see on which one they are."""
    clinic.name = "Quiet Room Clinic"
    clinic.save()
    dashboard = read(editor.get("/admin/"))
    assert dashboard.title.string == "Dashboard - Quiet Room Clinic"
    assert words(dashboard.h1) == "Quiet Room Clinic"
    editor.logout()
    sign_in = read(editor.get("/admin/login/", follow=True))
    assert sign_in.title.string == "Sign in - Quiet Room Clinic"
    assert "Quiet Room Clinic" in words(sign_in.header)
    assert "wagtail" not in words(sign_in.body).lower()


def test_admin_of_a_clinic_without_a_name(editor, clinic):
    """An empty name is no reason for an empty heading."""
    clinic.name = ""
    clinic.save()
    assert words(read(editor.get("/admin/")).h1)
    editor.logout()
    assert words(read(editor.get("/admin/login/", follow=True)).h1) == "Sign in"


def test_nobody_gets_in_without_signing_in(client, migraine):
    """Drafts and settings are for the clinic's own people."""
    for path in ("/admin/", edit(migraine), "/admin/settings/home/clinicsettings/", "/admin/conditions/"):
        response = client.get(path)
        assert (response.status_code, response.url.partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    ("groups", "permissions", "sees_pages"),
    [(["Editors"], [], True), (["Clinical reviewers"], [], True), ([], ["access_admin"], False)],
)
def test_dashboard_of_people_with_fewer_rights(sign_in, groups, permissions, sees_pages):
    """Whoever may sign in sees a dashboard, with what they may edit and nothing else."""
    client = sign_in(groups, permissions)
    response = client.get("/admin/")
    assert response.status_code == 200
    panel = read(response).find(id="clinical-pages-section")
    assert bool(panel) == sees_pages
    if panel:
        assert all(client.get(a["href"]).status_code == 200 for a in panel.select(".title a"))
        assert len(panel.select(".title a")) == 2


def test_editors_may_not_change_the_clinics_details(sign_in, clinic):
    """Who may write a page may not, by that, reword the notices of all pages."""
    client = sign_in(["Editors"])
    address = reverse("wagtailsettings:edit", args=["home", "clinicsettings", clinic.pk])
    assert client.get(address).status_code == 302
    client.post(address, {"name": "Somebody else's"})
    assert ClinicSettings.objects.get(pk=clinic.pk).name == clinic.name


def test_editors_write_and_reviewers_publish(sign_in, migraine):
    """The groups do what their names say: an editor can't put a page on the site."""
    client = sign_in(["Editors"])
    buttons = {words(button) for button in read(client.get(edit(migraine))).select("button, a.button")}
    assert "Publish" not in buttons
    assert client.get(reverse("wagtailadmin_pages:unpublish", args=[migraine.pk])).status_code == 302
    assert ConditionPage.objects.get().live
    assert TreatmentPage.objects.get().live
