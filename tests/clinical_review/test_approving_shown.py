"""Approving a page that shows something else: a name, another page, a picture that is gone."""

import pytest

from tests import builders
from tests.clinical_review.acting import approve, confirm, fresh, open_review, statement, submit
from tests.html import read, words
from treatments.models import ConditionPage

pytestmark = pytest.mark.django_db


def test_new_name_of_a_treatment_is_approved(writer, reviewer, ketamine):
    """The name on the screen is the one that goes live, and the one that the approval is of."""
    submit(writer, ketamine, {"title": "Esketamine"})
    assert approve(reviewer, ketamine)["step"] == "success"
    assert statement(ketamine)
    assert ketamine.title == "Esketamine"


def test_card_that_leads_to_its_own_page(writer, reviewer):
    """It is left out: it leads nowhere, and would tell the old summary until it tells the new one."""
    page, other = builders.make_condition("Cluster headache"), builders.make_condition("Tension headache")
    cards = [("page_cards", {"pages": [page.pk, other.pk]})]
    page.body = builders.body(ConditionPage, ("Read on", cards))
    builders.publish(page)
    submit(writer, page, {"summary": "A new summary."})
    assert approve(reviewer, page)["step"] == "success"
    assert statement(page)
    cards = read(reviewer.get(page.url)).select(".card__title")
    assert [words(card) for card in cards] == ["Tension headache"]


def test_picture_that_was_taken_away_and_deleted(writer, reviewer, full):
    """The review opens, although there is no picture any more to show as it was."""
    confirm(reviewer, full)
    image = next(
        block.value["image"]
        for section in full.body
        for block in section.value["content"]
        if block.block_type == "figure"
    )
    draft = fresh(full)
    draft.body = builders.body(ConditionPage, ("New", [("text", "<p>New words</p>")]))
    draft.save_revision()
    type(image).objects.filter(pk=image.pk).delete()
    submit(writer, full)
    _address, window, fields = open_review(reviewer, full)
    assert "New words" in words(window)
    assert fields["digest"]
