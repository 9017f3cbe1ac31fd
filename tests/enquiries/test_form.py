"""The enquiry form as a visitor meets it: short, forgiving, and clear on what happens next."""

import pytest
from wagtail.models import PageViewRestriction

from home.models import ContactPage, Enquiry
from home.models.contact_page import CONSENT
from tests import builders
from tests.enquiries.sending import ANSWERS, fields_of, open_form, send
from tests.html import holes, read, words
from treatments.models import ConditionPage

pytestmark = pytest.mark.django_db


def test_what_was_sent_is_stored(client, contact, migraine):
    """Every word arrives, with the sentence that was agreed to."""
    response = send(contact, client, about=migraine.pk)
    assert (response.status_code, response["Location"]) == (302, "/contact/thank-you/")
    enquiry = Enquiry.objects.get()
    assert {name: getattr(enquiry, name) for name in ANSWERS if name != "consent"} == {
        name: value for name, value in ANSWERS.items() if name != "consent"
    }
    assert (enquiry.about.pk, enquiry.about_title) == (migraine.pk, "Migraine Treatment")
    assert (enquiry.consent, enquiry.status, enquiry.site) == (CONSENT, "new", contact.get_site())


def test_thanks_can_be_loaded_again(client, contact):
    """A reload sends nothing, and engines leave the page out."""
    contact.after_sending = "<p>We call on working days.</p>"
    builders.publish(contact)
    send(contact, client)
    for _ in range(2):
        shown = read(client.get("/contact/thank-you/"))
        assert words(shown.h1) == "Thank you" and "We call on working days." in words(shown.main)
    assert shown.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert Enquiry.objects.count() == 1


def test_no_cookie_and_nothing_for_downstream(client, contact):
    """The form leaves no trace; each copy is one visitor's own."""
    for response in (client.get(contact.url), send(contact, client), send(contact, client, name="")):
        assert not response.cookies
        assert "private" in response["Cache-Control"]
    assert client.get(contact.url)["Cache-Control"] == "private, no-cache"
    assert not client.cookies


def test_one_way_to_reach_is_enough(contact):
    """Somebody may have no phone at hand, or no e-mail address."""
    assert send(contact, email="").status_code == send(contact, phone="").status_code == 302
    response = send(contact, email=" ", phone="")
    [message] = read(response).select(".form__error")
    assert "phone number or an e-mail address" in words(message)
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("name", "  ", "Write your name."),
        ("name", "x" * 101, "at most 100"),
        ("phone", "call me", "at least five digits"),
        ("email", "nobody", "such as name@example.com"),
        ("email", "a@b", "such as name@example.com"),
        ("message", "x" * 1001, "at most 1000"),
        ("consent", None, "Tick the box"),
        ("about", "999999", "Choose something from the list"),
    ],
)
def test_mistake_is_said_where_it_is(contact, field, value, advice):
    """By the field and in a summary that leads to it; nothing that was typed is lost, nothing is stored."""
    response = send(contact, **{field: value})
    soup = read(response)
    assert response.status_code == 422
    assert soup.title.get_text().strip().startswith("Error: ")
    box = soup.select_one(f"[name={field}]")
    by_the_field = soup.find(id=f"id_{field}_error")
    assert advice in words(by_the_field)
    assert by_the_field["id"] in box["aria-describedby"].split() and box["aria-invalid"] == "true"
    summary = soup.select_one("[role=alert]")
    assert summary.has_attr("autofocus") and summary["tabindex"] == "-1"
    assert [link["href"] for link in summary.select("a")] == [f"#{box['id']}"]
    kept = fields_of(soup.select_one("form.enquiry-form"))
    for name in ("name", "phone", "email", "call_time", "message"):
        assert kept[name].strip() == (ANSWERS | {field: value})[name].strip()
    assert soup.select_one("[name=consent]").has_attr("checked") == (field != "consent")
    assert not Enquiry.objects.exists()


def test_browser_asks_for_the_same(client, contact):
    """What a browser refuses and what the server refuses are the same things."""
    form = open_form(client, contact)
    assert {field["name"] for field in form.select("[required]")} == {"name", "consent"}
    lengths = {field["name"]: field["maxlength"] for field in form.select("[maxlength]")}
    for name in ("name", "phone", "email", "call_time", "message"):
        assert int(lengths[name]) == Enquiry._meta.get_field(name).max_length
    assert form.select_one("[name=email]")["type"] == "email"
    assert not form.has_attr("novalidate")


def test_length_is_counted_as_browsers_count_it(contact):
    """A line end is one character to a browser and two on the wire; an emoji is two."""
    message = "x\r\n" * 500
    assert send(contact, message=message[:-2]).status_code == 302
    assert len(Enquiry.objects.get().message) == 999
    assert send(contact, name="\N{BRAIN}" * 50).status_code == 302
    assert send(contact, name="\N{BRAIN}" * 51).status_code == 422


