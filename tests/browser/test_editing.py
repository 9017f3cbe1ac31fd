"""How an editor works: everything by clicking in the admin, and a visitor sees the result."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editing import begin, click_publish, insert_block, open_actions, preview, publish
from tests.browser.pages import DESK

OLD = "Migraine headaches are different for everyone who experiences them."
NEW = "No two people have the same migraine."


@pytest.fixture
def visitor(open_context):
    """The tab of somebody who reads the site and knows nothing of the editor."""
    return open_context(viewport=DESK).new_page()


def test_a_sentence_is_changed_and_taken_back(editor, visitor, new_site):
    """The commonest errand: reword a sentence, look, publish, and undo it when it was a mistake."""
    address = f"{new_site.url}/conditions/migraine/"
    visitor.goto(address)
    expect(visitor.get_by_text(OLD)).to_be_visible()

    editor.get_by_role("link", name="Migraine Treatment", exact=True).first.click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Editing Condition: Migraine Treatment")
    editor.get_by_role("button", name="Toggle preview").click()
    expect(preview(editor).get_by_text(OLD)).to_be_visible()
    begin(editor)
    editor.get_by_role("tabpanel", name="Content").get_by_text(OLD).click(click_count=3)
    editor.keyboard.type(NEW)
    expect(preview(editor).get_by_text(NEW)).to_be_visible()
    expect(preview(editor).get_by_text(OLD)).to_have_count(0)

    visitor.reload()
    expect(visitor.get_by_text(OLD)).to_be_visible()  # nothing is public before it is published
    publish(editor)
    visitor.reload()
    expect(visitor.get_by_text(NEW)).to_be_visible()
    expect(visitor.get_by_text(OLD)).to_have_count(0)

    editor.get_by_role("status").get_by_role("link", name="Edit").click()
    editor.get_by_role("link", name="History").click()
    first_version = editor.get_by_role("row").filter(has_text="Draft saved").last
    open_actions(first_version)
    editor.get_by_role("link", name="Review this version").click()
    expect(editor.get_by_role("status")).to_contain_text("You are viewing a previous version")
    publish(editor, "Publish this version")
    visitor.reload()
    expect(visitor.get_by_text(OLD)).to_be_visible()
    expect(visitor.get_by_text(NEW)).to_have_count(0)


def test_a_condition_is_made_from_nothing(editor, visitor, new_site):
    """The site grows without a programmer: a new condition stands in the list and on its treatment's page."""
    editor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Conditions").click()
    editor.get_by_role("link", name="Add condition").click()
    # There is one place for conditions, so nobody is asked for it.
    expect(editor.get_by_role("heading", level=1)).to_have_text("New: Condition")
    begin(editor)
    editor.get_by_role("textbox", name="Title*", exact=True).fill("Cluster headache")
    editor.get_by_role("textbox", name="Summary").fill("Short and severe attacks on one side of the head.")
    write_section(editor)
    link_ketamine(editor)
    publish(editor)

    visitor.goto(new_site.url)
    visitor.get_by_role("navigation", name="Main").get_by_role("link", name="Conditions").click()
    visitor.get_by_role("link", name="Cluster headache").click()
    visitor.wait_for_url("**/conditions/cluster-headache/")
    expect(visitor.get_by_role("heading", level=2, name="How attacks come")).to_be_visible()
    expect(visitor.get_by_text("Attacks come in bouts.")).to_be_visible()
    symptoms = visitor.locator(".symptom-list", has_text="An attack brings")
    expect(symptoms.get_by_role("listitem")).to_have_text(["a red eye", "a blocked nose"])
    expect(visitor.get_by_role("note", name="Off-label use")).to_contain_text("off-label", ignore_case=True)

    visitor.get_by_role("link", name="About Ketamine").click()
    visitor.wait_for_url("**/treatments/ketamine/")
    use = visitor.locator("section", has=visitor.get_by_role("heading", name="What ketamine may do here"))
    expect(use.get_by_text("Studies are small.")).to_be_visible()
    expect(use.get_by_role("note", name="Off-label use")).to_be_visible()
    use.get_by_role("link", name="About Cluster headache").click()
    visitor.wait_for_url("**/conditions/cluster-headache/")


def test_publishing_waits_for_the_draft_that_is_being_saved(editor, visitor, new_site):
    """Whoever types and publishes at once has one page, with all words; a slow line changes nothing."""
    held, sent = [], []

    def hold(route):
        is_draft = "json" in route.request.headers["accept"]
        if is_draft and not sent:
            held.append(route)
        else:
            route.continue_()
        sent.append("draft" if is_draft else "all")

    editor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Conditions").click()
    editor.get_by_role("link", name="Add condition").click()
    begin(editor)
    address = re.compile(r"/admin/pages/(add/\w+/\w+/\d+|\d+/edit)/$")
    editor.route(address, hold)
    editor.get_by_role("textbox", name="Title*", exact=True).fill("Cluster headache")
    editor.get_by_role("textbox", name="Summary").fill("Short and severe attacks on one side of the head.")
    with editor.expect_request(address):
        editor.get_by_role("textbox", name="Subtitle").fill("One side of the head")
    click_publish(editor)
    editor.wait_for_timeout(1000)
    assert sent == ["draft"]
    held.pop().continue_()
    expect(editor.get_by_role("status")).to_contain_text(re.compile("published"))
    visitor.goto(f"{new_site.url}/conditions/")
    expect(visitor.get_by_role("link", name="Cluster headache")).to_have_count(1)
    visitor.get_by_role("link", name="Cluster headache").click()
    expect(visitor.get_by_text("One side of the head", exact=True)).to_be_visible()


