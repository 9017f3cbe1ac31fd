"""How long enquiries are kept, and what deletes them."""

from functools import cached_property

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
        """Return the date on which `enquiry` is deleted.

        One whose site is gone follows the strictest rule there is.
        """
        usual = ClinicSettings._meta.get_field("enquiry_months").default
        strictest = min(self.months.values(), default=usual)
        return enquiry.goes_on(self.months.get(enquiry.site_id, strictest))


def purge_due():
    """Delete for good the enquiries whose day has come, with their notes. Returns {Status: how many}."""
    retention, today = Retention(), timezone.localdate()
    counts = {}
    for enquiry in Enquiry.objects.iterator():
        if retention.last_day(enquiry) <= today:
            enquiry.delete()
            counts[Status(enquiry.status)] = counts.get(Status(enquiry.status), 0) + 1
    return counts
