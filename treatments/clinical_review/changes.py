"""What differs between the page that a clinician approved and the one that is proposed now."""

from dataclasses import dataclass

from wagtail.admin.compare import diff_text

from treatments.clinical_review.approval import clinic_of
from treatments.clinical_review.content import TAG, told
from treatments.clinical_review.digest import reviewed_content
from treatments.clinical_review.models import ClinicalApproval


@dataclass(frozen=True)
class Changes:
    """What a reviewer is shown before they approve.

    `since` is the last ClinicalApproval of the page, or None. `fields` are Wagtail's comparisons of the
    page's own fields that differ, `elsewhere` (label, HTML) pairs of what the page shows and does not hold.
    """

    since: ClinicalApproval | None
    fields: list
    elsewhere: list


def changes_since_approval(page, request):
    """Return the Changes from the last approved version of `page` to `page`, a draft or the live page."""
    since = ClinicalApproval.objects.filter(page=page.pk).first()
    if since is None:
        return Changes(None, [], [])
    approved = page.with_content_json(since.page_data)
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    compared = [compare(approved, page) for compare in panel.get_comparison()]
    before, after = elsewhere(since.content), elsewhere(reviewed_content(page, clinic_of(page)))
    return Changes(
        since,
        [
            comparison
            for comparison in compared
            if comparison.has_changed() and differs(comparison, approved, page)
        ],
        [
            (label, diff_text(before.get(label, ""), after.get(label, "")).to_html())
            for label in [*before, *(label for label in after if label not in before)]
            if before.get(label) != after.get(label)
        ],
    )


# What the rows of the editor are called where they are shown.
SHOWN_AS = {"treatment_links": "shown_links", "citations": "sources"}


def differs(comparison, approved, page):
    """Whether a comparison that found a difference found one that a reader can see.

    The editor leaves marks of its own in each text when a page is saved.
    """
    name = SHOWN_AS.get(comparison.field.name, comparison.field.name)
    return name not in page.reviewed_fields or told(getattr(approved, name)) != told(getattr(page, name))


def elsewhere(content):
    """Return {label: text} of what `content`, from reviewed_content, shows but the page does not hold."""
    page, notices = content["page"], content["notices"]
    texts = {
        "General medical notice": plain(notices.get("medical")),
        "Crisis line": plain(notices.get("crisis")),
        "Off-label notice": plain(notices.get("off_label")),
    }
    for number, source in enumerate(page.get("sources", []), 1):
        texts[f"Source {number}"] = plain(source)
    for link in page.get("shown_links", []):
        texts[f"{link['treatment_title']} for {link['condition_title']}"] = plain(link)
    for kind, value in blocks(page.get("body", [])):
        if label := SHOWN_FROM_ELSEWHERE.get(kind):
            texts[label] = " ".join(filter(None, (texts.get(label), plain(value))))
    if documents := content.get("documents"):
        texts["Linked files"] = plain(documents)
    return {label: text for label, text in texts.items() if text}


SHOWN_FROM_ELSEWHERE = {
    "figure": "Pictures (a picture is named by its fingerprint)",
    "document_link": "Documents (a file is named by its fingerprint)",
    "page_cards": "Cards that lead to other pages",
    "key_figures": "Key figures with their sources",
}


def blocks(body):
    """Yield (type, value) of the blocks in all sections of `body`."""
    for _section, value in body:
        yield from value.get("content", [])


def plain(value):
    """Return the words in `value`, data as content.py gives it, as one line of text without tags."""
    if isinstance(value, dict):
        return "" if TAG in value else ". ".join(filter(None, map(plain, value.values())))
    if isinstance(value, list):
        return " ".join(filter(None, map(plain, value)))
    return "" if value is None else str(value)
