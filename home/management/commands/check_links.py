"""Ask the sites that this one links to whether their pages are still there."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.timezone import localtime

from home.link_check.checking import PAUSE, SECONDS, OfflineError, check_outside_links
from home.link_check.models import Problem


class Command(BaseCommand):
    """The site's clock does this every week. What it finds is in Reports, Links."""

    help = (
        "Ask for every address outside this site that its published pages, sources, clinicians and settings "
        "link to. It reads no page, and changes none. What it finds is in the admin, under Reports, Links."
    )

    def add_arguments(self, parser):
        """Let the owner of a slow line be more patient, and one with many links in a hurry less polite."""
        parser.add_argument(
            "--timeout",
            type=float,
            default=SECONDS,
            metavar="SECONDS",
            help="for a step of an answer (%(default)s)",
        )
        parser.add_argument(
            "--pause",
            type=float,
            default=PAUSE,
            metavar="SECONDS",
            help="between requests to a host (%(default)s)",
        )

    def handle(self, *args, **options):
        """Ask, and print a summary and what is wrong. Raises CommandError if the server has no network."""
        try:
            links = check_outside_links(options["timeout"], options["pause"])
        except OfflineError as error:
            raise CommandError(
                "No site answered at all. Nothing was changed in the report. "
                "Let this server reach other sites, then run this again."
            ) from error
        failing = sum(link.is_failing for link in links)
        moved = sum(link.problem == Problem.MOVED for link in links)
        unchecked = sum(link.problem == Problem.UNCHECKED for link in links)
        works = len(links) - failing - moved - unchecked
        self.stdout.write(
            f"Addresses outside this site: {len(links)}. "
            f"Work: {works}, fail: {failing}, moved: {moved}, could not be checked: {unchecked}."
        )
        for link in sorted(links, key=lambda link: (not link.is_failing, link.problem)):
            if link.problem:
                self.stdout.write(f"{link.url}\n  {link.explanation}{self.since(link)}")

    def since(self, link):
        """Return when `link` began to fail, in words, or ""."""
        day = link.failing_since and date_format(localtime(link.failing_since), "M j, Y")
        return f" Since {day}." if day else ""