def test_every_field_has_its_label(client, contact, clinic):
    """Whoever hears the form knows what each field is for; the trap for programs is hidden from people."""
    builders.complete(clinic, builders.make_standard_page())
    soup = read(client.get(contact.url))
    form = soup.select_one("form.enquiry-form")
    for field in form.select("input:not([type=hidden]), select, textarea"):
        assert words(form.select_one(f"label[for={field['id']}]"))
    trap = form.select_one("[name=website]")
    assert trap.find_parent(attrs={"aria-hidden": "true"}) and trap["tabindex"] == "-1"
    assert holes(soup) == []
    for text in ("(555) 010-0199", "1 Example Street", "Saturday, 9 am to noon", "988"):
        assert text in words(soup.main)


def test_subject_is_filled_in(client, contact, migraine, ketamine):
    """A visitor who comes from a page finds it named, and only open pages can be named."""
    private = builders.make_condition("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    draft = builders.make_condition("Draft")
    draft.unpublish()
    plain = builders.make_standard_page("About us")
    form = open_form(client, contact, about=ketamine.pk)
    assert words(form.select_one("option[selected]")) == "Ketamine"
    assert [words(option) for option in form.select("option")] == [
        "Not sure, or something else",
        "Migraine Treatment",
        "Ketamine",
    ]
    for wrong in (private.pk, draft.pk, plain.pk, "x", "", "-1", "9" * 30, "1 or 1"):
        form = open_form(client, contact, about=wrong)
        assert form.select_one("option[selected]") is None or not form.select_one("option[selected]")["value"]
    assert send(contact, about=draft.pk).status_code == 422


def test_ways_to_the_form_name_the_page(client, clinic, contact, migraine):
    """The next step and a call to action on a condition's page lead to the form with the condition in it."""
    action = {"text": "Questions?", "link": {"text": "Ask us", "page": contact.pk}}
    body = builders.body(ConditionPage, ("What next", [("call_to_action", action)]))
    page = builders.make_condition("Cluster headache", body=body)
    main = read(client.get(page.url)).main
    ways = {words(link): link["href"] for link in main.select("a.button")}
    expected = f"/contact/?about={page.pk}"
    assert ways == {"Ask for a call back": expected, "Ask us": expected}
    about = builders.make_standard_page(
        "About",
        body=builders.body(type(builders.make_standard_page("Other")), ("x", [("call_to_action", action)])),
    )
    assert "/contact/" in {link["href"] for link in read(client.get(about.url)).main.select("a.button")}
    assert not read(client.get(contact.url)).select("main .next-step")


def test_page_says_how_long_it_is_kept(client, clinic, contact):
    """The visitor reads it before sending, and it is the clinic's own rule."""
    clinic.enquiry_months = 1
    clinic.save()
    assert "kept for 1 month after" in words(open_form(client, contact))
    assert not open_form(client, contact).select("a")
    builders.publish(contact.privacy_page.specific)
    assert open_form(client, contact).select_one("a")["href"] == "/privacy/"


def test_closed_page_takes_nothing(client, contact):
    """A form that is not published, or private, is not there to be sent."""
    form = open_form(client, contact)
    PageViewRestriction.objects.create(page=contact, restriction_type=PageViewRestriction.LOGIN)
    assert send(contact, client, form=form).status_code == 404
    PageViewRestriction.objects.all().delete()
    contact.unpublish()
    assert send(contact, client, form=form).status_code == 404
    assert client.get("/contact/thank-you/").status_code == 404
    assert client.post("/enquiries/999999/").status_code == 404
    assert not Enquiry.objects.exists()


def test_address_of_the_form_leads_to_it(client, contact):
    """Whoever reloads after an error, or types the address, gets to the form."""
    response = client.get(open_form(client, contact)["action"])
    assert (response.status_code, response["Location"]) == (302, "/contact/")


def test_preview_shows_both_faces(editor, contact):
    """An editor sees the form and the thanks; a form in a preview can't be sent."""
    for mode, heading in (("", "Contact"), ("thank-you", "Thank you")):
        soup = read(contact.make_preview_request(preview_mode=mode))
        assert words(soup.h1) == heading
        assert all(button.has_attr("disabled") for button in soup.select("form.enquiry-form button"))
    new = ContactPage(title="New", slug="new", summary="Not saved yet.")
    new.set_url_path(contact.get_parent())
    assert new.make_preview_request().status_code == 200


def test_consent_is_kept_as_it_was(client, contact):
    """What somebody agreed to is what stood on their screen, whatever the clinic writes meanwhile."""
    contact.consent_wording = "You may call me."
    builders.publish(contact)
    form = open_form(client, contact)
    contact.refresh_from_db()
    contact.consent_wording = "You may do anything."
    builders.publish(contact)
    contact.refresh_from_db()
    assert send(contact, client, form=form).status_code == 302
    assert Enquiry.objects.get().consent == "You may call me."
    changed = send(contact, client, form=form, message="Something else")
    again = read(changed).select_one("form.enquiry-form")
    assert "You may do anything." in words(again)
    assert not again.select_one("[name=consent]").has_attr("checked")


def test_enquiry_outlasts_its_subject(contact, migraine):
    """The page may go; what the visitor asked about stays readable."""
    send(contact, about=migraine.pk)
    migraine.delete()
    enquiry = Enquiry.objects.get()
    assert (enquiry.about, enquiry.about_title) == (None, "Migraine Treatment")
