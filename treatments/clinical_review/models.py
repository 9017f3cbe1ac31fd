"""Approvals, which are only ever added, the one setting of the review, and which reminders were sent."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, Revision

from treatments.models.clinician import Clinician


def kept(to, **options):
    """Return a foreign key that stays as it is when what it points to is deleted."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", **options
    )


class ApprovalQuerySet(models.QuerySet):
    """Approvals, which nobody can change in bulk either."""

    def of(self, pages):
        """The approvals of `pages`, the newest first, without the bulky record of what was approved.

        Each has the clinician's `registration` and `registration_url` as their profile holds them today, or
        None where the profile is gone.
        """
        profile = Clinician.objects.filter(pk=OuterRef("clinician_id"))
        return (
            self.filter(page__in=[page.pk for page in pages])
            .defer("content", "page_data")
            .annotate(
                registration=Subquery(profile.values("registration")),
                registration_url=Subquery(profile.values("registration_url")),
            )
        )

    def update(self, **kwargs):
        """Refuse: an approval stands as it was given."""
        raise PermissionDenied("A clinical approval can't be changed. Approve the page again instead.")

    def delete(self):
        """Refuse: an approval stands as it was given."""
        raise PermissionDenied("A clinical approval can't be deleted.")

    def bulk_create(self, objs, *args, **kwargs):
        """Add approvals, and refuse to write over any."""
        if kwargs.get("update_conflicts"):
            self.update()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, *args, **kwargs):
        """Refuse: an approval stands as it was given."""
        return self.update()


class ClinicalApproval(models.Model):
    """A clinician's word that the content with this digest is right. Added once, never changed or deleted.

    Names are kept as they stood: the page, the clinician and the account may be deleted or renamed later.
    """

    page = kept(Page)
    page_title = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, db_index=True)
    revision = kept(Revision, null=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    page_data = models.JSONField(encoder=DjangoJSONEncoder)
    clinician = kept("treatments.Clinician")
    clinician_name = models.CharField(max_length=120)
    clinician_credentials = models.CharField(max_length=80, blank=True)
    recorded_by = kept(settings.AUTH_USER_MODEL)
    recorded_by_name = models.CharField(max_length=310)
    approved_at = models.DateTimeField(default=timezone.now)
    review_due = models.DateField("next review due")
    note = models.CharField(max_length=500, blank=True)

    objects = ApprovalQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-approved_at", "-pk"]
        base_manager_name = "objects"
        indexes = [models.Index(fields=["page", "digest"])]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.page_title}: {self.reviewer}, {timezone.localdate(self.approved_at)}"

    def save(self, *args, **kwargs):
        """Add the approval. Raises PermissionDenied for one that is there already."""
        if not self._state.adding:
            raise PermissionDenied("A clinical approval can't be changed. Approve the page again instead.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        """Refuse: an approval stands as it was given."""
        raise PermissionDenied("A clinical approval can't be deleted.")

    @property
    def reviewer(self):
        """The clinician as they were named when they approved, for example "Jane Doe, MD"."""
        return ", ".join(filter(None, (self.clinician_name, self.clinician_credentials)))

    @property
    def reviewed_on(self):
        """The day of the approval in the site's time zone."""
        return timezone.localdate(self.approved_at)


@register_setting(icon="clipboard-list", order=2)
class ClinicalReviewSettings(BaseSiteSetting):
    """How this clinic reviews its pages."""

    own_changes = models.BooleanField(
        "clinicians may approve their own changes",
        default=False,
        help_text=(
            "Off: whoever made the last change to a page needs a second pair of eyes. "
            "On, for example, in a clinic with one clinician."
        ),
    )

    panels = [FieldPanel("own_changes")]

    class Meta:
        verbose_name = "clinical review"


class ReviewReminder(models.Model):
    """That somebody was told of a page's review, so that they are not told again the same week."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_reminder_a_page_and_user")]
        default_permissions = ()

    def __str__(self):
        return f"{self.page} to {self.user}"
