"""What the site's clock has this app do; home/jobs.py says what such a function returns."""

from wagtail.models import Site

from home.mail_server import has_mail_server
from home.models import ClinicSettings
from treatments.clinical_review.reminders import send_reminders


def remind_of_reviews():
    """Remind reviewers and page owners of reviews that are due, if the site can send mail."""
    if not has_mail_server():
        return {}
    _sent, failed = send_reminders(ClinicSettings.for_site(Site.objects.get(is_default_site=True)))
    return {f"User {user.pk} could not be reminded of reviews.": reason for user, reason in failed.items()}
