"""Addresses that had a page once and never will again."""

from django.db import models
from django.utils import timezone
from wagtail.models import Site


class GoneAddress(models.Model):
    """An address whose page has left for good: visitors and search engines are told so (RFC 9110, 410)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=255)
    gone_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="one_gone_address_a_path")]
        default_permissions = ()

    def __str__(self):
        return self.path
