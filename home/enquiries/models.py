"""What visitors have sent, what the front desk did about it, and how often a network has sent something."""

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
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
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
    announce_at = models.DateTimeField(null=True, blank=True, db_index=True)
    announce_tries = models.PositiveSmallIntegerField(default=0)
    announce_error = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "enquiries"
        # None is added in the admin: they come from visitors.
        default_permissions = ("view", "change", "delete")

    def __str__(self):
        """Name no person: this stays in the audit log when the enquiry is gone."""
        return f"Enquiry {self.pk}, {date_format(timezone.localtime(self.received_at), 'DATETIME_FORMAT')}"

    @property
    def reach(self):
        """The e-mail address and the phone number, those that were given."""
        return ", ".join(filter(None, (self.phone, self.email)))

    @property
    def phone_href(self):
        """The phone number as a `tel:` address, or "" where there is more to it, such as an extension."""
        try:
            validate_phone(self.phone)
        except ValidationError:
            return ""
        return phone_href(self.phone)

    def goes_on(self, months):
        """Return the date on which it is deleted, if enquiries are kept for `months` after the last change.

        Spam goes sooner: it is kept only so that somebody who was taken for a robot can be found.
        """
        if self.status == Status.SPAM:
            return timezone.localdate(self.received_at) + timedelta(days=self.SPAM_DAYS)
        return add_months(timezone.localdate(self.changed_at), months)


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


class Sending(models.Model):
    """That something was sent from a network, which only a keyed hash of its address stands for."""

    network = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.at)
