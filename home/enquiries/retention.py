"""How long enquiries are kept, and what deletes them."""

from collections import Counter
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from home.enquiries.models import Enquiry, Status
from home.models import ClinicSettings


class Retention:
    """The clinic's rule, read from its settings once."""

    @cached_property
    def months(self):
        """How many months enquiries are kept, by the key of their site."""
        return dict(ClinicSettings.objects.values_list("site", "enquiry_months"))

    def last_day(self, enquiry):
        """Return the last day on which `enquiry` is there.

        One whose site is gone follows the strictest rule there is.
        """
        usual = ClinicSettings._meta.get_field("enquiry_months").default
        strictest = min(self.months.values(), default=usual)
        return enquiry.last_day(self.months.get(enquiry.site_id, strictest))


def purge_due():
    """Delete for good the enquiries whose last day is over, with their notes. Returns {Status: how many}."""
    retention, today = Retention(), timezone.localdate()
    counts = Counter()
    for key in Enquiry.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # As it is now: somebody may just have taken it.
            enquiry = Enquiry.objects.select_for_update().filter(pk=key).first()
            if enquiry and retention.last_day(enquiry) < today:
                enquiry.delete()
                counts[Status(enquiry.status)] += 1
    return dict(counts)
