"""What the clock remembers: who works, and what came of each job. Nobody edits it, and no visitor sees it."""

from datetime import timedelta

from django.db import models

AGAIN = timedelta(hours=1)
LONG = timedelta(hours=3)


class Lease(models.Model):
    """The right to work, which one worker has at a time. There is one row."""

    name = models.CharField(max_length=20, unique=True)
    holder = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name


class JobRun(models.Model):
    """What came of a job, the last time that it worked and the last time that it failed."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        default_permissions = ("view",)

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, jobs, now):
        """Return {name: JobRun} for each of `jobs`. One that is new is not due before its next time."""
        runs = {run.name: run for run in cls.objects.all()}
        for job in jobs:
            if job.name not in runs:
                due = {"due_at": job.when.latest(now)}
                runs[job.name], _made = cls.objects.get_or_create(name=job.name, defaults=due)
        return runs

    @property
    def fails(self):
        """Whether it failed when it was tried last."""
        return bool(self.failed_at) and not (self.succeeded_at and self.succeeded_at > self.failed_at)

    def is_due(self, latest, now):
        """Whether it is to run: `latest` is when it should have last. What failed is tried again in an hour.

        What was recorded for hours that are still to come was so by a clock that went wrong.
        """
        if self.due_at < latest or self.due_at > now + AGAIN:
            return True
        return self.fails and self.failed_at < now - AGAIN

    def hangs(self, now):
        """Whether it has begun long ago and not come to an end."""
        ends = [end for end in (self.succeeded_at, self.failed_at) if end]
        is_running = bool(self.started_at) and self.started_at > max(ends, default=self.due_at)
        return is_running and self.started_at < now - LONG

    def end(self, due, now, error):
        """Record that it ran for the time `due`, and the `error` in words, or ""."""
        self.due_at = due
        if error:
            self.failed_at, self.error = now, error
        else:
            self.succeeded_at = now
        self.save()
