"""The one way an approval is made: by a clinician, of the words that were on their screen."""

from django.db import transaction
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page

from home.months import add_months
from treatments.clinical_review.authorship import last_change
from treatments.clinical_review.digest import clinic_of, content_digest, digest_of, reviewed_content
from treatments.clinical_review.models import ClinicalApproval, ClinicalReviewSettings
from treatments.models.clinician import Clinician

LOG_ACTION = "treatments.clinical_approval"


class ReviewRefused(Exception):  # noqa: N818 - an answer, not a fault
    """Why nothing was recorded, in words for the person who asked."""


def seen_digest(page):
    """Return the digest to send along with a form that shows `page`, a draft or the live page."""
    return content_digest(page, clinic_of(page))


def clinician_of(user):
    """Return the Clinician whose account `user` is. Raises ReviewRefused if there is none."""
    clinician = Clinician.objects.filter(user=user).first()
    if clinician is None:
        raise ReviewRefused(
            "Your account has no clinician profile, so an approval could not carry your name. "
            "Ask a site manager: Clinicians, then your profile, then “User account”."
        )
    return clinician


def check_may_approve(page, revision, user):
    """Return the Clinician in whose name `user` may approve `page`, or raise ReviewRefused.

    `revision` is the one that holds the words. The person who made the last change to them, or to something
    that the page shows, can't approve it, unless somebody else has approved these very words already or the
    site's settings allow it.
    """
    clinician = clinician_of(user)
    if ClinicalReviewSettings.for_site(page.get_site()).own_changes:
        return clinician
    change = last_change(page, revision)
    if change and change.user_id == user.pk and not approved_by_others(page, user):
        raise ReviewRefused(
            f"You made the last change to {change.what}, so another clinician has to approve this page. "
            "A site manager of a clinic with one clinician can allow it under Settings, Clinical review."
        )
    return clinician


def refusal_for(page, revision, user):
    """Return why `user` can't approve `page`, words of `revision`, or ""."""
    try:
        check_may_approve(page, revision, user)
    except ReviewRefused as refusal:
        return str(refusal)
    return ""


def approved_by_others(page, user):
    """Whether somebody else than `user` has approved what `page` tells."""
    approvals = ClinicalApproval.objects.filter(page=page.pk, digest=content_digest(page, clinic_of(page)))
    return approvals.exclude(recorded_by=user).exists()


@transaction.atomic
def approve(page, revision, user, digest, months, note=""):
    """Record that the clinician behind `user` approves what `page` shows, and return the ClinicalApproval.

    `page` is the instance with the words: a draft, or the live page; `revision` is where they come from.
    `digest` is that of what was on the clinician's screen, `months` the time until the next review. Raises
    ReviewRefused, and records nothing, if the words are others by now or if `user` may not approve them.
    """
    clinician = check_may_approve(page, revision, user)
    content = reviewed_content(page, clinic_of(page))
    if digest_of(content) != digest:
        raise ReviewRefused(
            "The page is not the one you were looking at any more: it, or something it shows, has changed. "
            "Nothing was approved. Look at the changes, then approve again."
        )
    now = timezone.now()
    approval = ClinicalApproval.objects.create(
        page=Page(pk=page.pk),
        page_title=page.title,
        digest=digest,
        revision=revision,
        content=content,
        page_data=page.serializable_data(),
        clinician=clinician,
        clinician_name=clinician.name,
        clinician_credentials=clinician.credentials,
        recorded_by=user,
        recorded_by_name=get_user_display_name(user),
        approved_at=now,
        review_due=add_months(timezone.localdate(now), months),
        note=note,
    )
    log(
        instance=page,
        action=LOG_ACTION,
        user=user,
        revision=revision,
        data={
            "clinician": approval.reviewer,
            "digest": digest,
            "review_due": approval.review_due.isoformat(),
            "note": note,
        },
    )
    return approval
