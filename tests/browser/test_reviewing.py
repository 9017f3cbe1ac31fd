"""The clinical review by clicking: an editor submits, a clinician approves, a visitor reads who did."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editing import open_actions
from tests.browser.pages import DESK
from tests.data_folder import dump

REVIEWED = re.compile(r"Medically reviewed by Jane Doe, MD, on \w+ \d+, \d{4}\. Next review due by")

# A click that the test does not wait for, so that two of them meet.
CLICK_LATER = "setTimeout(() => document.querySelector('.modal form [type=submit]').click(), 300)"
ANSWERED = """() => document.body.innerText.includes("in the meantime")
    || !document.body.innerText.includes("Months until the next review")"""


@pytest.fixture
def visitor(open_context, clinic_site):
    """The tab of somebody who reads the migraine page."""
    page = open_context(viewport=DESK).new_page()
    page.goto(f"{clinic_site.url}/conditions/migraine/")
    return page


def choose(page, label):
    """Open the menu of the button at the foot and click an entry of it."""
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    actions.get_by_role("button", name=label).click()


def open_editor(page):
    """Open the migraine page from the dashboard, and wait until its form notices changes."""
    page.goto(re.sub(r"/admin/.*", "/admin/", page.url))
    page.get_by_role("link", name="Migraine Treatment", exact=True).first.click()
    expect(page.locator("html[data-watching]")).to_be_attached()


def change_subtitle(page, words):
    """Open the migraine page and write another subtitle."""
    open_editor(page)
    page.get_by_role("textbox", name="Subtitle").fill(words)


def start_review(reviewer):
    """Open the window of the review from the dashboard."""
    waiting = reviewer.get_by_role("region", name="Awaiting your review")
    row = waiting.get_by_role("row").filter(has_text="Migraine Treatment")
    open_actions(row)
    row.get_by_role("button", name="Review and approve").click()


def test_from_draft_to_reviewed_page(signed_in, visitor):
    """Nobody needs to be told where to click next: the dashboard leads each of them."""
    expect(visitor.locator(".review-note")).to_have_count(0)
    editor = signed_in("ed")
    change_subtitle(editor, "Ketamine infusions for migraine")
    choose(editor, "Submit to Clinical review")
    expect(editor.get_by_role("status")).to_contain_text("submitted for moderation")
    visitor.reload()
    expect(visitor.get_by_text("Ketamine infusions for migraine")).to_have_count(0)

    reviewer = signed_in("jane")
    start_review(reviewer)
    window = reviewer.get_by_role("dialog")
    expect(window.get_by_text("No clinician has approved this page before")).to_be_visible()
    shown = window.frame_locator("iframe[title='The page that is to be approved']")
    expect(shown.get_by_text("Ketamine infusions for migraine")).to_be_visible()
    window.get_by_label("Months until the next review").fill("6")
    window.get_by_role("button", name="Approve").click()
    expect(reviewer.get_by_text("Awaiting your review")).to_have_count(0)

    visitor.reload()
    expect(visitor.locator(".review-note")).to_have_text(REVIEWED)
    expect(visitor.get_by_text("Ketamine infusions for migraine")).to_be_visible()


def test_reviewer_approves_in_the_editor_what_changed(signed_in, visitor):
    """A second round: what changed stands above the answer, and a request for changes comes back."""
    reviewer, editor = signed_in("jane"), signed_in("ed")
    confirm_live(reviewer)
    visitor.reload()
    expect(visitor.locator(".review-note")).to_have_text(REVIEWED)
    change_subtitle(editor, "Ketamine for cluster headache")
    choose(editor, "Submit to Clinical review")

    open_editor(reviewer)
    choose(reviewer, "Request changes")
    window = reviewer.get_by_role("dialog")
    window.get_by_label("What needs to change").fill("This page is about migraine.")
    window.get_by_role("button", name="Request changes").click()
    expect(reviewer.get_by_role("status")).to_contain_text("You asked for changes")

    change_subtitle(editor, "Ketamine for migraine, explained")
    choose(editor, "Resubmit to Clinical review")
    open_editor(reviewer)
    choose(reviewer, "Review and approve")
    window = reviewer.get_by_role("dialog")
    row = window.get_by_role("row").filter(has_text="Subtitle")
    expect(row.locator(".addition")).to_have_text(["migraine, explained"])
    window.get_by_role("button", name="Approve").click()
    expect(reviewer.get_by_role("status")).to_contain_text("is approved and published")
    visitor.reload()
    expect(visitor.get_by_text("Ketamine for migraine, explained")).to_be_visible()
    expect(visitor.locator(".review-note")).to_have_text(REVIEWED)


def confirm_live(reviewer):
    """Confirm from the page's own status panel that the live page is still accurate."""
    open_editor(reviewer)
    reviewer.get_by_role("button", name="Toggle status").click()
    reviewer.get_by_role("link", name="Approve the live page as it is").click()
    reviewer.get_by_role("button", name="Approve the live page").click()
    expect(reviewer.get_by_role("status")).to_contain_text("is approved as it is")


def test_second_tab_does_not_touch_what_was_approved(signed_in, visitor):
    """Autosave goes on in a forgotten tab: the live page stays as it was approved."""
    reviewer, forgotten, admin = signed_in("jane"), signed_in("admin"), signed_in("ed")
    change_subtitle(admin, "Ketamine infusions for migraine")
    choose(admin, "Submit to Clinical review")
    open_editor(forgotten)
    reviewer.reload()
    start_review(reviewer)
    reviewer.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(reviewer.get_by_text("Awaiting your review")).to_have_count(0)
    visitor.reload()
    expect(visitor.locator(".review-note")).to_have_text(REVIEWED)

    forgotten.get_by_role("textbox", name="Subtitle").fill("Typed in a forgotten tab")
    expect(forgotten.get_by_text("Saved", exact=True)).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("Ketamine infusions for migraine")).to_be_visible()
    expect(visitor.locator(".review-note")).to_have_text(REVIEWED)


def test_two_reviewers_click_at_the_same_moment(signed_in, visitor, clinic_site):
    """One of them approves; the other is told who was faster, and nothing is approved twice."""
    editor = signed_in("ed")
    change_subtitle(editor, "Ketamine infusions for migraine")
    choose(editor, "Submit to Clinical review")
    expect(editor.get_by_role("status")).to_contain_text("submitted for moderation")
    reviewers = [signed_in("jane"), signed_in("sam")]
    for reviewer in reviewers:
        start_review(reviewer)
        expect(reviewer.get_by_role("dialog").get_by_role("button", name="Approve")).to_be_visible()
    for reviewer in reviewers:
        reviewer.evaluate(CLICK_LATER)
    for reviewer in reviewers:
        reviewer.wait_for_function(ANSWERED)
    late = re.compile("(Jane|Sam) has approved this page in the meantime")
    assert sum(reviewer.get_by_text(late).count() for reviewer in reviewers) == 1
    assert len(dump(clinic_site.data_dir, "treatments_clinicalapproval")) == 1
    visitor.reload()
    expect(visitor.locator(".review-note")).to_contain_text("Medically reviewed by")
