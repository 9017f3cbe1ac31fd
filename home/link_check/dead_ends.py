"""Links that are no good to a reader, with where they stand and what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.permissions import policy_registry

from home.link_check.models import ADVICE, OutsideLink
from home.link_check.stored_links import Link, Target
from home.links import page_href

TAKEN_AWAY = ["wagtail.delete", "wagtail.unpublish"]


@dataclass(frozen=True)
class DeadEnd:
    """One row of the report.

    `leads_to` names the target for a person, `since` is when it began or None, `checked` when another site
    was asked or None. `edit_url` is where the link is changed, in the admin.
    """

    owner: Model
    link: Link
    leads_to: str
    problem: str
    since: datetime | None = None
    checked: datetime | None = None
    is_advice: bool = False
    edit_url: str = ""

    @property
    def place(self):
        """The title of what it stands in, or the name of the settings."""
        if isinstance(self.owner, Page):
            return self.owner.get_admin_display_title()
        return self._type if isinstance(self.owner, AbstractSetting) else str(self.owner)

    @property
    def kind(self):
        """What it stands in, for example "Condition"."""
        return "Settings" if isinstance(self.owner, AbstractSetting) else self._type

    @property
    def _type(self):
        return capfirst(self.owner._meta.verbose_name)

    @property
    def words(self):
        """The words that readers see of it, or "" where it has none of its own."""
        return self.link.words

    @property
    def urgency(self):
        """What rows are sorted by: what is broken, then what is only advice."""
        return self.is_advice, self.place.lower(), self.leads_to


def dead_ends(found, user):
    """Return the DeadEnds among `found`, FoundLinks, in what `user` may edit, the broken ones first."""
    findings = {
        **_dead_pages(_keys(found, Target.PAGE)),
        **_dead_documents(_keys(found, Target.DOCUMENT)),
        **_dead_addresses(),
    }
    dead = [(item, findings.get((item.link.target, item.link.key))) for item in found]
    dead = [(item, finding) for item, finding in dead if finding]
    edit_urls = _edit_urls({item.owner for item, _finding in dead}, user)
    rows = [
        DeadEnd(item.owner, item.link, edit_url=edit_urls[item.owner], **finding)
        for item, finding in dead
        if edit_urls[item.owner]
    ]
    return sorted(rows, key=lambda row: row.urgency)


def _keys(found, target):
    return {item.link.key for item in found if item.link.target == target}


def _dead_pages(keys):
    pages = Page.objects.in_bulk(keys)
    dead = {key for key in keys if not page_href(pages.get(key))}
    entries = PageLogEntry.objects.filter(page_id__in=dead, action__in=TAKEN_AWAY).order_by("timestamp", "pk")
    logged = {entry.page_id: entry for entry in entries} if dead else {}
    findings = {}
    for key in dead:
        page, entry = pages.get(key), logged.get(key)
        findings[Target.PAGE, key] = {
            "leads_to": page.draft_title if page else entry.label if entry else "A page",
            "problem": _problem_of(page),
            "since": entry.timestamp if entry and not (page and page.live) else None,
        }
    return findings


def _problem_of(page):
    if page is None:
        return "The page was deleted."
    return (
        "The page is in no part of the site that visitors get to."
        if page.live
        else "The page is not published."
    )


def _dead_documents(keys):
    model = get_document_model()
    dead = keys - set(model.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=map(str, dead),
        action="wagtail.delete",
    )
    logged = {int(entry.object_id): entry for entry in entries} if dead else {}
    findings = {}
    for key in dead:
        entry = logged.get(key)
        findings[Target.DOCUMENT, key] = {
            "leads_to": entry.label if entry else "A document",
            "problem": "The document was deleted.",
            "since": entry and entry.timestamp,
        }
    return findings


def _dead_addresses():
    return {
        (Target.ADDRESS, link.url): {
            "leads_to": link.url,
            "problem": link.explanation,
            "since": link.failing_since,
            "checked": link.checked_at,
            "is_advice": link.problem in ADVICE,
        }
        for link in OutsideLink.objects.exclude(problem="")
    }


def _edit_urls(owners, user):
    """Return {owner: address of its editor, or "" if `user` may not edit it}."""
    policy = policy_registry.get_by_type(Page)
    pages = {owner.pk for owner in owners if isinstance(owner, Page)}
    editable = policy.instances_user_has_any_permission_for(user, ["change"]).filter(pk__in=pages)
    editable = set(editable.values_list("pk", flat=True)) if pages else set()
    finder = AdminURLFinder(user)
    return {
        owner: ""
        if isinstance(owner, Page) and owner.pk not in editable
        else finder.get_edit_url(owner) or ""
        for owner in owners
    }
