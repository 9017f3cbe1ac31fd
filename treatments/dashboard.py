"""The dashboard's list of condition and treatment pages: an editor's page is one click away."""

from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from treatments.models import ConditionPage, TreatmentPage

SHOWN = 12


class ClinicalPagesPanel(Component):
    """The condition and treatment pages that the user may edit, the latest edited first."""

    name = "clinical_pages"
    order = 226
    template_name = "treatments/dashboard/clinical_pages.html"

    def get_context_data(self, parent_context):
        """Give the template up to SHOWN pages with what their status tags need."""
        request = parent_context["request"]
        editable = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(
            request.user, ["change", "publish"]
        )
        pages = (
            editable.type(ConditionPage, TreatmentPage)
            .prefetch_workflow_states()
            .annotate_approved_schedule()
            .order_by("-latest_revision_created_at")
        )
        return {"pages": pages.specific(defer=True)[:SHOWN], "request": request}
