"""Every link in what the site shows: live pages with their rows, snippets and settings, as they are stored.

It reads the stored form, not the blocks' values: a link to a deleted page is still in it, and nothing needs
to be looked up. So it asks the database once for each kind of content, however much there is of it.
"""

from dataclasses import dataclass, replace

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from home.link_check.models import LONGEST
from home.link_check.stored_links import Link, Target, links_in_block, links_in_html, outside_address


@dataclass(frozen=True)
class FoundLink:
    """A link and the object whose editor it is changed in: a page, a snippet or a setting."""

    owner: models.Model
    link: Link


def find_links():
    """Return a FoundLink for each link that readers are given."""
    models_shown = [*get_page_models(), *get_snippet_models(), *settings_registry]
    return [found for model in models_shown for found in _links_of_all(model)]


def outside_addresses(found=None):
    """Return the set of addresses of other sites in `found`, FoundLinks, or in all that the site shows.

    What is longer than LONGEST is no address that anybody meant, and is left out.
    """
    links = [item.link for item in (find_links() if found is None else found)]
    return {link.key for link in links if link.target == Target.ADDRESS and len(link.key) <= LONGEST}


def _links_of_all(model):
    """Yield the FoundLinks of what is shown of `model`, and of the rows that belong to it."""
    rows = [relation for relation in _row_relations(model) if _holds_links(relation.related_model)]
    if not rows and not _holds_links(model):
        return
    objects = _shown(model)
    owners = {owner.pk: owner for owner in objects}
    for owner in owners.values():
        yield from (FoundLink(owner, link) for link in links_of(owner))
    for relation in rows:
        of_owners = {f"{relation.field.name}__in": objects}
        for row in relation.related_model._default_manager.filter(**of_owners):
            owner = owners.get(getattr(row, relation.field.attname))
            yield from (FoundLink(owner, link) for link in links_of(row) if owner)


def _shown(model):
    objects = model._default_manager.all()
    if issubclass(model, DraftStateMixin):
        objects = objects.filter(live=True)
    return objects.exact_type(model) if issubclass(model, Page) else objects


def _row_relations(model):
    return get_all_child_relations(model) if issubclass(model, ClusterableModel) else []


def _holds_links(model):
    kinds = (RichTextField, StreamField, models.URLField)
    return hasattr(model, "outside_links") or any(isinstance(field, kinds) for field in model._meta.fields)


def links_of(item):
    """Yield the Links in the fields of `item`, a model's object.

    A model whose addresses are made of other things has an attribute `outside_links`, a list of
    (words, address) pairs; it stands in the place of its address fields.
    """
    offered = getattr(item, "outside_links", None)
    for field in item._meta.fields:
        value = field.value_from_object(item)
        if isinstance(field, RichTextField):
            yield from links_in_html(value or "")
        elif isinstance(field, StreamField):
            yield from links_in_block(field.stream_block, field.stream_block.get_prep_value(value))
        elif isinstance(field, models.URLField) and offered is None:
            yield from _named(field.verbose_name, value)
    for words, address in offered or ():
        yield from _named(words, address)


def _named(words, address):
    return (replace(link, words=words) for link in outside_address(address))
