"""Signing in with a browser on a phone: an app, a passkey; by the policy, and with no other host."""

import pytest
from playwright.sync_api import expect

from tests.accounts.signing_in import FACTORS, code_of
from tests.browser.axe import assert_no_axe_violation
from tests.browser.light import assert_colours_suit
from tests.browser.pages import DAYLIGHT, LOW_GLARE, PHONE
from tests.browser.violations import Violations
from tests.databases import copy_site
from tests.server import ADMIN, RunningSite

# What the device of somebody who has a fingerprint reader says to the browser (W3C, WebAuthn 3, 12).
FINGERPRINT_READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def guarded_site(new_site_data, tmp_path):
    """A new site that asks for a second factor, by its name: passkeys are bound to one."""
    with RunningSite(copy_site(new_site_data, tmp_path / "site"), ADMIN_MFA="required") as site:
        site.url = site.url.replace("127.0.0.1", "localhost")
        yield site


@pytest.fixture(params=[DAYLIGHT, LOW_GLARE])
def theme(request):
    """How bright the person's system is."""
    return request.param


@pytest.fixture
def phone(open_context, guarded_site, theme):
    """A tab on a phone; what it asks other hosts, and what the policy refuses, fails the test."""
    context = open_context(viewport=PHONE, color_scheme=theme)
    violations, elsewhere = Violations(context), []
    context.on("request", lambda asked: elsewhere.append(asked.url))
    yield context.new_page()
    assert violations == []
    assert [url for url in elsewhere if not url.startswith(f"{guarded_site.url}/")] == []


def look(page, theme):
    """Fail unless the open screen can be read and used by everybody, on a phone."""
    assert_no_axe_violation(page)
    assert_colours_suit(page, theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def enter_password(page, site, path="/admin/"):
    """Ask for a page of the admin, and give name and password."""
    page.goto(site.url + path)
    page.get_by_label("Username").fill(ADMIN["ADMIN_USERNAME"])
    page.get_by_label("Password").fill(ADMIN["ADMIN_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()


def confirm(page):
    """Show that one is still the same person."""
    page.get_by_label("Password").fill(ADMIN["ADMIN_PASSWORD"])
    page.get_by_role("button", name="Confirm").click()


def test_app_from_the_first_sign_in_to_the_second(phone, guarded_site, theme):
    """The whole way of somebody who has a password and a phone."""
    phone.goto(f"{guarded_site.url}/admin/")
    look(phone, theme)
    enter_password(phone, guarded_site, "/admin/conditions/")
    expect(phone).to_have_url(guarded_site.url + FACTORS)
    look(phone, theme)
    phone.get_by_role("link", name="Set up an app").click()
    look(phone, theme)
    confirm(phone)
    look(phone, theme)
    secret = phone.get_by_label("Secret").input_value()
    phone.get_by_label("Authenticator code").fill(code_of(secret))
    phone.get_by_role("button", name="Set up").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    look(phone, theme)
    phone.get_by_role("link", name="Done").click()
    look(phone, theme)
    phone.goto(f"{guarded_site.url}/admin/")
    expect(phone).to_have_url(f"{guarded_site.url}/admin/")

    phone.context.clear_cookies()
    enter_password(phone, guarded_site, "/admin/conditions/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Second factor")
    look(phone, theme)
    phone.get_by_label("Code").fill(code_of(secret, later=1))
    phone.get_by_role("button", name="Sign in").click()
    expect(phone).to_have_url(f"{guarded_site.url}/admin/conditions/")


def test_passkey(phone, guarded_site, theme):
    """A fingerprint as the second factor, and then by itself."""
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT_READER})
    enter_password(phone, guarded_site)
    phone.get_by_role("link", name="Add a passkey").click()
    confirm(phone)
    look(phone, theme)
    phone.get_by_role("button", name="Add the passkey").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    phone.goto(f"{guarded_site.url}{FACTORS}webauthn/")
    expect(phone.get_by_role("heading", level=2, name="Passkey 1")).to_be_visible()
    look(phone, theme)
    phone.goto(f"{guarded_site.url}/admin/")
    expect(phone).to_have_url(f"{guarded_site.url}/admin/")

    phone.context.clear_cookies()
    enter_password(phone, guarded_site, "/admin/conditions/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone).to_have_url(f"{guarded_site.url}/admin/conditions/")

    phone.context.clear_cookies()
    phone.goto(f"{guarded_site.url}/admin/treatments/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone).to_have_url(f"{guarded_site.url}/admin/treatments/")


def test_passkey_that_is_not_there(phone, guarded_site, theme):
    """Somebody on a borrowed device is told that it did not work, on the page."""
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT_READER})
    phone.goto(f"{guarded_site.url}/admin/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone.get_by_role("alert")).to_contain_text("The passkey did not work.")
    look(phone, theme)
