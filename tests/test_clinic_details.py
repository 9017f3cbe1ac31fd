"""What the clinic says about itself: shown where it is filled in, absent where it is not."""

import pytest
from django.urls import reverse

from home.models import ClinicSettings
from tests import builders
from tests.forms import NO_TEXT, form_of, messages, send, text
from tests.html import read, words
from treatments.models import ConditionPage

pytestmark = pytest.mark.django_db

FORM = "/admin/settings/home/clinicsettings/"
WHERE_DETAILS_SHOW = (
    ".site-header__phone, .site-header__logo, .site-footer__contact, address, .site-footer__links"
)


@pytest.fixture
def about(clinic):
    """A standard page that the details, all filled in, lead to."""
    page = builders.make_standard_page("About us")
    builders.complete(clinic, page)
    return page


def test_details_that_are_empty_leave_nothing_behind(client, clinic):
    """A heading without words under it looks broken, and is read aloud."""
    clinic.medical_notice = clinic.crisis_line = clinic.name = ""
    clinic.next_step = []
    clinic.save()
    for path in ("/", "/conditions/", "/conditions/migraine/"):
        soup = read(client.get(path))
        assert soup.select(f"{WHERE_DETAILS_SHOW}, .next-step, .site-footer__text") == []
        assert soup.footer.select("section, h2, li") == []
        assert words(soup.select_one(".site-header__name")) == "Home"


def test_details_that_are_filled_in_are_shown(client, about):
    """A reader in pain finds the number, the address and the hours without searching."""
    for path in ("/", "/conditions/migraine/", about.url):
        soup = read(client.get(path))
        assert soup.select_one(".site-header__phone")["href"] == "tel:5550100199"
        assert soup.select_one(".site-header__logo")["alt"] == "Migraine Treatment"
        assert soup.footer.address.get_text("|", strip=True) == "1 Example Street|Exampleton, EX 00000"
        contact = [words(item) for item in soup.select(".site-footer__contact li")]
        hours = ["Monday to Friday, 9 am to 5 pm", "Saturday, 9 am to noon"]
        assert contact == ["(555) 010-0199", "frontdesk@clinic.example", *hours]
        assert [a["href"] for a in soup.select(".site-footer__links a")] == [about.url]
        assert "all rights reserved" in words(soup.footer)
        assert "call or text 988" in words(soup.footer).lower()
        assert "does not replace advice" in words(soup.footer)


def test_next_step_stands_on_each_page(client, about):
    """The one thing to do next is offered wherever a reader has finished reading."""
    for path in ("/", "/conditions/migraine/", "/treatments/ketamine/", about.url, "/no-such-page/"):
        steps = {(words(a), a["href"]) for a in read(client.get(path)).select(".next-step a")}
        assert steps == {("Ask about treatment", "tel:5550100155")}


def test_links_to_a_page_that_is_taken_down_go_with_it(client, clinic, about):
    """Footer, next step and first link may lead to a page that is unpublished later."""
    clinic.next_step = [("link", {"text": "Read about us", "page": about})]
    clinic.save()
    assert read(client.get("/")).select(".next-step")
    about.unpublish()
    soup = read(client.get("/"))
    assert soup.select(".next-step, .site-footer__links") == []
    assert "about-us" not in str(soup)
    ConditionPage.objects.get().unpublish()
    assert read(client.get("/")).select(".page-header .button") == []


@pytest.mark.parametrize("notice", [NO_TEXT, text(""), text("   "), text("\N{NO-BREAK SPACE}")])
def test_off_label_notice_cannot_be_left_out(editor, clinic, notice):
    """The notice protects readers; whoever empties it is told so at the field, and the old one stays."""
    response = send(editor, FORM, {"off_label_notice": notice, "phone": "(555) 010-0111"})
    assert set(messages(response)) == {"off_label_notice"}
    assert form_of(response)["phone"] == "(555) 010-0111"
    stored = ClinicSettings.objects.get(pk=clinic.pk)
    assert (stored.off_label_notice, stored.phone) == (clinic.off_label_notice, "")


def test_editor_can_reword_the_notice(editor, client):
    """The wording is the clinic's, and it is on the page at once."""
    response = send(editor, FORM, {"off_label_notice": text("Ask us what off-label means.")})
    assert messages(response) == {}
    assert (
        words(read(client.get("/treatments/ketamine/")).select_one(".notice"))
        == "Ask us what off-label means."
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "call us", "Write a phone number"),
        ("email", "front desk", "Enter a valid email address"),
    ],
)
def test_details_that_nobody_could_use_are_refused(editor, field, typed, said):
    """A number that no phone can call is found out by its editor, not by a patient."""
    response = send(editor, FORM, {field: typed})
    assert set(messages(response)) == {field}
    assert said in messages(response)[field]
    assert form_of(response)[field] == typed


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ({"text": "Ask"}, "page"),
        ({"text": "Ask", "email": "a@clinic.example", "phone": "555 010 0199"}, "phone"),
    ],
)
def test_footer_link_has_one_target(editor, link, place):
    """A link that leads nowhere, or to one of two places by chance, is no link."""
    empty = {"page": "", "url": "", "email": "", "phone": ""}
    row = {"type": "link", "value": {**empty, **link}, "order": "0", "deleted": "", "id": ""}
    response = send(editor, FORM, {"footer_links": {"count": "1", "0": row}})
    assert list(messages(response)) == [f"footer_links-0-{place}"]
    assert form_of(response)["footer_links-0-value-text"] == "Ask"


def test_unsaved_details_can_be_previewed(editor, clinic, client):
    """An editor sees the notices and the header as they will be, while visitors see no change."""
    form = editor.get(FORM, follow=True)
    typed = form_of(form) | {"phone": "(555) 010-0122", "off_label_notice": text("Typed a moment ago.")}
    url = reverse("wagtailsettings:preview_on_edit", args=["home", "clinicsettings", clinic.pk])
    for mode, shown in (("home", "(555) 010-0122"), ("notices", "Typed a moment ago.")):
        assert editor.post(f"{url}?mode={mode}", typed).json()["is_valid"]
        assert shown in words(read(editor.get(f"{url}?mode={mode}")))
    assert "010-0122" not in words(read(client.get("/")))
