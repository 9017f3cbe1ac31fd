"""The contact page of the initial content, a form that may be sent at once, and the front desk."""

import pytest

from home.models import ContactPage, Enquiry
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.enquiries.sending import send


@pytest.fixture
def contact(db):
    """The contact page."""
    return ContactPage.objects.get()


@pytest.fixture(autouse=True)
def no_waiting(settings):
    """Let tests fill in the form faster than anybody could; what is too fast has a test of its own."""
    settings.ENQUIRY_MINIMUM_SECONDS = 0


@pytest.fixture
def kim(db):
    """Somebody at the front desk."""
    return builders.make_user("kim", "Front desk")


@pytest.fixture
def desk(kim):
    """The browser that Kim is signed in with."""
    return signed_in(kim)


@pytest.fixture
def enquiry(contact):
    """A new enquiry of Ana's."""
    send(contact)
    return Enquiry.objects.get()
