from home.link_check.models import OutsideLink
from home.models.images import ClinicImage, ClinicRendition
from home.models.pages import HomePage, StandardPage
from home.models.settings import ClinicSettings
from home.models.site_page import SitePage

__all__ = [
    "ClinicImage",
    "ClinicRendition",
    "ClinicSettings",
    "HomePage",
    "OutsideLink",
    "SitePage",
    "StandardPage",
]
