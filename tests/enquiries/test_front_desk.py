"""The front desk's side: find what is new, take it, note it, answer it; nobody else sees a word of it."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.enquiries.handling import TAKE, ChangedError, do
from home.models import Enquiry
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.enquiries.front_desk import LIST, press, screen
from tests.enquiries.sending import send
from tests.html import read, words

pytestmark = pytest.mark.django_db


def buttons(response):
    """Return the names of the steps that can be taken."""
    return [button["value"] for button in read(response).select("button[name=step]")]


def listed(client, **query):
    """Return the names in the list."""
    rows = read(client.get(LIST, query)).select("tbody tr")
    return sorted(words(row.select_one(".title-wrapper a")) for row in rows)


def test_from_new_to_answered(desk, kim, enquiry):
    """Each button does what it says, keeps the note, and the history tells who did what."""
    opened = desk.get(screen(enquiry))
    for text in (
        "Ana Lopez",
        "(555) 010-0123",
        "ana@example.org",
        "weekdays after 4 pm",
        "Could you call me?",
    ):
        assert text in words(read(opened).main)
    assert buttons(opened) == ["take", "answer", "spam", "note"]
    taken = press(desk, enquiry, "take", "Called, no answer.")
    assert "You have taken it." in words(read(taken)) and "Called, no answer." in words(read(taken).main)
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by) == ("in_progress", kim)
    press(desk, enquiry, "note", "Again, no answer.")
    answered = press(desk, enquiry, "answer", "Reached her.")
    assert answered.request["PATH_INFO"] == LIST
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by) == ("answered", kim)
    assert [note.text for note in enquiry.notes.all()] == [
        "Called, no answer.",
        "Again, no answer.",
        "Reached her.",
    ]
    assert {note.author for note in enquiry.notes.all()} == {kim}
    done = words(read(desk.get(screen(enquiry))).main)
    for step in ("Took it, Kim", "Wrote a note, Kim", "Marked it as answered, Kim"):
        assert step in done
    assert ModelLogEntry.objects.for_instance(enquiry).filter(user=kim).count() == 5


def test_other_ways(desk, enquiry):
    """Spam is put aside and found again; what was taken can be given back."""
    press(desk, enquiry, "spam")
    assert listed(desk) == [] and listed(desk, status="spam") == listed(desk, q="Lopez") == ["Ana Lopez"]
    assert "1 taken for spam" in words(read(desk.get("/admin/")).select_one("#enquiries-section"))
    assert buttons(desk.get(screen(enquiry))) == ["no_spam", "note"]
    press(desk, enquiry, "no_spam")
    assert listed(desk) == ["Ana Lopez"]
    press(desk, enquiry, "take")
    press(desk, enquiry, "give_back")
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by) == ("new", None)
    press(desk, enquiry, "answer")
    assert buttons(desk.get(screen(enquiry))) == ["reopen", "note"]
    press(desk, enquiry, "reopen")
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by.username) == ("in_progress", "kim")


def test_two_people_at_once(desk, enquiry):
    """Who comes second is told, loses nothing they typed, and can look before they press again."""
    second = signed_in(builders.make_user("lee", "Front desk"))
    opened = second.get(screen(enquiry))
    press(desk, enquiry, "take")
    refused = press(second, enquiry, "take", "I spoke to her.", opened)
    assert "Somebody has changed this enquiry" in words(read(refused).main)
    assert "Kim has it." in words(read(refused).main)
    assert read(refused).select_one("textarea").get_text().strip() == "I spoke to her."
    enquiry.refresh_from_db()
    assert enquiry.taken_by.username == "kim" and not enquiry.notes.exists()
    press(second, enquiry, "take", "I spoke to her.", refused)
    enquiry.refresh_from_db()
    assert enquiry.taken_by.username == "lee" and enquiry.notes.count() == 1


def test_two_people_at_the_very_same_moment(enquiry, kim):
    """Also between the look and the pressing: the second changes nothing."""
    as_seen = Enquiry.objects.get()
    do(TAKE, enquiry, kim)
    with pytest.raises(ChangedError):
        do(TAKE, as_seen, builders.make_user("lee", "Front desk"), "A note")
    enquiry.refresh_from_db()
    assert enquiry.taken_by == kim and not enquiry.notes.exists()


def test_mistakes(desk, enquiry):
    """An empty note, a button that is not there, a note that is too long: words, and nothing done."""
    assert "Write the note first." in words(read(press(desk, enquiry, "note")).main)
    for step in ("no_spam", "fly", ""):
        assert press(desk, enquiry, step).status_code == 200
    long = press(desk, enquiry, "take", "x" * 2001)
    assert read(long).select_one("textarea").get_text().strip() == "x" * 2001
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.notes.count()) == ("new", 0)
    assert desk.get(f"{LIST}edit/999999/").status_code == 404


def test_list_filters_searches_and_counts(desk, kim, contact, enquiry, migraine):
    """Found by name, number or subject; the menu and the dashboard say how many wait."""
    send(contact, name="Bo Chen", phone="(555) 010-0999", email="", about=migraine.pk, message="")
    send(contact, name="Cy Spam", website="x", email="", message="")
    press(desk, enquiry, "take")
    assert listed(desk) == ["Ana Lopez", "Bo Chen"]
    for words_of_bo in ("5550100999", "0999", "chen", "Migraine"):
        assert listed(desk, q=words_of_bo) == ["Bo Chen"]
    assert listed(desk, q="ana@example.org") == listed(desk, q="Could you") == ["Ana Lopez"]
    assert listed(desk, status="new") == ["Bo Chen"]
    press(desk, Enquiry.objects.get(name="Bo Chen"), "note", "Likes the morning.")
    assert listed(desk, q="the morning") == ["Bo Chen"]
    assert listed(desk, taken_by=kim.pk) == ["Ana Lopez"]
    front = desk.get("/admin/").content.decode()
    assert "Enquiries (1 new)" in front
    assert "1 with you" in words(read(desk.get("/admin/")).select_one("#enquiries-section"))


def test_many_are_answered_at_once(desk, contact, kim):
    """After a busy day nobody opens thirty screens."""
    for name in ("Ana", "Bo", "Cy"):
        send(contact, name=name)
    chosen = Enquiry.objects.filter(name__in=["Ana", "Bo"])
    ids = "&".join(f"id={enquiry.pk}" for enquiry in chosen)
    address = reverse("wagtail_bulk_action", args=["home", "enquiry", "answered"])
    shown = desk.get(f"{address}?{ids}&next={LIST}")
    assert "Ana" in words(read(shown).main) and "Cy" not in words(read(shown).main)
    done = desk.post(f"{address}?{ids}&next={LIST}", follow=True)
    assert "2 enquiries are marked as answered." in words(read(done))
    assert set(Enquiry.objects.values_list("name", "status", "taken_by")) == {
        ("Ana", "answered", kim.pk),
        ("Bo", "answered", kim.pk),
        ("Cy", "new", None),
    }


@pytest.fixture
def mixed(contact, kim):
    """One of each status, each called after it."""
    for status in ("new", "in_progress", "answered", "spam"):
        send(contact, name=f"Is {status}")
        Enquiry.objects.filter(name=f"Is {status}").update(status=status)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("status=new", {"in_progress", "answered", "spam"}),
        ("", {"spam"}),
        ("q=Is+in_progress", {"new", "answered", "spam"}),
    ],
)
def test_all_means_all_that_is_shown(desk, mixed, query, left):
    """“Select all” takes what the filter shows, in all parts of the list, and nothing that it hides."""
    address = reverse("wagtail_bulk_action", args=["home", "enquiry", "delete"])
    asked = f"{address}?{query}&id=all&next={LIST}"
    assert "for good" in words(read(desk.get(asked)).main)
    desk.post(asked, follow=True)
    assert set(Enquiry.objects.values_list("status", flat=True)) == left


def test_spam_is_not_answered_in_passing(desk, mixed):
    """What was ticked and can't be answered is left as it is."""
    ids = "&".join(f"id={key}" for key in Enquiry.objects.values_list("pk", flat=True))
    address = reverse("wagtail_bulk_action", args=["home", "enquiry", "answered"])
    assert "Left out: 2" in words(read(desk.get(f"{address}?{ids}&next={LIST}")).main)
    desk.post(f"{address}?{ids}&next={LIST}", follow=True)
    assert Enquiry.objects.get(name="Is spam").status == "spam"
    assert Enquiry.objects.filter(status="answered").count() == 3