def write_section(page):
    """Add a section with a text and a list of symptoms to the new condition."""
    page.get_by_role("region", name="Body").get_by_role("button", name="Insert a block").click()
    section = page.get_by_role("region", name=re.compile("^Section"))
    section.get_by_role("textbox", name="Heading").fill("How attacks come")
    insert_block(page, section, "Text")
    section.get_by_role("region", name=re.compile("^Text")).get_by_role("textbox").click()
    page.keyboard.type("Attacks come in bouts.")
    insert_block(page, section, "Symptoms or triggers")
    symptoms = section.get_by_role("region", name=re.compile("^Symptoms or triggers"))
    symptoms.get_by_role("textbox", name="Lead in").fill("An attack brings")
    items = symptoms.get_by_role("region", name=re.compile("^Item"))
    items.first.get_by_role("textbox").fill("a red eye")
    symptoms.get_by_role("button", name="Add", exact=True).last.click()
    items.nth(1).get_by_role("textbox").fill("a blocked nose")


def link_ketamine(page):
    """Say on the condition's second tab what ketamine does for it, and that this use is off-label."""
    page.get_by_role("tab", name="Treatments").click()
    treatments = page.get_by_role("tabpanel", name="Treatments")
    treatments.get_by_role("button", name="Add treatment").click()
    treatment = treatments.get_by_role("region", name="Treatment 1")
    treatment.get_by_role("button", name="Choose a page").click()
    page.get_by_role("dialog").get_by_role("link", name="Ketamine", exact=True).click()
    expect(treatment).to_contain_text("Ketamine")
    treatment.get_by_role("textbox", name="Heading").fill("What ketamine may do here")
    treatment.locator("[contenteditable=true]").click()
    page.keyboard.type("Studies are small.")
    # The editor hands over what was typed a moment later, as quick as no hand gets to the next field.
    expect(treatment.locator("input[name$=explanation]")).to_have_value(re.compile("Studies are small"))
    treatment.get_by_role("combobox", name="Regulatory status").select_option("Off-label for this use")


def test_checks_look_at_what_is_being_written(editor):
    """The editor sees how long and how readable the page is, and that it has no barrier, while writing.

    The one thing found is the site's own advice: the text that the clinic supplied names no source.
    """
    editor.get_by_role("navigation", name="Main menu").get_by_role("link", name="Conditions").click()
    editor.get_by_role("link", name="Migraine Treatment", exact=True).click()
    editor.get_by_role("button", name="Toggle checks").click()
    checks = editor.get_by_role("complementary", name="Checks")
    words = checks.locator("div", has=editor.get_by_role("heading", name="Words", exact=True)).last
    expect(words).to_have_text(re.compile(r"Words\s*\d{3}"))
    expect(checks.get_by_role("heading", name="Issues found 1")).to_be_visible()
    expect(checks.get_by_text("The page names no source")).to_be_visible()

    begin(editor)
    before = words.inner_text()
    editor.get_by_role("tabpanel", name="Content").get_by_text(OLD).click(click_count=3)
    editor.keyboard.type(NEW)
    expect(words).not_to_have_text(before)
    expect(words).to_have_text(re.compile(r"Words\s*\d{3}"))
    expect(checks.get_by_role("heading", name="Issues found 1")).to_be_visible()


def test_clinic_details_are_seen_before_and_after_saving(editor, visitor, new_site):
    """The clinic's phone number is typed once; it is checked in the preview and shown as a link to call."""
    visitor.goto(new_site.url)
    expect(visitor.get_by_role("banner").get_by_role("link")).not_to_have_count(0)
    expect(visitor.locator("header a[href^='tel:']")).to_have_count(0)

    editor.get_by_role("button", name="Settings").click()
    editor.get_by_role("link", name="Clinic details").click()
    editor.get_by_role("button", name="Toggle preview").click()
    expect(preview(editor).get_by_role("heading", level=1)).to_be_visible()
    begin(editor)
    editor.get_by_role("textbox", name="Phone", exact=True).press_sequentially("(555) 010-0123")
    shown = preview(editor).get_by_role("banner").get_by_role("link", name="(555) 010-0123")
    expect(shown).to_have_attribute("href", "tel:5550100123")
    visitor.reload()
    expect(visitor.locator("header a[href^='tel:']")).to_have_count(0)

    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("status")).to_contain_text("updated")
    for path in ("/", "/treatments/ketamine/"):
        visitor.goto(new_site.url + path)
        phone = visitor.get_by_role("banner").get_by_role("link", name="(555) 010-0123")
        expect(phone).to_have_attribute("href", "tel:5550100123")
