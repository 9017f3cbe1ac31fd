"""Who sees enquiries and who does not, and what the front desk does not see."""

import pytest
from django.urls import reverse

from home.models import Enquiry
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.enquiries.front_desk import LIST, press, screen
from tests.html import read, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("group", ["Editors", "Clinical reviewers", "Site managers"])
def test_nobody_else_sees_them(enquiry, group):
    """What visitors write is for the front desk: no list, no screen, no spreadsheet, no count."""
    client = signed_in(builders.make_user("somebody", group))
    chooser = "/admin/snippets/choose/home/enquiry/"
    bulk = reverse("wagtail_bulk_action", args=["home", "enquiry", "delete"]) + f"?id=all&next={LIST}"
    for address in (chooser, f"{chooser}results/", bulk, f"/admin/pages/usage/{enquiry.about_id or 1}/"):
        assert "nquiry of" not in client.get(address, follow=True).content.decode()
    client.post(bulk, follow=True)
    assert Enquiry.objects.exists()
    for address in (LIST, screen(enquiry), f"{LIST}delete/{enquiry.pk}/", f"{LIST}history/{enquiry.pk}/"):
        assert "Ana Lopez" not in client.get(address, follow=True).content.decode()
    assert client.get(LIST, {"export": "csv"}).status_code == 302
    front = client.get("/admin/").content.decode()
    assert "Enquiries" not in front and "Ana Lopez" not in front
    for found in (
        client.get("/admin/reports/site-history/", follow=True),
        client.get("/admin/snippets/", follow=True),
    ):
        assert "Enquir" not in words(read(found).main)


def test_front_desk_sees_nothing_else(desk, enquiry, migraine):
    """The person at the phone has no way into pages, pictures, settings or reports."""
    menu = desk.get("/admin/").content.decode()
    for label in (
        "Conditions",
        "Treatments",
        "Images",
        "Documents",
        "Reports",
        "Settings",
        "Sources",
        "Pages",
    ):
        assert f'"{label}"' not in menu, label
    for address in (
        "/admin/conditions/",
        f"/admin/pages/{migraine.pk}/edit/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/settings/home/clinicsettings/",
        "/admin/users/",
        "/admin/snippets/treatments/source/",
        "/admin/clinical-review/report/",
        "/admin/clinical-review/approvals/",
        "/admin/clinical-review/guide/",
        "/admin/reports/links/",
        "/admin/unanswered-searches/",
    ):
        answer = desk.get(address, follow=True)
        assert answer.request["PATH_INFO"] != address or answer.status_code in {403, 404}, address


def test_front_desk_chooses_no_pages(desk, migraine):
    """The window to choose a page in would show drafts."""
    draft = builders.make_standard_page("Secret plans")
    draft.unpublish()
    shown = desk.get("/admin/choose-page/search/", {"q": "Secret"}).content.decode()
    assert "Secret plans" not in shown
    ed = signed_in(builders.make_user("ed", "Editors"))
    assert "Secret plans" in ed.get("/admin/choose-page/search/", {"q": "Secret"}).content.decode()


def test_nobody_makes_one_up(enquiry, django_user_model):
    """An enquiry comes from a visitor; what it says can't be changed, not by an administrator either."""
    boss = signed_in(django_user_model.objects.create_superuser("boss"))
    assert "Add enquiry" not in words(read(boss.get(LIST)))
    assert boss.get(f"{LIST}add/", follow=True).request["PATH_INFO"] != f"{LIST}add/"
    press(boss, enquiry, "take")
    boss.post(screen(enquiry), {"name": "Somebody else", "step": "note", "note": "x"})
    enquiry.refresh_from_db()
    assert enquiry.name == "Ana Lopez"
