from site_project.page_cache.models import OwedRenewal
from site_project.worker.models import JobRun, Lease

__all__ = ["JobRun", "Lease", "OwedRenewal"]
