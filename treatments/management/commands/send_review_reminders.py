"""Remind reviewers and page owners of reviews that are due."""

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from home.mail_server import has_mail_server
from home.models import ClinicSettings
from treatments.clinical_review.reminders import send_reminders


class Command(BaseCommand):
    """The site's clock does this every day: nobody hears of the same page twice within a week."""

    help = (
        "Send one message to each reviewer and page owner: what is due within 30 days, and what is overdue."
    )

    def handle(self, *args, **options):
        """Send the messages. Raises CommandError, after sending the others, for those that failed."""
        if not has_mail_server():
            raise CommandError("No mail server is named. Set MAIL_URL, then run this again.")
        clinic = ClinicSettings.for_site(Site.objects.get(is_default_site=True))
        sent, failed = send_reminders(clinic)
        self.stdout.write(f"Review reminders sent: {len(sent)}.")
        if failed:
            lines = [f"{user.get_username()}: {reason}" for user, reason in failed.items()]
            raise CommandError("Not sent, and tried again next time: " + "; ".join(lines))
