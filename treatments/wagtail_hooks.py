"""Conditions, treatments and sources in the admin, one click away."""

from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from treatments import deletion
from treatments.dashboard import ClinicalPagesPanel
from treatments.models import ConditionPage, Source, TreatmentPage


class ConditionListing(PageListingViewSet):
    """All condition pages in one flat list."""

    model = ConditionPage
    name = "conditions"
    icon = "list-ul"
    menu_label = "Conditions"
    menu_order = 110
    add_to_admin_menu = True


class TreatmentListing(PageListingViewSet):
    """All treatment pages in one flat list."""

    model = TreatmentPage
    name = "treatments"
    icon = "tasks"
    menu_label = "Treatments"
    menu_order = 120
    add_to_admin_menu = True


class SourceListing(SnippetViewSet):
    """All sources; the usage of each tells which pages cite it."""

    model = Source
    icon = "openquote"
    menu_label = "Sources"
    menu_order = 130
    add_to_admin_menu = True
    list_display = ["title", "publisher", "year"]
    list_filter = ["year"]


register_snippet(SourceListing)


@hooks.register("register_admin_viewset")
def register_condition_listing():
    """Give Wagtail the list of conditions."""
    return ConditionListing("conditions")


@hooks.register("register_admin_viewset")
def register_treatment_listing():
    """Give Wagtail the list of treatments."""
    return TreatmentListing("treatments")


@hooks.register("construct_homepage_panels")
def add_clinical_pages(request, panels):
    """Put the list of condition and treatment pages on the dashboard."""
    panels.append(ClinicalPagesPanel())


@hooks.register("before_delete_page")
def keep_treatments_in_use(request, page):
    """Stop the deletion of one page, and of those below it, if a condition still links to them."""
    return deletion.refuse_treatments(request, [page])


@hooks.register("before_bulk_action")
def keep_selected_treatments_in_use(request, action_type, objects, action):
    """Stop the deletion of pages that were ticked in a list, as for a single one."""
    if action_type == "delete" and issubclass(action.model, Page):
        return deletion.refuse_treatments(request, objects)
    return None


@hooks.register("before_delete_snippet")
def keep_sources_in_use(request, instances):
    """Stop the deletion of sources that pages rest on, one or many."""
    return deletion.refuse_sources(request, [item for item in instances if isinstance(item, Source)])
