"""The medical review: a page says that it is reviewed while its words are the approved ones, never else."""


import pytest

from tests import builders
from tests.reviewing import approve, signed_in, statement, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(db):
    """A client of somebody who writes and submits."""
    return signed_in(builders.make_user("ed", "Editors"))


@pytest.fixture
def reviewer(db):
    """A client of a clinician who approves."""
    return signed_in(builders.make_reviewer())


def test_from_draft_to_reviewed_page(writer, reviewer, migraine):
    """The way that every page takes."""
    submit(writer, migraine, {"subtitle": "A new subtitle"})
    assert statement(migraine) == ""
    answer = approve(reviewer, migraine, months="6", note="Checked against the guideline.")
    assert answer["step"] == "success", answer
    assert statement(migraine).startswith("Medically reviewed by Jane Doe, MD, on ")
    assert migraine.subtitle == "A new subtitle"
