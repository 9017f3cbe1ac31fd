"""What a page's review is worth today: the one place where approvals and live content are compared."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils import timezone
from wagtail.models import Page

from treatments.clinical_review.digest import content_digest, live_digests
from treatments.clinical_review.models import ClinicalApproval

DUE_SOON = timedelta(days=30)


class Status(models.TextChoices):
    """The states of a page's review, the most urgent first."""

    OVERDUE = "overdue", "Review overdue"
    CHANGED = "changed", "Changed since review"
    NEVER = "never", "Never reviewed"
    DUE_SOON = "due_soon", "Review due soon"
    REVIEWED = "reviewed", "Reviewed"
    NOT_LIVE = "not_live", "Not published"


URGENCY = {status: place for place, status in enumerate(Status)}
HOLDS = {Status.REVIEWED, Status.DUE_SOON}


@dataclass(frozen=True)
class ReviewState:
    """A page's state, and what it rests on.

    `approval` is the ClinicalApproval that holds for the content or, where none holds, the last one given.
    """

    status: Status
    page: Page
    approval: ClinicalApproval | None = None

    @property
    def holds(self):
        """Whether the page may say that it is medically reviewed."""
        return self.status in HOLDS

    @property
    def is_overdue(self):
        """Whether the words are the approved ones and the review is too old."""
        return self.status == Status.OVERDUE

    @property
    def needs_attention(self):
        """Whether somebody should do something about it."""
        return self.status not in {Status.REVIEWED, Status.NOT_LIVE}


def page_state(page, clinic):
    """Return the ReviewState of what `page` shows on the site of `clinic`, a ClinicSettings.

    For a draft or a preview it is the state that the page would have if it were published as it is.
    """
    return state_of(page, evidence_of(page, clinic))


def evidence_of(page, clinic):
    """Return what the state of `page` rests on, whatever day it is: its digest and its approvals."""
    approvals = list(ClinicalApproval.objects.of([page])) if page.pk else []
    return content_digest(page, clinic) if approvals else "", approvals


def state_of(page, evidence):
    """Return the ReviewState of `page` today, by the `evidence` from evidence_of()."""
    digest, approvals = evidence
    return compare(page, digest, approvals) if approvals else ReviewState(Status.NEVER, page)


def live_states(pages, clinic):
    """Return {primary key: ReviewState} of `pages` as they are in the database, in a fixed number of queries.

    `pages` are condition and treatment pages, as plain Page objects or in full. Only those with an approval
    are read in full: for nothing else can one hold.
    """
    approvals = {}
    for approval in ClinicalApproval.objects.of(pages):
        approvals.setdefault(approval.page_id, []).append(approval)
    keys = [page.pk for page in pages if page.live and page.pk in approvals]
    approved = list(Page.objects.filter(pk__in=keys).specific(defer=False)) if keys else []
    digests = live_digests(approved, clinic)
    states = {page.pk: ReviewState(Status.NEVER if page.live else Status.NOT_LIVE, page) for page in pages}
    return states | {page.pk: compare(page, digests[page.pk], approvals[page.pk]) for page in approved}


def compare(page, digest, approvals):
    """Return the ReviewState of `page` whose content has `digest`; `approvals` are its own, newest first."""
    holding = next((approval for approval in approvals if approval.digest == digest), None)
    if holding is None:
        return ReviewState(Status.CHANGED, page, approvals[0])
    today = timezone.localdate()
    if holding.review_due < today:
        return ReviewState(Status.OVERDUE, page, holding)
    if holding.review_due <= today + DUE_SOON:
        return ReviewState(Status.DUE_SOON, page, holding)
    return ReviewState(Status.REVIEWED, page, holding)
