"""The contact page of the initial content, and a form that may be sent at once."""

import pytest

from home.models import ContactPage


@pytest.fixture
def contact(db):
    """The contact page."""
    return ContactPage.objects.get()


@pytest.fixture(autouse=True)
def no_waiting(settings):
    """Let tests fill in the form faster than anybody could; what is too fast has a test of its own."""
    settings.ENQUIRY_MINIMUM_SECONDS = 0
