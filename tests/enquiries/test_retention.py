"""Enquiries go when their day has come, and not a day before."""

import io
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex

from home.enquiries.handling import ANSWER, SPAM, TAKE, do
from home.models import Enquiry, EnquiryNote, UnansweredSearch
from home.months import add_months
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.enquiries.sending import send
from tests.html import read, words

pytestmark = pytest.mark.django_db

ZONE = timezone.get_current_timezone()


def at(*day, hour=12):
    """Travel to that day."""
    return time_machine.travel(datetime(*day, hour, tzinfo=ZONE), tick=False)


def purge():
    """Run the command; returns what it printed."""
    printed = io.StringIO()
    call_command("purge_enquiries", stdout=printed)
    return printed.getvalue().strip()


@pytest.mark.parametrize(
    ("received", "months", "goes"),
    [
        ((2026, 1, 15), 6, (2026, 7, 15)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2023, 8, 31), 6, (2024, 2, 29)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
    ],
)
def test_boundary(contact, clinic, received, months, goes):
    """Late on its last day it is there; the minute after, it is gone."""
    clinic.enquiry_months = months
    clinic.save()
    with at(*received):
        send(contact)
    after = date(*goes) + timedelta(days=1)
    with at(*goes, hour=23):
        assert purge() == "Enquiries deleted: 0."
    with at(after.year, after.month, after.day, hour=0):
        assert purge() == "Enquiries deleted: 1 (1 new)."
    assert not Enquiry.objects.exists()


def test_spam_goes_sooner(contact):
    """Thirty days are enough to find somebody who was taken for a program."""
    with at(2026, 3, 1):
        send(contact, website="http://spam.example")
        send(contact)
    with at(2026, 3, 31, hour=23):
        assert purge() == "Enquiries deleted: 0."
    with at(2026, 4, 1):
        assert purge() == "Enquiries deleted: 1 (1 spam)."
    assert Enquiry.objects.get().status == "new"


def test_spam_that_somebody_finds_late(contact):
    """One wrong click on an older enquiry is not the end of it: it counts from the click."""
    kim = builders.make_user("kim", "Front desk")
    with at(2026, 3, 1):
        send(contact)
    with at(2026, 5, 1):
        do(SPAM, Enquiry.objects.get(), kim)
    with at(2026, 5, 31):
        assert purge() == "Enquiries deleted: 0."


def test_searches_in_vain_go_too(db):
    """What nobody looks for any more is not kept."""
    UnansweredSearch.remember("zzyzx", ["zzyzx"])
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        purge()
    assert not UnansweredSearch.objects.exists()


def test_each_change_counts_anew(contact):
    """What somebody is still working on is not taken from under their hands."""
    kim = builders.make_user("kim", "Front desk")
    with at(2026, 1, 1):
        send(contact)
    with at(2026, 5, 1):
        do(TAKE, Enquiry.objects.get(), kim, "Called.")
    with at(2026, 7, 2):
        assert purge() == "Enquiries deleted: 0."
    with at(2026, 11, 2):
        assert purge() == "Enquiries deleted: 1 (1 in progress)."


def test_nothing_of_it_is_left(contact, migraine):
    """Notes and index entries go with it; the audit log names no visitor."""
    kim = builders.make_user("kim", "Front desk")
    with at(2026, 1, 1):
        send(contact, about=migraine.pk)
        send(contact, name="Bo Chen")
        do(ANSWER, Enquiry.objects.get(name="Ana Lopez"), kim, "Ana will come on Monday.")
    with at(2026, 1, 2):
        do(ANSWER, Enquiry.objects.get(name="Bo Chen"), kim, "Bo needs nothing.")
    with at(2026, 7, 2):
        purge()
    assert [enquiry.name for enquiry in Enquiry.objects.all()] == ["Bo Chen"]
    assert [note.text for note in EnquiryNote.objects.all()] == ["Bo needs nothing."]
    gone = ReferenceIndex.objects.filter(base_content_type__model="enquiry")
    assert not gone.exists()
    logged = " ".join(f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all())
    assert logged and not [
        word for word in ("Ana", "Lopez", "0123", "example.org", "Monday") if word in logged
    ]


def test_nothing_is_copied_into_the_search_index(contact, settings):
    """What visitors write is in one table, and a purge of it is a purge."""
    from wagtail.search.models import IndexEntry

    before = IndexEntry.objects.count()
    send(contact)
    assert IndexEntry.objects.count() == before


def test_day_is_told(contact, clinic):
    """The front desk sees when each enquiry goes, in the list and on its screen, by the clinic's own rule."""
    clinic.enquiry_months = 2
    clinic.save()
    with at(2026, 1, 31):
        send(contact)
        desk = signed_in(builders.make_user("kim", "Front desk"))
        listed = words(read(desk.get("/admin/snippets/home/enquiry/")).select_one("tbody tr"))
        screen = words(read(desk.get(f"/admin/snippets/home/enquiry/edit/{Enquiry.objects.get().pk}/")).main)
    assert "March 31, 2026" in listed
    assert "Kept until March 31, 2026" in screen


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_calendar_months(day, months, later):
    """A month is what the calendar calls one."""
    assert add_months(day, months) == later
