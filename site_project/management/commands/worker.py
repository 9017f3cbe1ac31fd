"""`manage.py worker`: the site's clock, alone."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from site_project.saying import SaysLines
from site_project.worker.clock import Clock
from site_project.worker.lease import SECONDS


class Command(SaysLines, BaseCommand):
    """Do what is due until told to stop. Any number may be started; one works, and the others stand by."""

    help = (
        "Run the site's clock: publish pages on their day, tell of enquiries, and what else is due. "
        "`manage.py serve` runs it by itself; start this where the clock is a service of its own."
    )

    def add_arguments(self, parser):
        """Let those who wait for a silent worker be less patient."""
        parser.add_argument(
            "--lease",
            default=SECONDS,
            type=int,
            metavar="SECONDS",
            help="After so many seconds without a beat another worker takes over, 1 to 100 (%(default)s).",
        )

    def handle(self, *args, lease, **options):
        """Run it. SIGTERM and Ctrl+C end it without an error."""
        if not 1 <= lease <= 100:
            raise CommandError(f"--lease is {lease}; write 1 to 100.")
        Clock(settings.WORKER_JOBS, lease, self.say).run()
