"""The report on links: whatever leads nowhere, with the way to where it is put right."""

import csv
import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission

from home.link_check.asking import Answer
from home.link_check.found import find_links
from home.link_check.models import OutsideLink, Problem
from home.models import HomePage, StandardPage
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.html import read, words
from treatments.models import Clinician, RegulatoryStatus

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/links/"
HEADINGS = ["Where", "Type", "Words", "Leads to", "What is wrong", "Since", "Checked"]


def rows(client):
    """Return the report's rows as lists of the cells' words."""
    return [[words(cell) for cell in row.select("td")] for row in table(client)]


def table(client):
    """Return the report's rows, parsed."""
    return read(client.get(REPORT)).select("table.listing tbody tr")


def said(client):
    """Return what the report says."""
    return words(read(client.get(REPORT)).select_one("main"))


def standard_page(title, *blocks):
    """Return a published standard page with those blocks, (name, raw value) pairs, in one section."""
    return builders.make_standard_page(title, body=builders.body(StandardPage, ("The house", blocks)))


def text(kind, pk, label="Read on"):
    """Return a text block with a link."""
    return "text", f'<p>Ask. <a linktype="{kind}" id="{pk}">{label}</a></p>'


def test_links_inside_the_site(editor):
    """A page taken down or deleted is missed in every place that leads to it, and so is a document."""
    target, gone = builders.make_standard_page("Visits"), builders.make_standard_page("Parking")
    draft = builders.make_standard_page("Plans")
    document = builders.make_document("Form")
    button = {"text": "Questions?", "link": {"text": "Visit us", "page": target.pk}}
    table_cell = {
        "caption": "Two",
        "columns": [{"type": "text", "heading": "One"}],
        "rows": [{"values": [text("page", gone.pk, "in a cell")[1]]}],
    }
    answer = {"question": "Where?", "answer": text("page", target.pk, "in an answer")[1]}
    page = standard_page(
        "About",
        text("page", target.pk, "by <b>train</b>"),
        ("call_to_action", button),
        ("page_cards", {"pages": [{"type": "item", "value": draft.pk, "id": "a"}]}),
        ("document_link", {"document": document.pk, "text": "Your form"}),
        text("document", document.pk, "the form"),
        ("table", table_cell),
        ("questions", {"questions": [answer]}),
    )
    assert rows(editor) == []
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=timezone.get_current_timezone())):
        target.unpublish()
        draft.unpublish()
        gone.delete()
    editor.post(reverse("wagtaildocs:delete", args=[document.pk]))
    today = f"{timezone.localdate():%b} {timezone.localdate().day}, {timezone.localdate().year}"
    where = "About Standard page"
    unpublished, deleted = "The page is not published.", "The page was deleted."
    assert sorted(rows(editor)) == sorted(
        [
            [where, "by train", "Visits", unpublished, "Nov 20, 2026", ""],
            [where, "Visit us", "Visits", unpublished, "Nov 20, 2026", ""],
            [where, "", "Plans", unpublished, "Nov 20, 2026", ""],
            [where, "Your form", "Form", "The document was deleted.", today, ""],
            [where, "the form", "Form", "The document was deleted.", today, ""],
            [where, "in a cell", "Parking", deleted, "Nov 20, 2026", ""],
            [where, "in an answer", "Visits", unpublished, "Nov 20, 2026", ""],
        ]
    )
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert {row.a["href"] for row in table(editor)} == {edit}


def test_every_kind_of_place(editor, clinic, migraine, ketamine):
    """Rows of a page, the front page and the clinic details are content too."""
    target = builders.make_standard_page("Visits")
    builders.link_treatment(migraine, builders.make_treatment(), RegulatoryStatus.APPROVED)
    row = migraine.treatment_links.last()
    row.explanation = text("page", target.pk, "in a row")[1]
    row.save()
    home = HomePage.objects.get()
    home.start_link = [("link", {"text": "Start", "page": target})]
    builders.publish(home)
    clinic.footer_links = [("link", {"page": target})]
    clinic.crisis_line = text("page", target.pk, "the crisis line")[1]
    clinic.save()
    target.unpublish()
    assert {(place[:17], label) for place, label, *_rest in rows(editor)} == {
        ("Migraine Treatmen", "in a row"),
        (f"{home.title} Home page"[:17], "Start"),
        ("Clinic details Se", ""),
        ("Clinic details Se", "the crisis line"),
    }
    urls = {row.a["href"] for row in table(editor)}
    assert reverse("wagtailsettings:edit", args=["home", "clinicsettings", clinic.site_id]) in urls
    for url in urls:
        assert editor.get(url).status_code == 200


def test_what_is_not_shown_is_not_reported(editor):
    """A draft's links, and those of a page that is taken down, lead no reader astray."""
    target = builders.make_standard_page("Visits")
    page = standard_page("About", text("page", target.pk))
    draft = builders.make_standard_page("Draft")
    draft.body = page.body
    draft.save_revision()
    target.unpublish()
    assert [row[0] for row in rows(editor)] == ["About Standard page"]
    page.unpublish()
    assert rows(editor) == []


