"""The dashboard's word on enquiries: how many wait, since when, and whether the clinic could be told."""

from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from home.enquiries.announcing import unannounced, why_silent
from home.enquiries.models import Enquiry, Status

SHOWN = 5


class EnquiriesPanel(Component):
    """The enquiries that nobody has taken yet, the oldest first, for who may see them."""

    name = "enquiries"
    order = 50
    template_name = "home/enquiries/dashboard.html"

    def get_context_data(self, parent_context):
        """Give the template the enquiries that wait, and those that no mail could announce."""
        user = parent_context["request"].user
        if not policy_registry.get_by_type(Enquiry).user_has_permission(user, "change"):
            return {}
        silent = list(unannounced())
        waiting = Enquiry.objects.filter(status=Status.NEW).order_by("received_at")
        return {
            "is_shown": True,
            "waiting": waiting[:SHOWN],
            "waiting_count": waiting.count(),
            "mine": Enquiry.objects.filter(status=Status.IN_PROGRESS, taken_by=user),
            "spam_count": Enquiry.objects.filter(status=Status.SPAM).count(),
            "unannounced": silent,
            "why_silent": why_silent(silent[0]) if silent else "",
        }
