"""Who may do what on a new site: each group has what its work needs, and no more."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Workflow

from tests import builders
from tests.clinical_review.acting import edit, signed_in
from tests.forms import send
from tests.html import read, words
from treatments.models import ClinicalReviewTask, Clinician, Source

pytestmark = pytest.mark.django_db

PLACES = {
    "pages": "/admin/conditions/",
    "sources": "/admin/snippets/treatments/source/",
    "clinicians": "/admin/snippets/treatments/clinician/",
    "new clinician": "/admin/snippets/treatments/clinician/add/",
    "pictures": "/admin/images/",
    "documents": "/admin/documents/",
    "users": "/admin/users/",
    "groups": "/admin/groups/",
    "clinic details": "/admin/settings/home/clinicsettings/",
    "review setting": "/admin/settings/treatments/clinicalreviewsettings/",
    "workflows": "/admin/workflows/list/",
    "enquiries": "/admin/snippets/home/enquiry/",
}
ALLOWED = {
    "Front desk": {"enquiries"},
    "Editors": {"pages", "sources", "pictures", "documents"},
    "Clinical reviewers": {"pages", "sources", "clinicians", "pictures", "documents"},
    "Site managers": {
        "clinicians",
        "new clinician",
        "users",
        "groups",
        "clinic details",
        "review setting",
        "workflows",
    },
}


@pytest.mark.parametrize("group", ALLOWED)
def test_each_group_gets_to_what_it_needs(group):
    """An editor finds the sources; nobody finds what is not theirs."""
    client = signed_in(builders.make_user("somebody", group))
    assert client.get("/admin/").status_code == 200
    opened = {name for name, address in PLACES.items() if opens(client, address)}
    assert opened == ALLOWED[group]


def opens(client, address):
    """Whether `address` shows what it names, and not the dashboard with a refusal."""
    answer = client.get(address, follow=True)
    return answer.status_code == 200 and answer.request["PATH_INFO"].startswith(address)


def test_new_site_has_these_groups_and_this_workflow(migraine, ketamine):
    """What a fresh Wagtail brings along would be a second way around the review."""
    assert set(Group.objects.values_list("name", flat=True)) == set(ALLOWED)
    workflow = Workflow.objects.get()
    assert workflow.name == "Clinical review"
    assert [type(task) for task in workflow.tasks.specific()] == [ClinicalReviewTask]
    assert migraine.get_workflow() == ketamine.get_workflow() == workflow
    assert builders.make_standard_page().get_workflow() is None


def test_editor_adds_a_source(db):
    """The list of sources grows while a page is being written."""
    client = signed_in(builders.make_user("ed", "Editors"))
    send(client, PLACES["sources"] + "add/", {"title": "A paper", "doi": "10.1000/1"})
    assert Source.objects.get().title == "A paper"


def test_site_manager_makes_a_profile(db):
    """A new colleague gets an account and a profile from the same person."""
    user = builders.make_user("jane", "Clinical reviewers")
    client = signed_in(builders.make_user("max", "Site managers"))
    send(client, PLACES["new clinician"], {"name": "Jane Doe", "credentials": "MD", "user": user.pk})
    assert Clinician.objects.get().user == user


def test_site_manager_leaves_pages_alone(migraine):
    """Whoever manages accounts has no business in the clinical text."""
    client = signed_in(builders.make_user("max", "Site managers"))
    shown = client.get(edit(migraine), follow=True)
    assert "you do not have permission" in words(read(shown).body).lower()
