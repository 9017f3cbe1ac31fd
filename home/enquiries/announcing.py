"""Tells the clinic by e-mail that somebody has written. What was written stays in the admin."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from home.enquiries.models import Enquiry, Status
from home.mail_server import has_mail_server
from home.models import ClinicSettings

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=2)
LATE = timedelta(minutes=15)
SUBJECT = "A new enquiry on the website"
TEXT = """Somebody has sent an enquiry. Read it here:

{address}

For their privacy this message says no more.
"""


def announce_due():
    """Send what is due, and return (how many were announced, {enquiry: why it failed}).

    What fails is tried again after a pause that doubles each time, for two days; the enquiry itself stands.
    """
    sent, failed = 0, {}
    now = timezone.now()
    given_up = Enquiry.objects.filter(announce_at__lte=now, received_at__lt=now - GIVEN_UP_AFTER)
    given_up.update(announce_at=None)
    if not has_mail_server():
        return sent, failed
    for enquiry in Enquiry.objects.filter(announce_at__lte=now, status=Status.NEW).order_by("announce_at"):
        recipients = recipients_of(enquiry)
        if not recipients or not claim(enquiry):
            continue
        told = Enquiry.objects.filter(pk=enquiry.pk)
        try:
            announce(enquiry, recipients)
        except (OSError, ValueError) as error:  # the server is away or says no; the message can't be built
            failed[enquiry] = reason = str(error) or type(error).__name__
            told.update(announce_error=reason[:250])
        else:
            told.update(announce_at=None, announced_at=timezone.now(), announce_error="")
            sent += 1
    return sent, failed


def claim(enquiry):
    """Set when `enquiry` is tried again; returns False if another process was faster."""
    pause = min(FIRST_PAUSE * 2**enquiry.announce_tries, LONGEST_PAUSE)
    mine = Enquiry.objects.filter(pk=enquiry.pk, announce_at=enquiry.announce_at)
    again = timezone.now() + pause
    return bool(mine.update(announce_at=again, announce_tries=F("announce_tries") + 1))


def announce(enquiry, recipients):
    """Write to `recipients`, e-mail addresses. Raises OSError if the message can't be sent."""
    address = settings.WAGTAILADMIN_BASE_URL + reverse("wagtailsnippets_home_enquiry:edit", args=[enquiry.pk])
    send_mail(SUBJECT, TEXT.format(address=address), None, recipients)


def recipients_of(enquiry):
    """Return the e-mail addresses of those who hear of `enquiry`."""
    site = enquiry.site or Site.objects.filter(is_default_site=True).first()
    return ClinicSettings.for_site(site).enquiry_addresses if site else []


def unannounced():
    """Return the new enquiries of which the clinic should have been told and was not, the latest first."""
    waiting = Enquiry.objects.filter(status=Status.NEW, announced_at=None)
    late = Q(received_at__lt=timezone.now() - LATE, announce_at__lt=timezone.now() - LATE)
    return waiting.filter(late | Q(announce_at=None) | ~Q(announce_error=""))


def why_silent(enquiry):
    """Return in half a sentence why nobody was told of `enquiry`, one of unannounced()."""
    if not has_mail_server():
        return "the site has no mail server. The person who looks after the server names one in MAIL_URL."
    if not recipients_of(enquiry):
        return "nobody is named in Settings, Clinic details, Enquiries."
    clock = "the site's clock stands still. Site managers read on their dashboard what to do."
    return enquiry.announce_error or clock
