"""The dashboard's word on the clock: a quiet line while it runs, and what to do when it does not."""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db.models.functions import Now
from wagtail.admin.ui.components import Component

from site_project.worker.models import JobRun, Lease

SILENT = timedelta(minutes=3)
FIRST, LAST = 40, 400


class ClockPanel(Component):
    """Whether the clock runs, and what came of each of its jobs. It is the first panel only in trouble."""

    name = "clock"
    template_name = "worker/dashboard.html"

    @property
    def order(self):
        """Its place among the panels."""
        return FIRST if any(self.state[trouble] for trouble in ("is_silent", "failing", "hanging")) else LAST

    @cached_property
    def state(self):
        """The last beat, and the jobs with what came of each. The time is the database's."""
        lease = Lease.objects.annotate(now=Now()).exclude(beat_at=None).first()
        runs = {run.name: run for run in JobRun.objects.all()}
        rows = [(job, runs[job.name]) for job in settings.WORKER_JOBS if job.name in runs]
        return {
            "beat_at": lease and lease.beat_at,
            "is_silent": lease is None or lease.now - lease.beat_at > SILENT,
            "rows": rows,
            "failing": [(job, run) for job, run in rows if run.fails],
            "hanging": [(job, run) for job, run in rows if lease and run.hangs(lease.now)],
        }

    def get_context_data(self, parent_context):
        """Give the template that state."""
        return self.state
