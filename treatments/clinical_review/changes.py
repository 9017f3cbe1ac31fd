"""What differs between the page that a clinician approved and the one that is proposed now."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.safestring import mark_safe
from wagtail.admin.compare import diff_text

from treatments.clinical_review.digest import clinic_of, reviewed_content
from treatments.clinical_review.models import ClinicalApproval
from treatments.clinical_review.wording import differences


@dataclass(frozen=True)
class Changes:
    """What a reviewer is shown before they approve.

    `since` is the last ClinicalApproval of the page, or None. `told` are (label, HTML) pairs of all that is
    told differently, made from the very data that the approval is bound to. `fields` are Wagtail's own
    comparisons of the page's fields.
    """

    since: ClinicalApproval | None
    told: list
    fields: list


def changes_since_approval(page, request):
    """Return the Changes from the last approved version of `page` to `page`, a draft or the live page."""
    since = ClinicalApproval.objects.filter(page=page.pk).first()
    if since is None:
        return Changes(None, [], [])
    rows = differences(since.content, reviewed_content(page, clinic_of(page)))
    approved = page.with_content_json(since.page_data)
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=request, form=None)
    compared = [compare(approved, page) for compare in panel.get_comparison()]
    return Changes(
        since,
        [(label, marked(before, after)) for label, before, after in rows],
        [comparison for comparison in compared if comparison.has_changed() and can_be_shown(comparison)],
    )


def can_be_shown(comparison):
    """Whether Wagtail can show `comparison`: not where a picture of one of the two is deleted by now.

    wagtail/admin/compare.py looks into the missing value (8.0). The changes in what is told are complete.
    """
    inner = comparison.get_child_comparisons() if not comparison.is_field else ()
    fields = [comparison] if comparison.is_field else [f for c in inner for f in c.get_field_comparisons()]
    try:
        for field in fields:
            field.htmldiff()
    except TypeError:
        return False
    return True


def marked(before, after):
    """Return the lines in which two texts differ as HTML, with Wagtail's marks; "…" stands for the others."""
    old, new = before.splitlines(), after.splitlines()
    html = [
        "…" if kind == "equal" else diff_text("\n".join(old[a:b]), "\n".join(new[c:d])).to_html()
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]
    return mark_safe("\n".join(html))  # noqa: S308 - Wagtail has escaped the words