def test_spreadsheets(desk, contact):
    """All that is needed for a call, in both formats, and nothing that a spreadsheet would run."""
    send(contact, name="=HYPERLINK(1)", message="@SUM(1)", call_time="+1")
    printed = b"".join(desk.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in printed and "'@SUM(1)" in printed and "'+1" in printed
    content = b"".join(desk.get(LIST, {"export": "xlsx"}).streaming_content)
    heading, row = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    cells = dict(zip(heading, row, strict=True))
    assert (cells["Name"], cells["Status"]) == ("'=HYPERLINK(1)", "New")
    assert cells["E-mail"] == "ana@example.org"


def test_spreadsheet_has_the_clinics_clock(desk, contact, settings):
    """The times are those on the screen, to the minute, and notes are there too."""
    with time_machine.travel(datetime(2026, 7, 1, 16, 30, 59, tzinfo=UTC), tick=False):
        send(contact)
        enquiry = Enquiry.objects.get()
        press(desk, enquiry, "note", "Called.")
    settings.TIME_ZONE = "America/New_York"
    printed = b"".join(desk.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "2026-07-01 12:30:00," in printed
    assert "Called." in printed and "+00:00" not in printed


def test_words_of_visitors_are_no_markup(desk, contact):
    """What somebody types stays text in the list, on the screen, in the dashboard and in the question."""
    send(contact, name="<script>alert(1)</script>", message="<img src=x onerror=alert(1)>")
    enquiry = Enquiry.objects.get()
    for address in ("/admin/", LIST, screen(enquiry), f"{LIST}delete/{enquiry.pk}/"):
        html = desk.get(address).content.decode()
        assert "<script>alert(1)" not in html and "<img src=x" not in html


def test_visitor_who_wants_it_deleted(desk, enquiry):
    """Somebody has a right to be forgotten before the day comes."""
    address = read(desk.get(screen(enquiry))).select_one("a.no")["href"]
    desk.post(address, follow=True)
    assert not Enquiry.objects.exists()
    assert "Ana Lopez" not in " ".join(ModelLogEntry.objects.values_list("label", flat=True))
