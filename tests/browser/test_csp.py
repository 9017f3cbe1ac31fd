"""Whether the pages work under their own policy: what they need is let in, and what is slipped in is not."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.editing import preview
from tests.browser.pages import DESK, PAGES
from tests.browser.violations import Violations
from tests.builders import document_file, picture_file

SCREENS = """
    /admin/ /admin/account/ /admin/pages/ /admin/pages/search/?q=migraine /admin/conditions/
    /admin/treatments/ /admin/images/ /admin/images/add/ /admin/images/1/ /admin/documents/
    /admin/redirects/ /admin/redirects/add/ /admin/redirects/import/ /admin/users/ /admin/users/new/
    /admin/groups/ /admin/groups/new/ /admin/sites/ /admin/collections/ /admin/workflows/list/
    /admin/workflows/tasks/index/ /admin/snippets/treatments/source/
    /admin/snippets/treatments/clinician/add/ /admin/snippets/home/enquiry/
    /admin/settings/home/clinicsettings/ /admin/reports/site-history/ /admin/reports/aging-pages/
    /admin/reports/workflow/ /admin/reports/links/ /admin/clinical-review/report/
    /admin/clinical-review/guide/ /admin/unanswered-searches/
""".split()  # noqa: SIM905 - a text of words is what a person can read and amend
EVALUATE = "setTimeout('window.ran = true')"


@pytest.fixture
def tab(open_context):
    """A tab, and what the browser refuses in it."""
    context = open_context(viewport=DESK)
    return context.new_page(), Violations(context)


def test_public_pages_need_nothing_but_their_own_files(tab, full_site):
    """Theme, print button, form and data for search engines work without anything inline."""
    page, violations = tab
    for path in PAGES:
        page.goto(full_site.url + path, wait_until="networkidle")
        assert (path, violations) == (path, [])
    expect(page.get_by_role("button", name="Low-glare")).to_be_visible()


def test_what_is_slipped_into_a_page_does_not_run(tab, full_site):
    """The policy is there and holds: a script or an image of somebody else's, in the page's own HTML."""
    page, violations = tab
    page.goto(full_site.url)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        document.body.insertAdjacentHTML(
            "beforeend", '<img src="https://other.example/x.png" onerror="window.ran = true">'
        );
    }""")
    page.evaluate(EVALUATE)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    refused = {violation.split()[0] for violation in violations if "src" in violation.split()[0]}
    assert refused == {"script-src-elem", "script-src-attr", "script-src", "img-src"}


def test_admin_screens_need_nothing_more_than_they_may(tab, full_site):
    """Lists, forms and reports work under the admin's policy."""
    page, violations = tab
    sign_in(page, full_site)
    assert violations == []
    for path in SCREENS:
        answer = page.goto(full_site.url + path, wait_until="networkidle")
        assert (path, answer.status, violations) == (path, 200, [])


def test_event_handlers_in_the_admin_do_not_run(tab, full_site):
    """The commonest way in, a handler in some name or title, is closed in the admin as well; so is eval."""
    page, violations = tab
    sign_in(page, full_site)
    page.evaluate("""() => document.body.insertAdjacentHTML(
        "beforeend", '<img src="/no-such.png" onerror="window.ran = true">'
    )""")
    page.evaluate(EVALUATE)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    refused = {violation.split()[0] for violation in violations if "src" in violation.split()[0]}
    assert refused == {"script-src-attr", "script-src"}


def test_an_editor_at_work(editor, new_site):
    """Blocks, choosers, uploads, preview and checks: what the screens load only when they are used."""
    violations = Violations(editor.context)
    editor.goto(f"{new_site.url}/admin/conditions/")
    editor.get_by_role("link", name="Migraine Treatment", exact=True).click()
    editor.get_by_role("button", name="Toggle preview").click()
    expect(preview(editor).get_by_role("heading", level=1)).to_be_visible()
    editor.get_by_role("button", name="Toggle checks").click()
    expect(editor.get_by_role("heading", name="Issues found 1")).to_be_visible()
    editor.get_by_role("button", name="Toggle checks").click()
    section = editor.get_by_role("region", name="Section").first
    section.get_by_role("button", name="Insert a block").last.click()
    editor.get_by_role("option", name="Picture").click()
    editor.get_by_role("button", name="Choose an image").first.click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_role("tab", name="Upload").click()
    dialog.locator("input[type=file]").set_input_files(upload(picture_file()))
    expect(dialog.get_by_label("Title")).to_have_value("room")
    dialog.get_by_role("button", name="Upload").click()
    expect(editor.get_by_role("dialog")).to_have_count(0)
    assert violations == []


@pytest.mark.parametrize(
    ("place", "file"),
    [("images", picture_file()), ("documents", document_file())],
    ids=["pictures", "documents"],
)
def test_several_files_at_once(editor, new_site, place, file):
    """The form for many files shows a picture before it has been sent."""
    violations = Violations(editor.context)
    editor.goto(f"{new_site.url}/admin/{place}/multiple/add/")
    editor.locator("input[type=file]").first.set_input_files(upload(file))
    expect(editor.get_by_role("button", name="Update")).to_be_visible()
    assert violations == []


def upload(file):
    """Return `file`, a Django File, as the browser takes it from a disk."""
    return {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read()}
