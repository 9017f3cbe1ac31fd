"""Conditions and treatments in the admin's main menu, one click away."""

from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet

from treatments.models import ConditionPage, TreatmentPage


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
    icon = "pick"
    menu_label = "Treatments"
    menu_order = 120
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def register_condition_listing():
    """Give Wagtail the list of conditions."""
    return ConditionListing("conditions")


@hooks.register("register_admin_viewset")
def register_treatment_listing():
    """Give Wagtail the list of treatments."""
    return TreatmentListing("treatments")
