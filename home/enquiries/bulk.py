"""What can be done with many enquiries at once."""

from django.core.exceptions import PermissionDenied
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from home.enquiries.filters import in_list
from home.enquiries.handling import ANSWER, ChangedError, do, next_steps
from home.enquiries.models import Enquiry


class EnquiryBulkMixin:
    """An action on the enquiries that were ticked in the list, or on all that the list shows."""

    models = [Enquiry]
    permission = "change"

    def dispatch(self, request, *args, **kwargs):
        """Let in who may do it; others learn nothing of what there is."""
        if not self.permission_policy.user_has_permission(request.user, self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id):
        """Return the keys of what the list shows in all its parts; what its filter leaves out stays out."""
        return in_list(self.request).values_list("pk", flat=True)


class AnsweredBulkAction(EnquiryBulkMixin, SnippetBulkAction):
    """Marking enquiries as answered."""

    display_name = "Answered"
    action_type = "answered"
    aria_label = "Mark the selected enquiries as answered"
    template_name = "home/enquiries/confirm_answered.html"
    action_priority = 10

    def check_perm(self, enquiry):
        """Whether `enquiry` can be answered: spam and what is answered can't."""
        return ANSWER in next_steps(enquiry, self.request.user)

    def get_execution_context(self):
        """Say who marks them."""
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        """Mark them, but those that somebody has changed meanwhile, and return how many they were."""
        count = 0
        for enquiry in objects:
            try:
                do(ANSWER, enquiry, user)
            except ChangedError:
                continue
            count += 1
        return count, 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        """Say how many they were."""
        one = num_parent_objects == 1
        return f"{num_parent_objects} {'enquiry is' if one else 'enquiries are'} marked as answered."


class DeletedBulkAction(EnquiryBulkMixin, DeleteBulkAction):
    """Deleting enquiries before their day."""

    permission = "delete"
    template_name = "home/enquiries/confirm_deleted.html"
