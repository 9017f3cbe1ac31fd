"""An enquiry by keyboard, with and without scripts, from the page that raised the question to the answer."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_no_axe_violation
from tests.browser.light import assert_colours_suit
from tests.browser.pages import DAYLIGHT, DESK, LOW_GLARE, PHONE
from tests.browser.test_reading import tab_to

# Nobody fills in the form within three seconds; a test would.
READING = 3_200


def type_into(page, label, text):
    """Get to the field by keyboard and type."""
    field = page.get_by_label(label)
    if not field.evaluate("element => element === document.activeElement"):
        tab_to(page, field)
    page.keyboard.type(text)


def press_send(page):
    """Get to the button by keyboard and press it."""
    tab_to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_enquiry_by_keyboard(open_context, clinic_site, signed_in, scripts):
    """From the migraine page to the thanks without a mouse, mistakes included; then to the front desk."""
    page = open_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto(f"{clinic_site.url}/conditions/migraine/")
    page.get_by_role("link", name="Ask for a call back").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact")
    expect(page.get_by_label("What is it about?").locator("option:checked")).to_have_text(
        "Migraine Treatment"
    )
    page.wait_for_timeout(READING)

    type_into(page, "Your name", "Ana Lopez")
    type_into(page, "Message", "Could you call me?")
    tab_to(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    press_send(page)
    if scripts:  # the browser itself leads to the field
        expect(page.get_by_label("Phone number")).to_be_focused()
    else:
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text("Write a phone number or an e-mail address")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.get_by_label("Message")).to_have_value("Could you call me?")
    type_into(page, "Phone number", "(555) 010-0123")
    press_send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert page.context.cookies() == []

    desk = signed_in("kim")
    tab_to(desk, desk.get_by_role("link", name="Enquiries (1 new)"))
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("link", name="Ana Lopez"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Could you call me?")).to_be_visible()
    type_into(desk, "Note", "She can come on Monday.")
    tab_to(desk, desk.get_by_role("button", name="Take it"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("You have taken it.")).to_be_visible()
    expect(desk.get_by_text("She can come on Monday.")).to_be_visible()
    tab_to(desk, desk.get_by_role("button", name="It is answered"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("It is marked as answered.")).to_be_visible()
    expect(desk.get_by_role("row", name="Ana Lopez")).to_contain_text("Answered")


@pytest.fixture
def refused(open_context, full_site):
    """A function that opens the form, sends it empty past the browser's own checks, and gives the tab."""

    def refused(size, theme):
        page = open_context(viewport=size, color_scheme=theme).new_page()
        page.goto(f"{full_site.url}/contact/")
        page.locator(".enquiry-form").evaluate("form => { form.noValidate = true; }")
        page.get_by_label("E-mail address").fill("nobody")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_focused()
        return page

    return refused


@pytest.mark.parametrize("theme", [DAYLIGHT, LOW_GLARE])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_mistakes_can_be_read_by_all(refused, size, theme):
    """The form with its errors keeps the rules, and the light, that every page keeps."""
    page = refused(size, theme)
    assert_no_axe_violation(page)
    assert_colours_suit(page, theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for message in page.locator(".form__error").all():
        expect(message).to_be_visible()


def test_going_back_keeps_what_was_typed(open_context, clinic_site):
    """Somebody looks something up on another page and comes back to a half-filled form."""
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{clinic_site.url}/contact/")
    page.get_by_label("Message").fill("I have a question on")
    page.goto(f"{clinic_site.url}/treatments/ketamine/")
    page.go_back()
    expect(page.get_by_label("Message")).to_have_value("I have a question on")
