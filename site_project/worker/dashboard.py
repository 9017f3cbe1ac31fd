"""The dashboard's word on the clock: a quiet line while it runs, and what to do when it does not."""

from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from wagtail.admin.ui.components import Component

from site_project.worker.models import JobRun, Lease

SILENT = timedelta(minutes=3)


class ClockPanel(Component):
    """Whether the clock runs, and what came of each of its jobs, for who looks after the site."""

    name = "clock"
    order = 400
    template_name = "worker/dashboard.html"

    def get_context_data(self, parent_context):
        """Give the template the last beat and what came of each job. The time is the database's."""
        if not parent_context["request"].user.has_perm("site_project.view_jobrun"):
            return {}
        lease = Lease.objects.annotate(now=Now()).exclude(beat_at=None).first()
        runs = {run.name: run for run in JobRun.objects.all()}
        rows = [(job, runs[job.name]) for job in settings.WORKER_JOBS if job.name in runs]
        return {
            "is_shown": True,
            "beat_at": lease and lease.beat_at,
            "is_silent": lease is None or lease.now - lease.beat_at > SILENT,
            "rows": rows,
            "failing": [(job, run) for job, run in rows if run.fails],
            "hanging": [(job, run) for job, run in rows if lease and run.hangs(lease.now)],
        }
