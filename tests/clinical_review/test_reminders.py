"""Reminders of reviews that are due, sent to a real mail server that may be away or say no."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from site_project.mail import read_mail_url
from tests import builders
from tests.clinical_review.acting import confirm, signed_in
from tests.server import free_port
from treatments.models import ConditionPage

pytestmark = pytest.mark.django_db

REVIEWED = datetime(2026, 1, 1, 12, tzinfo=timezone.get_current_timezone())
DUE_SOON = REVIEWED + timedelta(days=340)
OVERDUE = REVIEWED + timedelta(days=380)


@pytest.fixture
def due(migraine, ketamine):
    """Two pages that Jane reviewed, the first of which Olga owns."""
    jane, olga = builders.make_reviewer(), builders.make_user("olga", "Editors")
    migraine.owner = olga
    migraine.save()
    with time_machine.travel(REVIEWED):
        for page in (migraine, ketamine):
            confirm(signed_in(jane), page)
    return migraine, ketamine


def remind(when):
    """Run the command at that time."""
    with time_machine.travel(when):
        call_command("send_review_reminders")


def test_one_message_a_person(mailbox, due, capsys):
    """Jane gets one message with both pages, the owner one with hers; each leads to where it is done."""
    remind(DUE_SOON)
    assert sorted(mailbox.recipients) == ["jane@clinic.example", "olga@clinic.example"]
    by_person = {recipients[0]: content for recipients, content in mailbox.messages}
    jane, olga = by_person["jane@clinic.example"], by_person["olga@clinic.example"]
    assert "2 pages need a clinical review" in jane
    assert "Migraine Treatment" in jane
    assert "Ketamine" in jane
    assert "Due by January 1, 2027" in jane
    assert f"/admin/clinical-review/{due[0].pk}/confirm/" in jane
    assert "Ketamine\n" not in olga
    assert "reminders sent: 2" in capsys.readouterr().out


def test_nothing_is_due(mailbox, due):
    """Nobody is written to without a reason."""
    remind(REVIEWED + timedelta(days=100))
    assert mailbox.messages == []


def test_at_most_once_a_week(mailbox, due):
    """A daily run is no daily nagging; after a week it is said again, as overdue once it is."""
    for days in range(7):
        remind(DUE_SOON + timedelta(days=days))
    assert len(mailbox.messages) == 2
    remind(OVERDUE)
    assert len(mailbox.messages) == 4
    assert "Overdue since January 1, 2027" in mailbox.messages[-1][1]


def test_page_that_becomes_due_later_is_told_of_at_once(mailbox, due, migraine):
    """The week is counted for each page alone."""
    with time_machine.travel(REVIEWED + timedelta(days=3)):
        late = builders.make_condition("Later")
        confirm(signed_in(get_user_model().objects.get(username="jane")), late)
    remind(REVIEWED + timedelta(days=336))
    remind(REVIEWED + timedelta(days=339))
    last = mailbox.messages[-1][1]
    assert "Later" in last
    assert "Ketamine" not in last


def test_failure_is_reported_and_tried_again(mailbox, due):
    """One bad address stops no other message, and is not forgotten."""
    mailbox.refused = {"jane@clinic.example"}
    with pytest.raises(
        CommandError, match=r"Not sent, and tried again next time: jane: .*Nobody of that name"
    ):
        remind(DUE_SOON)
    assert mailbox.recipients == ["olga@clinic.example"]
    mailbox.refused = set()
    remind(DUE_SOON + timedelta(days=1))
    assert mailbox.recipients == ["olga@clinic.example", "jane@clinic.example"]


def test_server_that_is_away(settings, due):
    """Nothing counts as sent."""
    for name, value in read_mail_url(f"smtp://127.0.0.1:{free_port()}").items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match="Connection refused"):
        remind(DUE_SOON)


def test_reviewer_who_left(mailbox, due):
    """Their pages are not forgotten: the others hear of them. Closed accounts get no mail."""
    builders.make_reviewer("sam", "Sam Roe")
    get_user_model().objects.filter(username__in=["jane", "olga"]).update(is_active=False)
    remind(OVERDUE)
    assert mailbox.recipients == ["sam@clinic.example"]


def test_changed_page_is_no_reminder(mailbox, due):
    """What has changed needs a review, which the report says; its old date is of no use."""
    page = ConditionPage.objects.get(pk=due[0].pk)
    page.subtitle = "Other words"
    builders.publish(page)
    remind(DUE_SOON)
    assert mailbox.recipients == ["jane@clinic.example"]
    assert "Migraine" not in mailbox.messages[0][1].replace("Migraine Treatment <", "")


def test_without_a_mail_server(settings, due):
    """A command that did nothing must not look as if it had."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(CommandError, match="Set MAIL_URL"):
        remind(DUE_SOON)


@pytest.mark.parametrize(
    "url", ["mail.clinic.example", "http://mail.clinic.example", "smtp://", "smtps://a:b@c:x"]
)
def test_mail_url_that_cannot_be_read(url):
    """A slip is named with the way to put it right, before anything is sent nowhere."""
    with pytest.raises(ImproperlyConfigured, match="MAIL_URL can't be read"):
        read_mail_url(url)


def test_mail_url():
    """Passwords with odd characters, usual ports, and no password in the clear over a network."""
    settings = read_mail_url("smtps://front%40desk:a%2Fb@mail.clinic.example")
    assert settings["EMAIL_HOST_USER"] == "front@desk"
    assert settings["EMAIL_HOST_PASSWORD"] == "a/b"
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (
        465,
        True,
        False,
    )
    settings = read_mail_url("smtp://mail.clinic.example")
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (
        587,
        False,
        True,
    )
    assert read_mail_url("smtp://localhost:25")["EMAIL_USE_TLS"] is False
