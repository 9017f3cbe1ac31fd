"""The report on people: who may publish what, and who has signed in."""

import csv
import io

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission

from tests.clinical_review.acting import signed_in
from tests.html import read, words
from treatments.models import ConditionIndexPage

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/people/"
PASSWORD = "quiet-lamp-and-green-door"


def make_user(name, *groups, **fields):
    """Make somebody in `groups`, by their names."""
    user = get_user_model().objects.create_user(name, f"{name}@clinic.example", PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def manager():
    """A site manager."""
    return make_user("max", "Site managers")


def table(client):
    """Return {name: cells} of the report."""
    rows = read(client.get(REPORT)).select("table.listing tbody tr")
    return {cells[0]: cells[1:] for cells in ([words(cell) for cell in row.find_all("td")] for row in rows)}


def test_what_each_may_do(manager):
    """Rights come by a group, by a group of the clinic's own on a branch, or from being an administrator."""
    make_user("ed", "Editors")
    reviewer = make_user("jane", "Clinical reviewers", first_name="Jane", last_name="Doe")
    make_user("kim", "Front desk")
    make_user("root", is_superuser=True)
    make_user("visitor")
    make_user("gone", "Editors", is_active=False)
    own = Group.objects.create(name="Conditions only")
    own.permissions.add(Permission.objects.get(codename="access_admin"))
    publish = Permission.objects.get(codename="publish_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=own, page=ConditionIndexPage.objects.get(), permission=publish)
    make_user("cora", "Conditions only")
    Authenticator.objects.create(user=reviewer, type=Authenticator.Type.TOTP, data={})
    found = table(signed_in(manager))
    home = "Ketamine for Migraine treatment"
    assert {name: cells[:5] for name, cells in found.items()} == {
        "ed": ["Editors", "", home, "", "No"],
        "Jane Doe (jane)": ["Clinical reviewers", home, home, "", "Yes"],
        "kim": ["Front desk", "", "", "enquiries", "No"],
        "root": ["", "everything", "everything", "everything", "No"],
        "cora": ["Conditions only", "Conditions", "", "", "No"],
        "max": ["Site managers", "", "", "users, clinic details, clinicians", "No"],
    }
    assert found["ed"][5] == "Never" != found["max"][5]


def test_spreadsheet(manager):
    """It holds the same, and no name that a spreadsheet would run."""
    make_user("ed", "Editors", first_name="=1+1", last_name="Ed")
    answer = signed_in(manager).get(f"{REPORT}?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows[0][:3] == ["Person", "Groups", "May publish"]
    assert "'=1+1 Ed (ed)" in {row[0] for row in rows}


def test_more_people_ask_no_more(manager):
    """A clinic with many people reads it as fast."""
    client = signed_in(manager)

    def queries():
        client.get(REPORT)
        with CaptureQueriesContext(connection) as context:
            client.get(REPORT)
        return len(context)

    few = queries()
    for number in range(12):
        make_user(f"ed{number}", "Editors", "Clinical reviewers")
    assert queries() == few


@pytest.mark.parametrize("group", ["Editors", "Clinical reviewers", "Front desk"])
def test_for_who_looks_after_users(group):
    """Others neither find the report nor open it."""
    client = signed_in(make_user("ed", group))
    assert client.get(REPORT).status_code in {302, 403}
    assert REPORT not in client.get("/admin/").content.decode()


def test_who_signed_in_is_in_the_history(manager):
    """By the door that everybody takes; wrong passwords and visitors without rights are no entry."""
    make_user("ed", "Editors")
    make_user("visitor")
    for name, password in (("ed", "wrong"), ("ed", PASSWORD), ("visitor", PASSWORD)):
        Client().post("/account/login/", {"login": name, "password": password})
    history = read(signed_in(manager).get("/admin/reports/site-history/?action=accounts.signed_in"))
    assert [words(row).count("Signed in") for row in history.select("tbody tr")].count(1) == 2
    assert "visitor" not in words(history.select_one("tbody"))