def test_links_to_other_sites(editor, migraine):
    """What `check_links` was told stands beside the rest; what needs nothing done to it comes last."""
    builders.make_source("Gone paper", doi="10.1000/gone", url="https://unused.example/")
    builders.make_source("Number", doi="", pmid="27190022")
    Clinician.objects.create(name="Jane Doe", registration="A", registration_url="https://register.example/a")
    url = "https://www.nih.gov/page#part"
    standard_page(
        "About",
        (
            "text",
            f'<p><a href="{url}">the institutes</a> <a href="tel:988">988</a> <a href="#a">a</a> '
            '<a href="http://[odd/#a">a</a></p>',
        ),
        ("call_to_action", {"text": "", "link": {"text": "Out", "url": "https://moved.example/"}}),
    )
    assert {item.link.key for item in find_links() if item.link.target == "address"} >= {
        "https://doi.org/10.1000/gone",
        "https://pubmed.ncbi.nlm.nih.gov/27190022/",
        "https://register.example/a",
        "https://www.nih.gov/page",
        "https://moved.example/",
    }
    assert "https://unused.example/" not in {item.link.key for item in find_links()}
    assert "not been checked yet" in said(editor)
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=timezone.get_current_timezone())):
        OutsideLink.record("https://www.nih.gov/page", Answer(Problem.GONE, 404))
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=timezone.get_current_timezone())):
        OutsideLink.record("https://www.nih.gov/page", Answer(Problem.FAULT, 500))
        OutsideLink.record("https://doi.org/10.1000/gone", Answer(Problem.UNCHECKED, 403))
        OutsideLink.record("https://moved.example/", Answer(Problem.MOVED, 200, "https://new.example/"))
        OutsideLink.record("https://register.example/a", Answer("", 200))
        OutsideLink.record("https://nobody.example/links-here", Answer(Problem.GONE, 404))
    assert rows(editor) == [
        [
            "About Standard page",
            "the institutes",
            "https://www.nih.gov/page",
            "The site answers with an error (500).",
            "Nov 20, 2026",
            "Nov 25, 2026",
        ],
        [
            "About Standard page",
            "Out",
            "https://moved.example/",
            "The page has moved for good. Use its new address: https://new.example/",
            "",
            "Nov 25, 2026",
        ],
        [
            "Gone paper Source",
            "Gone paper",
            "https://doi.org/10.1000/gone",
            "It could not be checked. Open it yourself (403).",
            "",
            "Nov 25, 2026",
        ],
    ]
    assert "last checked on Nov 25, 2026" in said(editor)
    assert "New since then: 2 addresses" in said(editor)


def test_when_all_is_well(editor):
    """An empty report says what it is worth: whether other sites were asked, and when, or how to do that."""
    assert "There is no dead link in what you can edit. No page links to another site." in said(editor)
    builders.make_source("Paper", doi="10.1000/paper")
    assert "In what you can edit, no link inside the site is dead." in said(editor)
    assert "manage.py check_links" in said(editor)
    OutsideLink.record("https://doi.org/10.1000/paper", Answer("", 200))
    assert "Links to other sites were last checked on" in said(editor)
    assert "manage.py" not in said(editor)


def test_who_sees_which_rows(clinic):
    """Everybody sees what they can put right, and nothing else."""
    target = builders.make_standard_page("Visits")
    standard_page("About", text("page", target.pk))
    branch = standard_page("Team", text("page", target.pk))
    clinic.crisis_line = text("page", target.pk)[1]
    clinic.save()
    target.unpublish()

    def places(user):
        return {row[0].split()[0] for row in rows(signed_in(user))}

    assert places(builders.make_user("ed", "Editors")) == {"About", "Team"}
    assert places(builders.make_reviewer()) == {"About", "Team"}
    assert not places(builders.make_user("sam", "Site managers")) & {"About", "Team"}
    assert len(rows(signed_in(builders.make_user("kim", "Site managers")))) == 1
    writer = builders.make_user("lee", "Site managers")
    writer.groups.all()[0].permissions.clear()
    writer.groups.all()[0].permissions.add(Permission.objects.get(codename="access_admin"))
    grant(writer, branch)
    assert places(writer) == {"Team"}


def grant(user, page):
    """Let the group of `user` change `page` and what is below it."""
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=user.groups.get(), page=page.page_ptr, permission=change)


def test_visitors_do_not_see_it(client):
    """What is wrong with the site is nobody else's business."""
    assert client.get(REPORT).status_code == 302
    assert REPORT in signed_in(builders.make_user("ed", "Editors")).get("/admin/").content.decode()


def test_export(editor):
    """The same rows for a spreadsheet, and no text in it that a spreadsheet would run."""
    target = builders.make_standard_page("Visits")
    standard_page("About", text("page", target.pk, "=1+1"))
    target.unpublish()
    printed = b"".join(editor.get(REPORT, {"export": "csv"}).streaming_content).decode()
    lines = list(csv.reader(io.StringIO(printed)))
    assert lines[0] == HEADINGS
    assert lines[1][:5] == ["About", "Standard page", "'=1+1", "Visits", "The page is not published."]
    content = b"".join(editor.get(REPORT, {"export": "xlsx"}).streaming_content)
    sheet = list(load_workbook(io.BytesIO(content)).active.values)
    assert (list(sheet[0]), sheet[1][2]) == (HEADINGS, "'=1+1")


def test_since_survives_what_says_nothing():
    """A site that is shy for a day must not make an old failure look new; a good answer ends it."""
    url, began = "https://outside.example/", timezone.now() - timedelta(days=9)
    with time_machine.travel(began):
        OutsideLink.record(url, Answer(Problem.TIMEOUT))
    for answer in (Answer(Problem.UNCHECKED, 403), Answer(Problem.GONE, 404)):
        since = OutsideLink.record(url, answer).failing_since
        assert abs(since - began) < timedelta(minutes=1)
    assert OutsideLink.record(url, Answer("", 200)).failing_since is None
    assert OutsideLink.record(url, Answer(Problem.UNCHECKED, 403)).failing_since is None
