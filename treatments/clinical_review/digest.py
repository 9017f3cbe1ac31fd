"""The fingerprint of what a page tells its readers, which an approval is bound to."""

import hashlib
import json

from django.db.models import prefetch_related_objects
from wagtail.documents import get_document_model

from home.blocks import share_cards
from home.models import ClinicSettings
from treatments.clinical_review.content import filled, linked_documents, told, told_file, told_html

# Raise it when content.py describes the same words in another way: every approval would be void.
FORM = 1


def clinic_of(page):
    """Return the ClinicSettings of the site that `page` belongs to."""
    return ClinicSettings.for_site(page.get_site())


def reviewed_content(page, clinic, documents=None):
    """Return everything that a clinician answers for when they approve `page`, as data that JSON can hold.

    Counted, because a reader takes it for the clinic's medical word:

    - the page's `reviewed_fields`: title, subtitle, summary, sections, what is said of a treatment for a
      condition (heading, explanation, status), and the sources as they are printed;
    - pictures with alt text, files, and what cards show of other pages;
    - the notices of `clinic`, a ClinicSettings: the general one, the crisis line, the last line of the footer
      and, where a use is off-label, the off-label notice.

    Left out, because it is no part of the page's own text: address, menu, breadcrumbs and related pages, the
    clinic's name and logo, title and description for search engines, pictures for lists and sharing,
    schedule, contact details, next step, footer links, and the registration beside the reviewer's name.

    `documents` maps the ids of documents to digests of their files, for many pages at once; without it they
    are looked up.
    """
    for cards in shown_cards(page):
        # No page leads to itself: its template leaves that card out, too.
        cards.open_pages = [other for other in cards.open_pages if other.pk != page.pk]
    content = {"form": FORM, "page": told(page), "notices": shown_notices(page, clinic)}
    if ids := linked_documents(content):
        documents = file_digests(ids) if documents is None else documents
        content["documents"] = {str(pk): documents.get(pk, "") for pk in sorted(ids)}
    return content


def shown_cards(page):
    """Yield the PageCardsValues in the sections of `page`."""
    for section in page.body:
        yield from (block.value for block in section.value["content"] if block.block_type == "page_cards")


def shown_notices(page, clinic):
    """Return the clinic's notices on `page`, by name."""
    notices = {"medical": told_html(clinic.medical_notice), "crisis": told_html(clinic.crisis_line)}
    notices["footer"] = told_html(clinic.footer_text)
    if page.is_off_label:
        notices["off_label"] = told_html(clinic.off_label_notice)
    return filled(notices)


def file_digests(ids):
    """Return {id: digest of the file} for the documents with those ids."""
    documents = get_document_model().objects.filter(pk__in=ids)
    return {document.pk: told_file(document) for document in documents}


def digest_of(content):
    """Return the SHA-256 of `content`, from reviewed_content, as 64 hexadecimal digits."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_digest(page, clinic):
    """Return the digest of what `page`, live or a draft, tells a reader on the site of `clinic`."""
    return digest_of(reviewed_content(page, clinic))


def live_digests(pages, clinic):
    """Return {primary key: digest} of `pages`, condition and treatment pages as they are in the database.

    It asks the database a fixed number of times, however many pages there are.
    """
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, group in by_type.items():
        stream = page_type._meta.get_field("body").stream_block
        bodies = stream.bulk_to_python([page.body.get_prep_value() for page in group])
        for page, body in zip(group, bodies, strict=True):
            page.body = body
        prefetch_related_objects(group, *page_type.reviewed_relations())
    share_cards(cards for page in pages for cards in shown_cards(page))
    contents = {page.pk: reviewed_content(page, clinic, documents={}) for page in pages}
    ids = set().union(*map(linked_documents, contents.values()))
    documents = file_digests(ids) if ids else {}
    for content in contents.values():
        for pk in content.get("documents", {}):
            content["documents"][pk] = documents.get(int(pk), "")
    return {pk: digest_of(content) for pk, content in contents.items()}
