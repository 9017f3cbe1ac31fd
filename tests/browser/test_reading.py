"""How visitors find their way without a mouse, without scripts, and in the light that suits them."""

import pytest
from playwright.sync_api import expect

from tests.browser.light import surface, switch_of
from tests.browser.pages import DAYLIGHT, DESK, LOW_GLARE, PAGES, PHONE

IS_FOCUSED = "element => element === document.activeElement"
MENU = ["Conditions", "Treatments", "Contact", "About us", "Search"]


def tab_to(page, target, stops=40):
    """Press Tab until the locator `target` has the focus; fails after `stops` presses."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        if target.evaluate(IS_FOCUSED):
            return
    pytest.fail(f"Tab does not reach {target}.")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_skip_link_comes_first(open_context, full_site, size):
    """A keyboard user does not walk through the header on every page: the first stop leads past it."""
    page = open_context(viewport=size).new_page()
    page.goto(f"{full_site.url}/conditions/migraine/")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_menu_by_keyboard(open_context, full_site):
    """The menu of a phone opens, is walked through, closes and leads on without a touch."""
    page = open_context(viewport=PHONE).new_page()
    page.goto(full_site.url)
    button = page.get_by_role("button", name="Menu")
    menu = page.get_by_role("navigation", name="Main")
    close = menu.get_by_role("button", name="Close")
    expect(menu).to_be_hidden()

    tab_to(page, button)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(close).to_be_focused()
    for name in MENU:
        page.keyboard.press("Tab")
        expect(menu.get_by_role("link", name=name)).to_be_focused()
        expect(menu.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    for _name in MENU:
        page.keyboard.press("Shift+Tab")
    expect(close).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Space")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{full_site.url}/conditions/")
    expect(menu).to_be_hidden()


def test_menu_on_a_wide_screen_stands_open(open_context, full_site):
    """A wide screen has room for the links: nothing needs to be opened, and the current one is marked."""
    page = open_context(viewport=DESK).new_page()
    page.goto(f"{full_site.url}/conditions/migraine/")
    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    expect(links).to_have_text(MENU)
    expect(links.first).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    tab_to(page, links.first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{full_site.url}/conditions/")
    expect(links.first).to_have_attribute("aria-current", "page")


def test_switch_by_keyboard_is_remembered(open_context, full_site):
    """Somebody in pain darkens the page once; the next page and the next visit are dark from the start."""
    context = open_context(viewport=PHONE, color_scheme=DAYLIGHT)
    context.add_init_script(
        "new MutationObserver((_, self) => { if (!document.body) return; self.disconnect();"
        " window.themeBeforeBody = document.documentElement.dataset.theme ?? null; })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page = context.new_page()
    page.goto(full_site.url)
    expect(switch_of(page)).to_have_attribute("aria-pressed", "false")
    assert surface(page) > 0.8

    tab_to(page, switch_of(page))
    page.keyboard.press("Space")
    expect(switch_of(page)).to_have_attribute("aria-pressed", "true")
    assert surface(page) <= 0.02

    page.get_by_role("main").get_by_role("link", name="Ketamine", exact=True).click()
    page.wait_for_url("**/treatments/ketamine/")
    expect(switch_of(page)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.themeBeforeBody") == "low-glare"
    assert surface(page) <= 0.02

    later = context.new_page()
    later.goto(f"{full_site.url}/about/")
    assert surface(later) <= 0.02
    tab_to(later, switch_of(later))
    later.keyboard.press("Enter")
    expect(switch_of(later)).to_have_attribute("aria-pressed", "false")
    assert surface(later) > 0.8


def test_theme_follows_the_system_until_a_choice_is_made(open_context, full_site):
    """A dark system gets low-glare unasked, and the switch says so; a choice outlasts the system's."""
    page = open_context(color_scheme=LOW_GLARE).new_page()
    page.goto(full_site.url)
    expect(switch_of(page)).to_have_attribute("aria-pressed", "true")
    assert surface(page) <= 0.02
    page.emulate_media(color_scheme=DAYLIGHT)
    expect(switch_of(page)).to_have_attribute("aria-pressed", "false")
    assert surface(page) > 0.8

    switch_of(page).press("Enter")
    page.emulate_media(color_scheme=LOW_GLARE)
    switch_of(page).press("Enter")
    expect(switch_of(page)).to_have_attribute("aria-pressed", "false")
    assert surface(page) > 0.8


