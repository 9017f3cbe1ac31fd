"""The statement shows if and only if the words were approved, whatever people do in whatever order."""

from copy import deepcopy

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.clinical_review.acting import confirm, fresh, signed_in, statement
from treatments.models import Source

pytestmark = pytest.mark.django_db


DRAFT = ("title", "summary", "items", "alt_text", "explanation", "order", "search_description")
AT_ONCE = ("year", "notice", "treatment_title")
EDITS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([*DRAFT, *AT_ONCE]), st.integers(0, 1)),
        st.tuples(st.sampled_from(["publish", "approve condition", "approve treatment"]), st.just(0)),
    ),
    min_size=3,
    max_size=10,
)


class Edits:
    """Makes random edits on a site, and keeps book of what its pages tell and what was approved."""

    def __init__(self, clinic, reviewer):
        self.clinic, self.reviewer = clinic, reviewer
        self.condition = builders.make_full_condition("Cluster headache")
        link = next(link for link in self.condition.treatment_links.all() if link.is_off_label)
        self.treatment = link.treatment
        self.source = self.condition.sources[0]
        self.draft = dict.fromkeys(DRAFT, 0)
        self.shown = dict.fromkeys([*DRAFT, *AT_ONCE], 0)
        self.approved = {"condition": set(), "treatment": set()}
        for name in (*DRAFT, *AT_ONCE):
            self.do(name, 0)
        self.do("publish", 0)

    def told(self, page):
        """Return all that differs between two states of "condition" or "treatment"."""
        names = {
            "condition": tuple(self.shown.keys() - {"search_description"}),
            "treatment": ("title", "explanation", "notice", "treatment_title"),
        }
        return tuple(self.shown[name] for name in names[page])

    def do(self, what, value):
        """Make one edit, publish, or approve."""
        if what in DRAFT:
            self.draft[what] = value
        elif what == "year":
            Source.objects.filter(pk=self.source.pk).update(year=2016 + value)
            self.shown[what] = value
        elif what == "notice":
            self.clinic.off_label_notice = f"<p>Notice {value}</p>"
            self.clinic.save()
            self.shown[what] = value
        elif what == "treatment_title":
            treatment = fresh(self.treatment)
            treatment.title = f"Treatment {value}"
            builders.publish(treatment)
            self.shown[what] = value
        elif what == "publish":
            self.publish()
        else:
            page = what.removeprefix("approve ")
            confirm(self.reviewer, getattr(self, page))
            self.approved[page].add(self.told(page))

    def publish(self):
        """Publish the draft."""
        page = fresh(self.condition)
        page.title = f"Condition {self.draft['title']}"
        citations = sorted(page.citations.all(), key=lambda row: row.source_id, reverse=self.draft["order"])
        for place, citation in enumerate(citations):
            citation.sort_order = place
        page.citations = citations
        page.summary = f"Summary {self.draft['summary']}"
        page.search_description = f"Description {self.draft['search_description']}"
        blocks = {
            block.block_type: block.value for section in page.body for block in section.value["content"]
        }
        items = blocks["symptom_list"]["items"]
        if sorted(items)[0 if self.draft["items"] else -1] != items[0]:
            texts = sorted(items, reverse=not self.draft["items"])
            for place, text in enumerate(texts):
                items[place] = text
        blocks["figure"]["image"].contextual_alt_text = f"Room {self.draft['alt_text']}"
        for link in page.treatment_links.all():
            if link.is_off_label:
                link.explanation = f"<p>Explanation {self.draft['explanation']}</p>"
                page.treatment_links.add(link)
        builders.publish(page)
        self.shown |= self.draft


def test_badge_shows_if_and_only_if_the_words_were_approved(clinic):
    """Whatever people do, in whatever order: the book that this test keeps and the pages always agree."""
    site = Edits(clinic, signed_in(builders.make_reviewer()))

    @given(edits=EDITS)
    @settings(max_examples=25, deadline=None)
    def follow(edits):
        with transaction.atomic():
            one = deepcopy(site)
            for what, value in edits:
                one.do(what, value)
                for page in ("condition", "treatment"):
                    expected = one.told(page) in one.approved[page]
                    assert bool(statement(getattr(one, page))) == expected, (what, value, page)
            transaction.set_rollback(True)

    follow()
