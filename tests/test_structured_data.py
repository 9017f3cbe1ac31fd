"""What search engines read: valid JSON, true to the page, and nothing in it that could run."""

import json

import pytest

from tests import builders
from tests.html import read
from treatments.blocks import ListKind
from treatments.models import ConditionPage

pytestmark = pytest.mark.django_db


def structured_data(client, page):
    """Return the JSON-LD of the public `page`."""
    [script] = read(client.get(page.url)).select("script[type='application/ld+json']")
    return json.loads(script.string)


def test_lists_say_what_their_items_are(client):
    """An editor says whether a list is of symptoms or of triggers: that is what it is for."""
    lists = [
        ("symptom_list", {"kind": kind, "lead_in": "For example", "items": [item]})
        for kind, item in ((ListKind.SYMPTOMS, "nausea"), (ListKind.TRIGGERS, "stress"))
    ]
    page = builders.make_condition(body=builders.body(ConditionPage, ("What it is like", lists)))
    assert structured_data(client, page)["mentions"] == [
        {"@type": "MedicalSymptom", "name": "nausea"},
        {"@type": "MedicalRiskFactor", "name": "stress"},
    ]


def test_page_without_lists_mentions_nothing(client, ketamine):
    """What is not on the page is not told to a machine either."""
    data = structured_data(client, ketamine)
    assert data["@type"] == "MedicalWebPage"
    assert data["name"] == "Ketamine"
    assert "mentions" not in data


def test_nothing_breaks_out_of_the_script(client):
    """A title is text, whatever somebody writes into it."""
    title = "</script><script>alert(1)</script> & <!-- more"
    page = builders.make_condition(title, slug="odd")
    answer = client.get(page.url)
    assert "alert(1)</script>" not in answer.content.decode()
    assert structured_data(client, page)["name"] == title
