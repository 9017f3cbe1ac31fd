"""The report on clinical reviews: what needs somebody first, for a clinic of any size."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from home.models import ClinicSettings
from tests import builders
from tests.clinical_review.acting import JSON, confirm, edit, open_review, signed_in, submit
from tests.forms import send
from tests.html import read, words
from tests.many_pages import add_conditions
from treatments.clinical_review.digest import live_digests
from treatments.models import (
    ClinicalApproval,
    Clinician,
    ConditionCitation,
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    TreatmentForCondition,
)

pytestmark = pytest.mark.django_db

REPORT = "/admin/clinical-review/report/"
NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.get_current_timezone())
HEADINGS = [
    "Page",
    "Type",
    "State",
    "Draft",
    "Clinician",
    "Reviewed",
    "Next review due",
    "Last changed",
    "Owner",
]


@pytest.fixture
def states(migraine, ketamine):
    """A site with a page in each state, seen on one day; gives a client of an administrator."""
    jane, sam = builders.make_reviewer(), builders.make_reviewer("sam", "Sam Roe", "")
    owner = get_user_model().objects.create_superuser("clinic-admin")
    pages = {
        name: builders.make_condition(name) for name in ("Overdue", "Overdue longer", "Due soon", "Changed")
    }
    builders.make_condition("Draft").unpublish()
    with time_machine.travel(NOW - timedelta(days=400)):
        confirm(signed_in(jane), pages["Overdue longer"])
    with time_machine.travel(NOW - timedelta(days=380)):
        confirm(signed_in(sam), pages["Overdue"])
    with time_machine.travel(NOW - timedelta(days=350)):
        confirm(signed_in(jane), pages["Due soon"])
    with time_machine.travel(NOW - timedelta(days=1)):
        for page in (pages["Changed"], ketamine):
            confirm(signed_in(jane), page)
    with time_machine.travel(NOW):
        client = signed_in(owner)
        send(client, edit(pages["Changed"]), {"subtitle": "=1+1"}, "publish")
        yield signed_in(owner)


def rows(client, **filters):
    """Return the report's rows as lists of the cells' words."""
    table = read(client.get(REPORT, filters)).select("table.listing tbody tr")
    return [[words(cell) for cell in row.select("td")] for row in table]


def test_most_urgent_comes_first(states):
    """Overdue for longest, then changed, then never reviewed, and so on down to drafts."""
    assert [(row[0], row[2]) for row in rows(states)] == [
        ("Overdue longer", "Review overdue"),
        ("Overdue", "Review overdue"),
        ("Changed", "Changed since review"),
        ("Migraine Treatment", "Never reviewed"),
        ("Due soon", "Review due soon"),
        ("Ketamine", "Reviewed"),
        ("Draft", "Not published"),
    ]


def test_row_says_who_and_when(states):
    """What a manager asks: who reviewed it, when, and until when."""
    by_title = {row[0]: row[1:] for row in rows(states)}
    assert by_title["Overdue"] == [
        "Condition",
        "Review overdue",
        "Sam Roe",
        "Nov 10, 2025",
        "Nov 10, 2026",
        by_title["Overdue"][5],
        "",
    ]
    assert by_title["Ketamine"][0] == "Treatment"
    assert by_title["Migraine Treatment"][2:5] == ["", "", ""]


def test_row_says_where_the_draft_is(states):
    """Nobody submits what is in review already, and what a reviewer asked for is not forgotten."""
    page = ConditionPage.objects.get(title="Due soon")
    writer, jane = signed_in(builders.make_user("ed", "Editors")), signed_in(find_user("jane"))
    submit(writer, page)

    def state():
        return {row[0]: row[2] for row in rows(states)}["Due soon"]

    assert state() == "Review due soon In review"
    address, _window, fields = open_review(jane, page, "reject")
    jane.post(address, fields | {"comment": "The dose."}, headers=JSON)
    assert state() == "Review due soon Changes asked for"
    printed = b"".join(states.get(REPORT, {"export": "csv"}).streaming_content).decode()
    assert "Review due soon,Changes asked for," in printed


def find_user(name):
    """Return the user of that name."""
    return get_user_model().objects.get(username=name)


def test_filters(states):
    """By state, by type and by clinician, and together."""
    jane = Clinician.objects.get(name="Jane Doe")
    condition = ContentType.objects.get_for_model(ConditionPage).pk

    def titles(**filters):
        return [row[0] for row in rows(states, **filters)]

    assert titles(state="overdue") == ["Overdue longer", "Overdue"]
    assert titles(clinician=jane.pk) == ["Overdue longer", "Changed", "Due soon", "Ketamine"]
    assert titles(type=condition, clinician=jane.pk) == ["Overdue longer", "Changed", "Due soon"]
    assert titles(state="overdue", clinician=jane.pk) == ["Overdue longer"]
    assert titles(state="reviewed", type=condition) == []


def test_export(states):
    """The same rows for a spreadsheet, and no text in it that a spreadsheet would run."""
    page = ConditionPage.objects.get(title="Changed")
    send(states, edit(page), {"title": "=HYPERLINK()"}, "publish")
    printed = b"".join(states.get(REPORT, {"export": "csv"}).streaming_content).decode()
    table = list(csv.reader(io.StringIO(printed)))
    assert table[0] == HEADINGS
    assert table[1][:7] == [
        "Overdue longer",
        "Condition",
        "Review overdue",
        "",
        "Jane Doe, MD",
        "2025-10-21",
        "2026-10-21",
    ]
    assert "'=HYPERLINK()" in [row[0] for row in table]
    content = b"".join(states.get(REPORT, {"export": "xlsx", "state": "due_soon"}).streaming_content)
    sheet = list(load_workbook(io.BytesIO(content)).active.values)
    assert list(sheet[0]) == HEADINGS
    assert [row[0] for row in sheet[1:]] == ["Due soon"]
    assert date.fromisoformat(str(sheet[1][6])[:10]) == date(2026, 12, 10)


def test_dashboard(states):
    """The counts and the five most urgent, where everybody starts."""
    panel = read(states.get("/admin/")).select_one("#clinical-review-section, #clinical-review")
    panel = panel.find_parent("section") or panel
    shown = words(panel)
    for count in ("Review overdue: 2", "Changed since review: 1", "Never reviewed: 1", "Reviewed: 1"):
        assert count in shown
    urgent = [words(cell) for cell in panel.select("td.title")]
    assert urgent == ["Overdue longer", "Overdue", "Changed", "Migraine Treatment", "Due soon"]


def test_who_sees_the_report(states):
    """Editors and reviewers; not somebody who has no page to look after."""
    for group, expected in (("Editors", 200), ("Clinical reviewers", 200), ("Site managers", 302)):
        client = signed_in(builders.make_user(f"one-of-{group.split()[0].lower()}", group))
        assert client.get(REPORT).status_code == expected
        assert (REPORT in client.get("/admin/").content.decode()) == (expected == 200)


def make_thousand(reviewer):
    """Add 1,000 condition pages, each with a source and a treatment, all of them approved."""
    source, treatment = builders.make_source(), builders.make_treatment()
    pages = add_conditions(1000, searchable=False)
    ConditionCitation.objects.bulk_create(ConditionCitation(page=page, source=source) for page in pages)
    TreatmentForCondition.objects.bulk_create(
        TreatmentForCondition(
            condition=page,
            treatment=treatment,
            heading="What it does",
            explanation="<p>It helps.</p>",
            regulatory_status=RegulatoryStatus.OFF_LABEL,
        )
        for page in pages
    )
    approve_all(reviewer)


def approve_all(reviewer):
    """Record an approval of each live condition page as it is."""
    clinic = ClinicSettings.for_site(Site.objects.get(is_default_site=True))
    pages = list(ConditionPage.objects.all())
    digests = live_digests(pages, clinic)
    ClinicalApproval.objects.bulk_create(
        ClinicalApproval(
            page_id=page.pk,
            page_title=page.title,
            digest=digests[page.pk],
            content={},
            page_data={},
            clinician=reviewer.clinician,
            clinician_name="Jane Doe",
            recorded_by=reviewer,
            recorded_by_name="jane",
            review_due=date(2099, 1, 1),
        )
        for page in pages
    )


def test_thousand_pages(editor):
    """A large site's report and dashboard open with few questions to the database."""
    reviewer = builders.make_reviewer()
    make_thousand(reviewer)
    explorer = reverse("wagtailadmin_explore", args=[ConditionIndexPage.objects.get().pk])
    for address, most in ((REPORT, 30), ("/admin/", 40), (explorer, 40)):
        editor.get(address)
        with CaptureQueriesContext(connection) as context:
            shown = editor.get(address)
        assert shown.status_code == 200
        assert len(context) <= most, address
    assert len(rows(editor, state="reviewed")) == 50
    assert "Reviewed: 1001" in words(read(editor.get("/admin/")).body)
    with CaptureQueriesContext(connection) as context:
        editor.get(REPORT, {"export": "csv"})
    assert len(context) <= 30


def test_badge_costs_little(client, clinic, every_page):
    """What a visitor waits for: at most three questions more than without the review."""
    page = every_page["everything"]
    reviewer = builders.make_reviewer()
    client.get(page.url)
    with CaptureQueriesContext(connection) as context:
        client.get(page.url)
    approve_all(reviewer)
    client.get(page.url)
    with CaptureQueriesContext(connection) as reviewed:
        assert read(client.get(page.url)).select(".review-note")
    asked = [query["sql"] for query in reviewed.captured_queries]
    about_review = [sql for sql in asked if "clinicalapproval" in sql]
    assert len(about_review) == 1
    assert len(reviewed) - len(context) + len(about_review) <= 3
