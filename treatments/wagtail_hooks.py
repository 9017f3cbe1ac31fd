"""Conditions, treatments and sources in the admin, one click away."""

from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

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
