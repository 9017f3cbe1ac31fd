"""Tell the clinic by e-mail that somebody has written."""

from django.core.management.base import BaseCommand, CommandError

from home.enquiries.announcing import announce_due
from home.enquiries.limit import forget_networks
from home.mail_server import has_mail_server


class Command(BaseCommand):
    """The clock does this every minute. What fails is tried again after growing pauses, for two days."""

    help = (
        "Send a message, without any personal data, about each new enquiry, and forget which networks sent "
        "something more than an hour ago."
    )

    def handle(self, *args, **options):
        """Send the messages. Raises CommandError, after sending the others, for those that failed."""
        forget_networks()
        if not has_mail_server():
            raise CommandError("No mail server is named. Set MAIL_URL, then run this again.")
        sent, failed = announce_due()
        self.stdout.write(f"Enquiries announced: {sent}.")
        if failed:
            lines = [f"enquiry {enquiry.pk}: {reason}" for enquiry, reason in failed.items()]
            raise CommandError("Not sent, and tried again later: " + "; ".join(lines))
