"""Reminders of reviews that are due: one message a person, and the same page at most once a week."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from treatments.clinical_review.models import ReviewReminder
from treatments.clinical_review.report import review_rows
from treatments.clinical_review.states import Status
from treatments.clinical_review.workflow import reviewing_groups
from treatments.models.clinician import Clinician

REMINDED = {Status.DUE_SOON, Status.OVERDUE}
PAUSE = timedelta(days=7)


def send_reminders(clinic):
    """Send what is due, and return (users who got a message, {user: why it failed}).

    A message that fails is not counted as sent: the next run tries again. The others are sent all the same.
    """
    sent, failed = [], {}
    for user, rows in messages_due(clinic).items():
        try:
            send_reminder(user, rows)
        except (OSError, ValueError) as error:  # the server is away or says no; the message can't be built
            failed[user] = str(error) or type(error).__name__
            continue
        for row in rows:
            ReviewReminder.objects.update_or_create(
                page_id=row.page.pk, user=user, defaults={"sent_at": timezone.now()}
            )
        sent.append(user)
    return sent, failed


def messages_due(clinic):
    """Return {user: ReviewRows to tell them of}: reviewers and owners who can be reached by mail."""
    rows = [row for row in review_rows(Page.objects.all(), clinic) if row.state.status in REMINDED]
    told = set(
        ReviewReminder.objects.filter(sent_at__gt=timezone.now() - PAUSE).values_list("user_id", "page_id")
    )
    due = {}
    for row, users in recipients(rows):
        for user in users:
            if (user.pk, row.page.pk) not in told:
                due.setdefault(user, []).append(row)
    return due


def recipients(rows):
    """Yield (row, the users who look after its page): the clinician who approved it last, and its owner.

    Where that clinician has no account any more, every reviewer of the workflow stands in.
    """
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    accounts = {clinician.pk: clinician.user_id for clinician in Clinician.objects.all()}
    reachable = people.in_bulk({*accounts.values(), *(row.page.owner_id for row in rows)} - {None})
    everyone = list(people.filter(groups__in=reviewing_groups()).distinct())
    for row in rows:
        reviewer = reachable.get(accounts.get(row.state.approval.clinician_id))
        owner = reachable.get(row.page.owner_id)
        yield row, {*([reviewer] if reviewer else everyone), *([owner] if owner else [])}


def send_reminder(user, rows):
    """Send `user` one message about the pages in `rows`. Raises OSError if it can't be sent."""
    count = len(rows)
    subject = f"{count} pages need a clinical review" if count > 1 else f"“{rows[0].title}” needs a review"
    context = {"user": user, "rows": rows, "base": settings.WAGTAILADMIN_BASE_URL}
    text = render_to_string("treatments/mail/review_reminder.txt", context)
    send_mail(subject, text, None, [user.email])
