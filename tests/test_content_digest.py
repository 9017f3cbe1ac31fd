"""The fingerprint of what a page tells: the same words give the same one, wherever they are kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from tests import builders, postgresql
from tests.forms import form_of, send
from tests.reviewing import confirm, edit, signed_in, statement
from tests.test_blocks import parts, streams
from treatments.clinical_review.content import told, told_html
from treatments.clinical_review.digest import content_digest, live_digests
from treatments.models import ConditionPage, Source, TreatmentForCondition, TreatmentPage

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


def fresh(page):
    """Return `page` as the database has it."""
    return type(page).objects.get(pk=page.pk)


# One content, one digest ------------------------------------------------------------------------------------


def test_every_form_of_one_content_gives_one_digest(editor, every_page, clinic):
    """Saved, published again, in a draft, reverted to or copied: nothing was reworded."""
    page = fresh(every_page["everything"])
    digest = content_digest(page, clinic)
    first = page.latest_revision
    assert content_digest(page.get_latest_revision_as_object(), clinic) == digest
    send(editor, edit(page), {}, "publish")
    assert content_digest(fresh(page), clinic) == digest
    send(editor, edit(page), {"summary": "Other words."}, "publish")
    assert content_digest(fresh(page), clinic) != digest
    send(editor, reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]), {}, "publish")
    assert content_digest(fresh(page), clinic) == digest
    copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = form_of(editor.get(copy)) | {"new_slug": "a-copy", "publish_copies": "on"}
    editor.post(copy, data)
    assert content_digest(ConditionPage.objects.get(slug="a-copy"), clinic) == digest


def test_many_pages_at_once_give_the_same_digests(every_page, clinic):
    """The report reads pages in bulk, a visitor's page alone: they must agree."""
    pages = [*ConditionPage.objects.all(), *TreatmentPage.objects.all()]
    assert len(pages) > 4
    assert live_digests(pages, clinic) == {page.pk: content_digest(fresh(page), clinic) for page in pages}


def test_many_pages_take_no_more_queries(every_page, clinic):
    """Pages with pictures, sources, cards and documents are read together."""
    builders.make_full_condition("Another with everything", source="Another source")

    def count(pages):
        read = [fresh(page) for page in pages]
        with CaptureQueriesContext(connection) as context:
            live_digests(read, clinic)
        return len(context)

    live_digests(list(ConditionPage.objects.all()), clinic)  # from now on the digests of files are known
    one = count([every_page["everything"]])
    both = count([every_page["everything"], ConditionPage.objects.get(title="Another with everything")])
    assert max(one, both) <= 12


