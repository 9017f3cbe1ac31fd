"""Pages, sources and pictures for tests, made the way the site itself makes them."""

import io

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.text import slugify
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.models import ClinicImage, HomePage, StandardPage
from treatments.models import (
    Clinician,
    ConditionCitation,
    ConditionIndexPage,
    ConditionPage,
    RegulatoryStatus,
    Source,
    TreatmentForCondition,
    TreatmentIndexPage,
    TreatmentPage,
)


def publish(page):
    """Save and publish the unsaved changes of `page`; returns it fresh from the database."""
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


def make_page(page_type, parent, title, **fields):
    """Return a published page of `page_type` below `parent`."""
    page = page_type(title=title, **{"summary": f"What to know about {title}.", **fields})
    parent.add_child(instance=page)
    return publish(page)


def make_condition(title="Cluster headache", **fields):
    """Return a published condition page below the initial content's list."""
    return make_page(ConditionPage, ConditionIndexPage.objects.get(), title, **fields)


def make_treatment(title="Infusion", **fields):
    """Return a published treatment page below the initial content's list."""
    return make_page(TreatmentPage, TreatmentIndexPage.objects.get(), title, **fields)


def make_standard_page(title="About us", **fields):
    """Return a published standard page below the front page."""
    return make_page(StandardPage, HomePage.objects.get(), title, **fields)


def body(page_type, *sections):
    """Return a value for the body of `page_type` from sections, each a (heading, blocks) pair.

    `blocks` is a list of (type, raw value) pairs, the raw value as it is stored.
    """
    raw = [
        {
            "type": "section",
            "value": {
                "heading": heading,
                "content": [{"type": kind, "value": value} for kind, value in blocks],
            },
        }
        for heading, blocks in sections
    ]
    return page_type._meta.get_field("body").stream_block.to_python(raw)


def previews(page_type, *names):
    """Return the blocks of those names, for `body`, with the values that the block chooser previews."""
    blocks = content_blocks(page_type)
    return [(name, blocks[name].get_prep_value(blocks[name].get_preview_value())) for name in names]


def content_blocks(page_type):
    """Return the blocks that a section of `page_type` may hold, by name."""
    section = page_type._meta.get_field("body").stream_block.child_blocks["section"]
    return section.child_blocks["content"].child_blocks


def make_full_condition(title="Everything", source="Migraine photophobia"):
    """Return a published condition page that holds each block, and pictures, sources and treatments."""
    image = make_image()
    make_document()
    source = make_source(source, authors="Noseda R, Bernstein CA, Nir RR", publisher="Brain", year=2016)
    blocks = dict(previews(ConditionPage, *content_blocks(ConditionPage)))
    blocks["key_figures"]["figures"][0]["value"]["source"] = source.pk
    sections = body(ConditionPage, ("Everything a section may hold", blocks.items()))
    page = make_condition(title, subtitle="Each block once", listing_image=image, body=sections)
    page.citations.add(ConditionCitation(source=source, sort_order=0))
    page.citations.add(
        ConditionCitation(source=make_source("A guideline", doi="", url="https://www.nih.gov/"), sort_order=1)
    )
    for status in RegulatoryStatus:
        page = link_treatment(page, make_treatment(f"Treatment {status}"), status, f"A heading for {status}")
    return page


def make_page_with_problems():
    """Return a published condition page with one of each thing that the content checks advise on."""
    text = '<p>It helps sleep.</p><p>For a <b>cure</b> <a href="https://www.nih.gov/">click here</a>.</p>'
    figures = {"figures": [{"figure": "6", "sentence": "a month", "source": None}]}
    sections = [("A heading alone", []), ("Facts", [("text", text), ("key_figures", figures)])]
    return make_condition("Problems", body=body(ConditionPage, *sections))


def make_page_without_problems():
    """Return a published condition page like the other, with nothing to advise on."""
    source = make_source()
    text = '<p>It is no secure <a href="https://www.nih.gov/">way of the institutes</a>.</p>'
    figures = {"figures": [{"figure": "6", "sentence": "a month", "source": source.pk}]}
    page = make_condition(
        "Clean", body=body(ConditionPage, ("Facts", [("text", text), ("key_figures", figures)]))
    )
    page.citations.add(ConditionCitation(source=source))
    return publish(page)


def complete(clinic, page):
    """Fill in every detail of `clinic`; its links lead to `page`."""
    clinic.logo = make_image(600, 150, title="Logo")
    clinic.phone = "(555) 010-0199"
    clinic.email = "frontdesk@clinic.example"
    clinic.address = "1 Example Street\nExampleton, EX 00000"
    clinic.opening_hours = "Monday to Friday, 9 am to 5 pm\nSaturday, 9 am to noon"
    clinic.next_step = [("link", {"text": "Ask about treatment", "phone": "(555) 010-0155"})]
    clinic.footer_links = [("link", {"text": "Our house", "page": page})]
    clinic.footer_text = "<p>Example Clinic, all rights reserved</p>"
    clinic.save()


def make_every_page(clinic):
    """Add pages of each type, with everything and with as little as possible, and complete `clinic`.

    Returns all published pages of the site, by slug.
    """
    make_full_condition("Everything")
    make_condition("Bare")
    sections = body(
        StandardPage,
        ("The house", previews(StandardPage, *content_blocks(StandardPage))),
        ("The people", previews(StandardPage, "text")),
    )
    about = make_standard_page("About", body=sections, show_in_menus=True)
    make_standard_page("Imprint")
    make_page(StandardPage, about, "Nested")
    complete(clinic, about)
    return {page.slug: page.specific for page in Page.objects.live().filter(depth__gt=1)}


def link_treatment(condition, treatment, regulatory_status, heading="How it helps"):
    """Add a treatment to a condition and publish it; returns the condition fresh from the database."""
    condition.treatment_links.add(
        TreatmentForCondition(
            treatment=treatment,
            heading=heading,
            explanation="<p>What it does.</p>",
            regulatory_status=regulatory_status,
            sort_order=condition.treatment_links.count(),
        )
    )
    return publish(condition)


def make_source(title="Migraine photophobia", **fields):
    """Return a saved source that has passed its own checks."""
    source = Source(title=title, **{"doi": f"10.1093/{slugify(title)}", **fields})
    source.full_clean()
    source.save()
    return source


def picture_file(width=64, height=48, name="room.jpg", kind="JPEG"):
    """Return an uploadable picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (120, 140, 120)).save(content, kind)
    content.seek(0)
    return ImageFile(content, name=name)


def make_document(title="First visit", name="first-visit.pdf", content=b"%PDF-1.4"):
    """Return a document in the clinic's library."""
    return get_document_model().objects.create(title=title, file=ContentFile(content, name=name))


def make_image(width=1600, height=1200, **fields):
    """Return a picture in the clinic's library."""
    file = picture_file(width, height)
    return ClinicImage.objects.create(**{"title": "The treatment room", "file": file, **fields})


def make_user(name, group):
    """Return a user who belongs to the group of that name and can sign in to the admin."""
    user = get_user_model().objects.create_user(name, f"{name}@clinic.example", first_name=name.capitalize())
    user.groups.add(Group.objects.get(name=group))
    return user


def make_reviewer(name="jane", clinician_name="Jane Doe", credentials="MD"):
    """Return a clinical reviewer with a profile."""
    user = make_user(name, "Clinical reviewers")
    Clinician.objects.create(name=clinician_name, credentials=credentials, user=user)
    return user


def document_file(content=b"%PDF-1.4", name="first-visit.pdf"):
    """Return an uploadable document."""
    return ContentFile(content, name=name)
