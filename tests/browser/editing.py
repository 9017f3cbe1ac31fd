"""What an editor does again and again in the page editor."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as LateError
from playwright.sync_api import expect


def preview(page):
    """The preview beside the editor. While it is renewed there are two; the first is the one that shows."""
    return page.frame_locator("iframe[title='Preview']").first


def begin(page):
    """Wait until the form notices changes: the admin compares it with how it is two seconds after loading."""
    expect(page.locator("html[data-watching]")).to_be_attached()


def click_publish(page, label="Publish"):
    """Open the menu of the button at the foot and publish."""
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    actions.get_by_role("button", name=label, exact=True).click()


def publish(page, label="Publish"):
    """Publish; the admin must say that it is done."""
    click_publish(page, label)
    # The words depend on whether the draft was saved by itself in the meantime.
    expect(page.get_by_role("status")).to_contain_text(re.compile("(has been|created and) published"))


def insert_block(page, place, name):
    """Open the last menu of blocks within `place` and choose the block called `name`."""
    block = page.get_by_role("option", name=name)
    # A first draft that saves itself in this moment closes the menu again.
    for _time in range(3):
        place.get_by_role("button", name="Insert a block").last.click()
        with suppress(LateError):
            block.click(timeout=10_000)
            return
    raise AssertionError(f"The menu does not offer {name}")


def open_actions(row):
    """Open the menu "Actions" of a row in a list."""
    button = row.get_by_role("button", name="Actions")
    # A menu opens once the admin's script has begun; from then on it says whether it is open.
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
