"""`manage.py prepare`: what `serve` does before it serves, alone."""

from django.core.management.base import BaseCommand

from site_project.page_cache.generation import renew
from site_project.preparation import collect_static_files, prepare_site
from site_project.saying import SaysLines


class Command(SaysLines, BaseCommand):
    """Prepare DATA_DIR and the database, and stop. Where several servers start, it can run before them."""

    help = "Bring the database up to date and prepare the site, as `serve` does before it serves."
    requires_system_checks = []  # they check the code, which does not change between starts

    def add_arguments(self, parser):
        """Add --static."""
        parser.add_argument(
            "--static",
            action="store_true",
            help="Collect the static files into STATIC_DIR and do nothing else. It needs no database.",
        )

    def handle(self, *args, static, **options):
        """Do it, and say each step in a line."""
        if static:
            self.say(f"Static files: {collect_static_files()}")
        else:
            prepare_site(self.say)
            renew()  # servers that are running show what they have kept from before
