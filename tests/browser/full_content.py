"""Fills a data folder with one of everything: each block, long words, pictures, contact details.

Run it with DATA_DIR set: `python -m tests.browser.full_content`. What it says about a clinic is made up.
"""

import os

import django

BLOCKS = (
    "text",
    "symptom_list",
    "key_figures",
    "care_card",
    "steps",
    "questions",
    "quote",
    "table",
    "call_to_action",
)
LONG_TITLE = "Otorhinolaryngological-neurological consultation for chronic daily headache"


def fill():
    """Add a page with everything and what it points to, and complete the clinic's details."""
    from home.models import StandardPage
    from tests import builders
    from treatments.blocks import Urgency
    from treatments.models import ConditionCitation, ConditionPage, RegulatoryStatus, TreatmentPage

    ketamine = TreatmentPage.objects.get(slug="ketamine")
    image = builders.make_image()
    document = builders.make_document()
    source = builders.make_source(authors="Noseda R, Bernstein CA, Nir RR", publisher="Brain", year=2016)

    urgencies = [
        (
            "care_card",
            {"urgency": urgency, "heading": "Call us if:", "text": "<p>You wonder.</p>", "phone": ""},
        )
        for urgency in Urgency
    ]
    picture = {"image": {"image": image.pk, "alt_text": "A quiet room"}, "caption": "The treatment room."}
    pointing = [
        ("figure", picture),
        ("page_cards", {"pages": [ketamine.pk]}),
        ("document_link", {"document": document.pk, "text": "Form for your first visit"}),
        ("key_figures", {"figures": [{"figure": "6", "sentence": "a month", "source": source.pk}]}),
    ]
    everything = builders.make_condition(
        LONG_TITLE,
        slug="everything",
        listing_image=image,
        body=builders.body(
            ConditionPage,
            ("Everything a section may hold", builders.previews(ConditionPage, *BLOCKS)),
            ("When to call", urgencies),
            ("What points to other things", pointing),
        ),
    )
    everything.citations.add(ConditionCitation(source=source))
    infusion = builders.make_treatment("Infusion", listing_image=image)
    builders.link_treatment(everything, ketamine, RegulatoryStatus.OFF_LABEL, "What ketamine does here")
    builders.link_treatment(everything, infusion, RegulatoryStatus.APPROVED, "What an infusion does here")

    texts = builders.previews(StandardPage, "text", "quote")
    sections = builders.body(StandardPage, ("The house", texts), ("The people", texts))
    about = builders.make_standard_page("About us", slug="about", show_in_menus=True, body=sections)
    complete_clinic_details(about)
    close_pages()
    review(everything)


def close_pages():
    """Add a page with a password, and the address of one that has left for good."""
    from wagtail.models import PageViewRestriction, Site

    from home.models import GoneAddress
    from tests import builders

    page = builders.make_standard_page("For patients")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="a-made-up-word"
    )
    GoneAddress.objects.create(site=Site.objects.get(is_default_site=True), path="/gone")


def review(page):
    """Have a made-up clinician approve `page`, so that it says so."""
    from tests import builders
    from treatments.clinical_review.approval import approve, seen_digest

    page = type(page).objects.get(pk=page.pk)
    approve(page, page.live_revision, builders.make_reviewer(), seen_digest(page), months=12)


def complete_clinic_details(about):
    """Fill in every detail of the clinic; `about` is the page that the footer links to."""
    from wagtail.models import Site

    from home.models import ClinicSettings
    from tests import builders

    clinic = ClinicSettings.for_site(Site.objects.get(is_default_site=True))
    clinic.logo = builders.make_image(600, 150, title="Logo")
    clinic.phone = "(555) 010-0199"
    clinic.email = "frontdesk@clinic.example"
    clinic.address = "1 Example Street\nExampleton, EX 00000"
    clinic.opening_hours = "Monday to Friday, 9 am to 5 pm"
    clinic.next_step = [("link", {"text": "Ask about treatment", "email": clinic.email})]
    clinic.footer_links = [("link", {"text": "About us", "page": about})]
    clinic.footer_text = "<p>© Example Clinic</p>"
    clinic.save()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    fill()