def test_switch_works_where_storage_is_blocked(open_context, full_site):
    """A browser that lets no site store anything still gets the darker page."""
    page = open_context(color_scheme=DAYLIGHT).new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException(); }})"
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(full_site.url)
    switch_of(page).press("Enter")
    expect(switch_of(page)).to_have_attribute("aria-pressed", "true")
    assert surface(page) <= 0.02
    assert errors == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_contents_by_keyboard(open_context, full_site, size):
    """The contents list takes a reader to a section, and the next Tab goes on from there."""
    page = open_context(viewport=size).new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    if size is PHONE:
        contents = page.locator("details", has_text="On this page")
        expect(contents.get_by_role("link")).to_have_count(0)
        tab_to(page, contents.locator("summary"))
        page.keyboard.press("Enter")
    else:
        contents = page.get_by_role("navigation", name="On this page")
    headings = page.locator("main .section > h2").all_inner_texts()
    assert len(headings) == 6
    expect(contents.get_by_role("link")).to_have_text(headings)

    tab_to(page, contents.get_by_role("link", name="What ketamine does here"))
    heading = page.get_by_role("heading", name="What ketamine does here")
    expect(heading).not_to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(heading).to_be_in_viewport(ratio=1)
    assert heading.bounding_box()["y"] < 100
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="About Ketamine")).to_be_focused()


@pytest.mark.parametrize("path", PAGES)
def test_page_without_scripts(open_context, full_site, path):
    """Scripts may be switched off, blocked or broken: every page can be read, and its menu used."""
    page = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(full_site.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for heading in page.locator("main .section > h2, main .card__title").all():
        expect(heading).to_be_visible()
    expect(page.locator(".theme-switch")).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Treatments").click()
    page.wait_for_url(f"{full_site.url}/treatments/")


@pytest.mark.parametrize(("theme", "is_light"), [(DAYLIGHT, True), (LOW_GLARE, False)])
def test_contents_and_theme_without_scripts(open_context, full_site, theme, is_light):
    """The theme is the style sheet's work, and the contents list the browser's own."""
    page = open_context(viewport=PHONE, color_scheme=theme, java_script_enabled=False).new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    assert surface(page) > 0.8 if is_light else surface(page) <= 0.02
    page.get_by_text("On this page").filter(visible=True).click()
    page.locator("details").get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport(ratio=1)
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")


def test_words_of_a_dead_link_look_like_words(open_context, full_site):
    """Where a page is gone its link loses the address; nobody should try to open what is left of it."""
    page = open_context().new_page()
    page.goto(f"{full_site.url}/conditions/everything/")
    link = page.locator("main .sources a[href]").first.element_handle()
    link.evaluate("link => link.removeAttribute('href')")
    style = "node => ['color', 'textDecorationLine', 'cursor'].map(name => getComputedStyle(node)[name])"
    assert link.evaluate(style) == link.evaluate(f"link => ({style})(link.parentElement)")
    assert link.evaluate("link => { link.focus(); return document.activeElement !== link }")


def test_search_by_keyboard(open_context, full_site):
    """From any page to a result without a mouse, and without a script."""
    page = open_context(viewport=DESK, java_script_enabled=False).new_page()
    page.goto(full_site.url + "/treatments/ketamine/")
    tab_to(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Search"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("searchbox", name="What are you looking for?"))
    page.keyboard.type("ketemine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Nothing found for “ketemine”.")
    tab_to(page, page.get_by_role("link", name="ketamine", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("for “ketamine”")
    assert page.get_by_role("searchbox").input_value() == "ketamine"
    tab_to(page, page.locator("main").get_by_role("link", name="Ketamine", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ketamine")
