"""Delete enquiries that have been kept long enough."""

from django.core.management.base import BaseCommand

from home.enquiries.retention import purge_due


class Command(BaseCommand):
    """Run it daily."""

    help = "Delete for good the enquiries that were kept as long as the clinic details say, and old spam."

    def handle(self, *args, **options):
        """Delete them, and say how many they were and nothing else of them."""
        counts = purge_due()
        parts = ", ".join(f"{count} {status.label.lower()}" for status, count in counts.items())
        self.stdout.write(f"Enquiries deleted: {sum(counts.values())}{parts and f' ({parts})'}.")
