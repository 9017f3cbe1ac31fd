"""The people of a clinical review, and a page with everything that one is bound to."""

import pytest

from tests import builders
from tests.clinical_review.acting import signed_in


@pytest.fixture
def writer(db):
    """A client of somebody who writes and submits."""
    return signed_in(builders.make_user("ed", "Editors"))


@pytest.fixture
def reviewer(db):
    """A client of a clinician who approves."""
    return signed_in(builders.make_reviewer())


@pytest.fixture
def full(migraine):
    """A condition page with everything an approval is bound to, and the ketamine page on which it shows."""
    return builders.make_full_condition("Cluster headache")
