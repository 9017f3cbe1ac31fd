"""What the site's clock has this app do. Each function returns {what failed, in words: why}, or nothing.

The words are for the dashboard and name nobody; why is for the server's log.
"""

from django.contrib.sessions.backends.db import SessionStore

from home.enquiries.announcing import announce_due
from home.enquiries.limit import forget_networks
from home.enquiries.retention import purge_due
from home.link_check.checking import OfflineError, check_outside_links
from home.models import UnansweredSearch
from home.renditions import make_missing
from home.scheduled import publish_due


def publish():
    """Publish pages, and take them down, on the day that an editor has set."""
    return publish_due()


def announce_enquiries():
    """Tell the clinic of new enquiries, and forget which networks sent something more than an hour ago."""
    forget_networks()
    _sent, failed = announce_due()
    return {f"Nobody could be told of enquiry {enquiry.pk}.": reason for enquiry, reason in failed.items()}


def forget():
    """Delete for good what was kept long enough: enquiries, searches in vain, sign-ins that have run out."""
    UnansweredSearch.forget_old()
    SessionStore.clear_expired()
    purge_due()


def make_pictures():
    """Make the sizes of pictures that pages show and that are missing, so that no visitor waits for one."""
    return make_missing()


def check_links():
    """Ask the sites that this one links to whether their pages are still there."""
    try:
        check_outside_links()
    except OfflineError as error:
        return {"No other site answered. Let the server reach other sites.": error}
    return {}
