"""Delete what visitors have left behind and what was kept long enough."""

from django.core.management.base import BaseCommand

from home.enquiries.limit import forget_networks
from home.enquiries.retention import purge_due
from home.models import UnansweredSearch


class Command(BaseCommand):
    """The site's clock does this every night."""

    help = (
        "Delete for good the enquiries that were kept as long as the clinic details say, old spam, and "
        "searches in vain that nobody has made for long."
    )

    def handle(self, *args, **options):
        """Delete them, and say how many enquiries they were and nothing else of them."""
        forget_networks()
        UnansweredSearch.forget_old()
        counts = purge_due()
        parts = ", ".join(f"{count} {status.label.lower()}" for status, count in counts.items())
        self.stdout.write(f"Enquiries deleted: {sum(counts.values())}{parts and f' ({parts})'}.")
