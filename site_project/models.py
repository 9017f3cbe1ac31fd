from site_project.worker.models import JobRun, Lease

__all__ = ["JobRun", "Lease"]
