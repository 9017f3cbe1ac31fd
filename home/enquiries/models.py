"""What visitors have sent, what the front desk did about it, and how often a network has sent something."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, Site

from home.links import phone_href, validate_phone
from home.months import add_months


class Status(models.TextChoices):
    """How far the front desk has got."""

    NEW = "new", "New"
    IN_PROGRESS = "in_progress", "In progress"
    ANSWERED = "answered", "Answered"
    SPAM = "spam", "Spam"


class Enquiry(models.Model):
    """A visitor's wish to be called back, as it was sent, and what has become of it."""

    SPAM_DAYS = 30

    # What the visitor wrote. Nobody changes it.
    name = models.CharField(max_length=100)
    email = models.CharField("e-mail", max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    call_time = models.CharField("when to call", max_length=120, blank=True)
    about = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    about_title = models.CharField("about", max_length=255, blank=True)
    message = models.TextField(max_length=1000, blank=True)
    consent = models.TextField("consent given to")

    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+")
    form = models.UUIDField("form that it was sent with", unique=True)
    received_at = models.DateTimeField("received", default=timezone.now, db_index=True)

    # What the front desk did.
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW, db_index=True)
    why_spam = models.CharField("why it was taken for spam", max_length=120, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="taken by",
    )
    changed_at = models.DateTimeField("last change", default=timezone.now, db_index=True)

    # Whether the clinic has been told by e-mail; `announce_at` is empty when there is nothing left to try.
    announced_at = models.DateTimeField(null=True, blank=True)
    announce_at = models.DateTimeField(null=True, blank=True, db_index=True)
    announce_tries = models.PositiveSmallIntegerField(default=0)
    announce_error = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "enquiries"
        # None is added in the admin: they come from visitors.
        default_permissions = ("view", "change", "delete")

    # What it is about is no use of that page.
    wagtail_reference_index_ignore = True

    def __str__(self):
        """Name no person: this stays in the audit log when the enquiry is gone."""
        return f"enquiry of {date_format(timezone.localtime(self.received_at), 'F j, Y, H:i')}"

    @property
    def all_notes(self):
        """What the front desk wrote down, for a spreadsheet."""
        return "\n".join(note.text for note in self.notes.all())

    @property
    def phone_href(self):
        """The phone number as a `tel:` address, without what follows it, such as an extension, or ""."""
        number = re.match(r"[+0-9 ().\-/]*", self.phone)[0]
        try:
            validate_phone(number)
        except ValidationError:
            return ""
        return phone_href(number)

    def last_day(self, months):
        """Return the last day on which it is there, if enquiries are kept for `months` after the last change.

        Spam goes sooner: it is kept only so that somebody who was taken for a robot can be found.
        """
        changed = timezone.localdate(self.changed_at)
        if self.status == Status.SPAM:
            return changed + timedelta(days=self.SPAM_DAYS)
        return add_months(changed, months)


class EnquiryNote(models.Model):
    """What somebody of the front desk wrote down about an enquiry."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        default_permissions = ()

    def __str__(self):
        """Name no person, as Enquiry does."""
        return f"Note {self.pk}"


class SendingNetwork(models.Model):
    """How often something was sent from a network, which only a keyed hash of its address stands for."""

    network = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.since)
