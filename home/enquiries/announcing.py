"""Tells the clinic by e-mail that somebody has written. What was written stays in the admin."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from home.enquiries.models import Enquiry, Status
from home.models import ClinicSettings

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=2)
SUBJECT = "A new enquiry on the website"
TEXT = """Somebody has sent an enquiry. Read it here:

{address}

For their privacy this message says no more.
"""


def sends_mail():
    """Whether a mail server is named."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def announce_due():
    """Send what is due, and return (how many were announced, {enquiry: why it failed}).

    What fails is tried again after a pause that doubles each time, for two days; the enquiry itself stands.
    """
    sent, failed = 0, {}
    now = timezone.now()
    Enquiry.objects.filter(announce_at__lte=now, received_at__lt=now - GIVEN_UP_AFTER).update(
        announce_at=None
    )
    if not sends_mail():
        return sent, failed
    for enquiry in Enquiry.objects.filter(announce_at__lte=now, status=Status.NEW).order_by("announce_at"):
        if not claim(enquiry, now):
            continue
        try:
            announced = announce(enquiry)
        except (OSError, ValueError) as error:  # the server is away or says no; the message can't be built
            failed[enquiry] = reason = str(error) or type(error).__name__
            Enquiry.objects.filter(pk=enquiry.pk).update(announce_error=reason[:250])
        else:
            Enquiry.objects.filter(pk=enquiry.pk).update(announce_at=None, announce_error="")
            sent += announced
    return sent, failed


def claim(enquiry, now):
    """Set when `enquiry` is tried again; returns False if another process was faster."""
    pause = min(FIRST_PAUSE * 2**enquiry.announce_tries, LONGEST_PAUSE)
    mine = Enquiry.objects.filter(pk=enquiry.pk, announce_at=enquiry.announce_at)
    return bool(mine.update(announce_at=now + pause, announce_tries=F("announce_tries") + 1))


def announce(enquiry):
    """Write to those who hear of new enquiries; returns how many messages that were.

    Raises OSError if the message can't be sent.
    """
    recipients = recipients_of(enquiry)
    if not recipients:
        return 0
    address = settings.WAGTAILADMIN_BASE_URL + reverse("wagtailsnippets_home_enquiry:edit", args=[enquiry.pk])
    return send_mail(SUBJECT, TEXT.format(address=address), None, recipients)


def recipients_of(enquiry):
    """Return the e-mail addresses of those who hear of `enquiry`."""
    site = enquiry.site or Site.objects.filter(is_default_site=True).first()
    return ClinicSettings.for_site(site).enquiry_addresses if site else []


def unannounced():
    """Return the new enquiries of which the clinic could not be told, the latest first."""
    return Enquiry.objects.filter(status=Status.NEW).exclude(announce_error="")
