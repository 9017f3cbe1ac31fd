"""What other sites answered when they were asked for the pages that this one links to."""

from django.db import models
from django.utils import timezone

LONGEST = 2000


class Problem(models.TextChoices):
    """What can be wrong with a link to another site, the most certain first. "" is no problem."""

    GONE = "gone", "The page is gone"
    NAME = "name", "There is no site of that name"
    PRIVATE = "private", "It leads into a private network, where no visitor gets"
    FORM = "form", "It is no address that a visitor should be sent to"
    CERTIFICATE = "certificate", "Browsers warn of the site: its certificate is not valid"
    LOOP = "loop", "The site sends its visitors on and on"
    FAULT = "fault", "The site answers with an error"
    UNREACHABLE = "unreachable", "The site does not answer"
    TIMEOUT = "timeout", "The site takes too long to answer"
    MOVED = "moved", "The page has moved for good"
    UNCHECKED = "unchecked", "It could not be checked. Open it yourself"


# A link that has moved still leads there, and one that could not be checked may.
ADVICE = {Problem.MOVED, Problem.UNCHECKED}


class OutsideLink(models.Model):
    """An address outside this site that a page, a snippet or the clinic details link to."""

    url = models.CharField(max_length=LONGEST, unique=True)
    problem = models.CharField(max_length=11, choices=Problem, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    moved_to = models.CharField(max_length=LONGEST, blank=True)
    checked_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["url"]

    def __str__(self):
        return self.url

    @classmethod
    def record(cls, url, answer):
        """Keep `answer`, an Answer from asking.py, for the address `url`; returns the OutsideLink.

        The day when it began to fail stays through every later failure, and where nothing could be found out.
        """
        now = timezone.now()
        link, _made = cls.objects.get_or_create(url=url, defaults={"checked_at": now})
        link.problem, link.status, link.moved_to = answer.problem, answer.status, answer.moved_to
        link.checked_at = now
        if link.is_failing:
            link.failing_since = link.failing_since or now
        elif link.problem != Problem.UNCHECKED:
            link.failing_since = None
        link.save()
        return link

    @property
    def is_failing(self):
        """Whether visitors who follow it don't get there."""
        return bool(self.problem) and self.problem not in ADVICE

    @property
    def explanation(self):
        """What is wrong, in a sentence, or ""."""
        words = self.get_problem_display() if self.problem else ""
        if self.problem == Problem.MOVED:
            return f"{words}. Use its new address: {self.moved_to}"
        return f"{words} ({self.status})." if self.status else f"{words}." if words else ""
