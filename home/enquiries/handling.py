"""What the front desk does with an enquiry: takes it, writes notes, answers it, or puts it aside as spam."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.enquiries.models import Enquiry, Status


@dataclass(frozen=True)
class Step:
    """A thing to do with an enquiry. `status` is what it has then, or None where it keeps its own.

    `button` and `done` are what a person reads before and after, `logged` what the history says of it;
    `keeps_person` says that whoever has taken the enquiry still has it then.
    """

    name: str
    button: str
    done: str
    logged: str
    status: Status | None
    keeps_person: bool = True

    @property
    def action(self):
        """What the audit log calls it."""
        return f"home.enquiry.{self.name}"


NOTE = Step("note", "Keep the note", "The note is kept.", "Wrote a note", None)
TAKE = Step("take", "Take it", "You have taken it.", "Took it", Status.IN_PROGRESS)
ANSWER = Step(
    "answer", "It is answered", "It is marked as answered.", "Marked it as answered", Status.ANSWERED
)
GIVE_BACK = Step(
    "give_back", "Give it back", "It is new again, for anybody to take.", "Gave it back", Status.NEW, False
)
REOPEN = Step("reopen", "Open it again", "It is with you again.", "Opened it again", Status.IN_PROGRESS)
SPAM = Step(
    "spam",
    "It is spam",
    "It is put aside. To find it again, search for it, or choose Spam in the filter.",
    "Put it aside as spam",
    Status.SPAM,
)
NO_SPAM = Step(
    "no_spam", "It is no spam", "It is among the new ones now.", "Found that it is no spam", Status.NEW, False
)
STEPS = {step.name: step for step in (NOTE, TAKE, ANSWER, GIVE_BACK, REOPEN, SPAM, NO_SPAM)}

NEXT = {
    Status.NEW: [TAKE, ANSWER, SPAM],
    Status.IN_PROGRESS: [ANSWER, GIVE_BACK, SPAM],
    Status.ANSWERED: [REOPEN],
    Status.SPAM: [NO_SPAM],
}


def next_steps(enquiry, user):
    """Return the Steps that are left for `enquiry`, the likeliest first, for `user`."""
    steps = NEXT[enquiry.status]
    taken_by_another = enquiry.status == Status.IN_PROGRESS and enquiry.taken_by != user
    return [TAKE, *steps] if taken_by_another else steps


class ChangedError(Exception):
    """Somebody else has changed the enquiry in the meantime; nothing was done."""


@transaction.atomic
def do(step, enquiry, user, note=""):
    """Do `step` with `enquiry` for `user`, keep the `note` if there is one, and log both.

    Raises ChangedError unless the enquiry is still as it was when `enquiry` was read.
    """
    as_read = Enquiry.objects.filter(pk=enquiry.pk, changed_at=enquiry.changed_at)
    if step.status is not None:
        enquiry.status = step.status
        if step in {TAKE, REOPEN} or (step == ANSWER and enquiry.taken_by is None):
            enquiry.taken_by = user
        if not step.keeps_person:
            enquiry.taken_by = None
        if step == NO_SPAM and enquiry.announced_at is None:
            enquiry.announce_at = timezone.now()
    enquiry.changed_at = timezone.now()
    changes = {name: getattr(enquiry, name) for name in ("status", "taken_by", "announce_at", "changed_at")}
    if not as_read.update(**changes):
        raise ChangedError
    if note:
        enquiry.notes.create(author=user, text=note)
        log(enquiry, NOTE.action, user=user)
    if step != NOTE:
        log(enquiry, step.action, user=user)
