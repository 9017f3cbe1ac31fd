from home.enquiries.models import Enquiry, EnquiryNote, SendingNetwork
from home.link_check.models import OutsideLink
from home.models.contact_page import ContactPage
from home.models.gone import GoneAddress
from home.models.images import ClinicImage, ClinicRendition
from home.models.pages import HomePage, StandardPage
from home.models.settings import ClinicSettings
from home.models.site_page import SitePage
from home.search.models import PageText, SearchWord, SynonymGroup, UnansweredSearch

__all__ = [
    "ClinicImage",
    "ClinicRendition",
    "ClinicSettings",
    "ContactPage",
    "Enquiry",
    "EnquiryNote",
    "GoneAddress",
    "HomePage",
    "OutsideLink",
    "PageText",
    "SearchWord",
    "SendingNetwork",
    "SitePage",
    "StandardPage",
    "SynonymGroup",
    "UnansweredSearch",
]
