"""The clinic hears of an enquiry by e-mail, and the mail holds nothing of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from home.enquiries.announcing import GIVEN_UP_AFTER, announce_due
from home.enquiries.handling import NO_SPAM, do
from home.models import Enquiry
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.enquiries.sending import ANSWERS, send
from tests.html import read, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def recipients(clinic):
    """Two people hear of new enquiries."""
    clinic.enquiry_recipients = "desk@clinic.example\n second@clinic.example \n"
    clinic.save()


def later(**time):
    """Travel to a later time."""
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def dashboard():
    """Return what the front desk reads on the dashboard."""
    kim = builders.make_user("kim", "Front desk")
    return words(read(signed_in(kim).get("/admin/")).select_one("#enquiries-section"))


def test_message_says_where_and_no_more(contact, mailbox, settings):
    """A link into the admin, and not one word of what the visitor wrote, in the headers neither."""
    settings.WAGTAILADMIN_BASE_URL = "https://clinic.example"
    send(contact, name="Ana\r\nBcc: all@example.org")
    call_command("announce_enquiries")
    [(to, message)] = mailbox.messages
    assert to == ["desk@clinic.example", "second@clinic.example"]
    assert f"https://clinic.example/admin/snippets/home/enquiry/edit/{Enquiry.objects.get().pk}/" in message
    assert "Bcc" not in message
    assert not [word for word in (*ANSWERS.values(), "Ana", "0123") if word != "on" and word in message]


def test_each_enquiry_is_announced_once(contact, mailbox):
    """Nobody is told twice, and spam is told of to nobody."""
    send(contact)
    send(contact, website="http://spam.example")
    for _ in range(3):
        announce_due()
    assert len(mailbox.messages) == 1
    send(contact)
    announce_due()
    assert len(mailbox.messages) == 2


def test_mail_that_fails_is_tried_again(contact, mailbox):
    """The enquiry stands, the dashboard says what is wrong, and the pauses grow until it works."""
    mailbox.refused = {"desk@clinic.example", "second@clinic.example"}
    send(contact)
    with pytest.raises(CommandError, match="Nobody of that name"):
        call_command("announce_enquiries")
    assert "Nobody was told by e-mail of 1 new enquiry: {" in dashboard()
    assert announce_due() == (0, {})  # not yet again
    pauses = []
    for _ in range(4):
        enquiry = Enquiry.objects.get()
        due = enquiry.announce_at
        with time_machine.travel(due, tick=False):
            announce_due()
            pauses.append(Enquiry.objects.get().announce_at - due)
    assert pauses == sorted(pauses) and pauses[-1] >= 8 * pauses[0]
    mailbox.refused = set()
    with later(hours=5):
        assert announce_due()[0] == 1
    assert len(mailbox.messages) == 1
    assert Enquiry.objects.get().announce_error == ""


def test_mail_is_given_up_after_two_days(contact, mailbox):
    """What nobody could be told of stays on the dashboard, and no mail comes a month later."""
    mailbox.refused = {"desk@clinic.example", "second@clinic.example"}
    send(contact)
    announce_due()
    mailbox.refused = set()
    with time_machine.travel(timezone.now() + GIVEN_UP_AFTER + timedelta(minutes=1), tick=False):
        assert announce_due() == (0, {})
        shown = dashboard()
    assert "Nobody was told by e-mail of 1 new enquiry" in shown and "tried for two days" in shown
    assert mailbox.messages == []


def test_server_that_is_away(contact, mailbox, settings):
    """No connection is an error like any other; the visitor has been thanked long before."""
    settings.EMAIL_PORT = 1
    assert send(contact).status_code == 302
    sent, failed = announce_due()
    assert sent == 0 and len(failed) == 1
    assert Enquiry.objects.get().status == "new"


def test_site_without_mail(contact, clinic, settings):
    """Nothing is promised that can't happen; the enquiries are in the admin all the same."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # as without MAIL_URL
    send(contact)
    with pytest.raises(CommandError, match="Set MAIL_URL"):
        call_command("announce_enquiries")
    with later(minutes=20):
        shown = dashboard()
    assert "1 new" in shown and "the site has no mail server" in shown


def test_nobody_to_tell(contact, clinic, mailbox):
    """Without addresses there is nothing to send; the dashboard says so, and it can be made good."""
    clinic.enquiry_recipients = ""
    clinic.save()
    send(contact)
    assert announce_due() == (0, {})
    with later(minutes=20):
        assert "nobody is named in Settings, Clinic details" in dashboard()
    clinic.enquiry_recipients = "desk@clinic.example"
    clinic.save()
    assert announce_due() == (1, {})


@pytest.mark.parametrize("late", [{"minutes": 20}, {"days": 3}])
def test_command_that_is_not_run(contact, mailbox, late):
    """If nobody has set up the clock, the clinic reads that no mail goes out."""
    send(contact)
    with later(**late):
        announce_due() if "days" in late else None
        assert "the site's clock stands still" in dashboard()


def test_enquiry_that_was_no_spam_after_all(contact, mailbox):
    """Whoever was taken for a program is announced like anybody else, once somebody finds out."""
    send(contact, website="x")
    do(NO_SPAM, Enquiry.objects.get(), builders.make_user("lee", "Front desk"))
    announce_due()
    assert len(mailbox.messages) == 1


def test_two_processes_announce_at_once(contact, mailbox, monkeypatch):
    """A cron job and a worker that wake at the same moment send one message."""
    send(contact)
    real_claim = announce_due.__globals__["claim"]

    def claim_after_another(enquiry):
        real_claim(Enquiry.objects.get(pk=enquiry.pk))  # the other process is a moment faster
        return real_claim(enquiry)

    monkeypatch.setitem(announce_due.__globals__, "claim", claim_after_another)
    assert announce_due() == (0, {})


@pytest.mark.parametrize("wrong", ["desk", "a@b.example c@d.example", "a@b.example, c@d.example"])
def test_recipients_are_checked(clinic, wrong):
    """A typing mistake in the settings is found when it is made."""
    clinic.enquiry_recipients = f"desk@clinic.example\n{wrong}"
    with pytest.raises(ValidationError, match="is no e-mail address"):
        clinic.full_clean()
