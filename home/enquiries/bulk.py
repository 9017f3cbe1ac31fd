"""What can be done with many enquiries at once."""

from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from home.enquiries.handling import ANSWER, do
from home.enquiries.models import Enquiry


class AnsweredBulkAction(SnippetBulkAction):
    """Marking the enquiries that were ticked in the list as answered."""

    display_name = "Answered"
    action_type = "answered"
    aria_label = "Mark the selected enquiries as answered"
    template_name = "home/enquiries/confirm_answered.html"
    action_priority = 10
    models = [Enquiry]

    def check_perm(self, enquiry):
        """Whether the person may change `enquiry`."""
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "change", enquiry)

    def get_execution_context(self):
        """Say who marks them."""
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        """Mark them, and return how many they were."""
        for enquiry in objects:
            do(ANSWER, enquiry, user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        """Say how many they were."""
        one = num_parent_objects == 1
        return f"{num_parent_objects} {'enquiry is' if one else 'enquiries are'} marked as answered."
