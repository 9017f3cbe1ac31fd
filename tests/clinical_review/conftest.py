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
    """A condition page with everything an approval is bound to."""
    page = builders.make_full_condition("Cluster headache")
    blocks = {block.block_type: block for section in page.body for block in section.value["content"]}
    blocks["text"].value.source += '<p><a href="https://good.example/">Read on</a></p>'
    target = builders.make_standard_page("Visits")
    blocks["call_to_action"].value["link"] = {"text": "Visit us", "page": target}
    return builders.publish(page)
