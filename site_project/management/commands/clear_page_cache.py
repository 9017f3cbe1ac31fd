"""Have every page rendered anew."""

from django.core.management.base import BaseCommand

from site_project.page_cache.generation import renew


class Command(BaseCommand):
    """For changes that were made in a way that tells nobody of them, such as in a database shell."""

    help = "Forget the pages that are kept in memory: from the next request on, each is rendered anew."

    def handle(self, *args, **options):
        """Forget them."""
        renew()
        self.stdout.write("Page cache: cleared.")