def test_digest_can_be_checked_later(reviewer_client, migraine):
    """The record holds what was approved, so that anybody can compute its fingerprint again."""
    import hashlib

    confirm(reviewer_client, migraine)
    from treatments.models import ClinicalApproval

    approval = ClinicalApproval.objects.get()
    text = json.dumps(approval.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == approval.digest


@pytest.fixture
def reviewer_client(db):
    """A client of a clinician who approves."""
    return signed_in(builders.make_reviewer())


# What counts ------------------------------------------------------------------------------------------------

SAME = [
    ("<p>One  two</p>", '<p data-block-key="a1b2c">One two</p>'),
    ("<p>One</p>", "<p>One</p><p></p>"),
    ("<p> One <b>two</b> </p>", "<p>One <b>two</b></p>"),
    ("<p>One<br/>two</p>", "<p>One<br>two</p>"),
    ("<p>&amp; &quot;</p>", '<p>&#38; "</p>'),
    (
        "<ul><li>One<ul><li>two</li></ul></li></ul>",
        "<ul>\n <li>One\n <ul><li>two</li></ul>\n </li>\n</ul>",
    ),
    (
        '<p><a linktype="page" id="3">x</a></p>',
        '<p><a id="3" linktype="page">x</a></p>',
    ),
]
OTHER = [
    ("<p>One two</p>", "<p>Onetwo</p>"),
    ("<p>One <b>two</b></p>", "<p>One<b>two</b></p>"),
    ("<p>One two</p>", "<p>One</p><p>two</p>"),
    ("<p>One two</p>", "<p>One <b>two</b></p>"),
    ("<p>not <b>safe</b></p>", "<p><b>not</b> safe</p>"),
    ("<p>10<sup>2</sup></p>", "<p>102</p>"),
    ("<ul><li>One</li><li>two</li></ul>", "<ol><li>One</li><li>two</li></ol>"),
    ("<ul><li>One<ul><li>two</li></ul></li></ul>", "<ul><li>One</li><li>two</li></ul>"),
    ('<p><a linktype="page" id="3">x</a></p>', '<p><a linktype="page" id="4">x</a></p>'),
    ('<p><a linktype="page" id="3">x</a></p>', '<p><a linktype="document" id="3">x</a></p>'),
    ('<p><a href="https://a.example/">x</a></p>', '<p><a href="https://b.example/">x</a></p>'),
    ("<p>One</p>", "<p>one</p>"),
    ("<p>&lt;b&gt;</p>", "<p><b></b></p>"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_read_the_same(one, other):
    """What differs is what a browser does not show."""
    assert told_html(one) == told_html(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_texts_that_read_otherwise(one, other):
    """Each of these says something else."""
    assert told_html(one) != told_html(other)


def test_every_block_can_be_told(every_page):
    """A block that nobody thought of would make its page fail: it is found here first."""
    seen = set()
    for stream in streams():
        for name, block in parts(stream):
            value = block.to_python(block.get_prep_value(block.get_preview_value()))
            json.dumps(told(value))
            seen.add(name)
    assert len(seen) > 20


def test_what_cannot_be_told_is_named():
    """A new kind of content has to be thought about, not to be left out."""
    with pytest.raises(TypeError, match=r"content\.py"):
        told(object())
    with pytest.raises(TypeError, match=r"content\.py"):
        told(Page())


@pytest.mark.parametrize("page_type", [ConditionPage, TreatmentPage, Source, TreatmentForCondition])
def test_new_field_is_thought_about(page_type):
    """Every field of our own is either part of the approval or known to be none of it."""
    outside = {
        "listing_image",
        "social_image",
        "page_ptr",
        "id",
        "sort_order",
        "doi",
        "pmid",
        "url",
        "condition",
        "treatment",
    }
    own = {
        field.name
        for field in page_type._meta.concrete_fields
        if field.model.__module__.startswith(("home.", "treatments."))
    }
    assert own - set(page_type.reviewed_fields) <= outside


def test_locator_and_treatment_count_by_what_is_shown():
    """A source's number and a link's target are told by the address and the name that stand on the page."""
    assert "locator" in Source.reviewed_fields
    assert {"treatment_title", "condition_title"} < set(TreatmentForCondition.reviewed_fields)


# The badge, if and only if ----------------------------------------------------------------------------------

DRAFT = ("summary", "items", "alt_text", "explanation", "search_description")
AT_ONCE = ("year", "notice")
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
            "condition": ("summary", "items", "alt_text", "explanation", "year", "notice"),
            "treatment": ("explanation", "notice"),
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
        elif what == "publish":
            self.publish()
        else:
            page = what.removeprefix("approve ")
            confirm(self.reviewer, getattr(self, page))
            self.approved[page].add(self.told(page))

    def publish(self):
        """Publish the draft."""
        page = fresh(self.condition)
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


@given(edits=EDITS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_badge_shows_if_and_only_if_the_words_were_approved(clinic, edits):
    """Whatever people do, in whatever order: the book that this test keeps and the pages always agree."""
    with transaction.atomic():
        site = Edits(fresh(clinic), signed_in(builders.make_reviewer()))
        for what, value in edits:
            site.do(what, value)
            for page in ("condition", "treatment"):
                expected = site.told(page) in site.approved[page]
                assert bool(statement(getattr(site, page))) == expected, (what, value, page)
        transaction.set_rollback(True)


# Databases --------------------------------------------------------------------------------------------------

DIGESTS = """
from wagtail.models import Site
from home.models import ClinicSettings
from treatments.clinical_review.digest import live_digests
from treatments.models import ConditionPage, TreatmentPage
clinic = ClinicSettings.for_site(Site.objects.get())
pages = [*ConditionPage.objects.order_by("pk"), *TreatmentPage.objects.order_by("pk")]
for pk, digest in live_digests(pages, clinic).items():
    print("digest", pk, digest)
"""


def manage(folder, *arguments, **environment):
    """Run manage.py on the data in `folder`; returns what it printed."""
    variables = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "site_project.settings", **environment}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def digests(folder, **environment):
    """Return the lines of DIGESTS on the data in `folder`."""
    printed = manage(folder, "shell", "-v0", "-c", DIGESTS, **environment)
    return [line for line in printed.splitlines() if line.startswith("digest")]


@pytest.fixture
def postgresql_url(tmp_path):
    """The address of an empty database on a PostgreSQL server."""
    if postgresql.programs() is None:
        if os.environ.get("CI"):
            pytest.fail(postgresql.HINT)
        pytest.skip(postgresql.HINT)
    folder = tmp_path / "postgresql"
    folder.mkdir()
    with postgresql.running_server(folder) as url:
        yield url


def test_dump_and_load_on_another_database(data_dir, tmp_path, postgresql_url):
    """A site that moves from SQLite to PostgreSQL keeps its reviews."""
    environment = {**os.environ, "DATA_DIR": str(data_dir)}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.full_content"], cwd=ROOT, env=environment, check=True
    )
    before = digests(data_dir)
    assert len(before) == 4
    dump = tmp_path / "dump.json"
    # What Django makes anew by itself, and the log, which names pages that are deleted by now.
    made_anew = ("contenttypes", "auth.permission", "sessions", "wagtailsearch", "wagtailcore.referenceindex")
    without = [f"-e{name}" for name in (*made_anew, "wagtailcore.pagelogentry")]
    manage(data_dir, "dumpdata", "--natural-foreign", *without, "-o", str(dump))
    there = {"DATABASE_URL": postgresql_url}
    manage(data_dir, "migrate", "-v0", **there)
    manage(data_dir, "flush", "--no-input", **there)
    manage(data_dir, "loaddata", str(dump), **there)
    assert digests(data_dir, **there) == before
