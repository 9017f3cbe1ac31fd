"""Who has pages to look after; the front desk, for one, has not."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry


def works_on_pages(user):
    """Whether `user` may add, change or publish any page."""
    return policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change", "publish"])


class PageWorkMenuItem(MenuItem):
    """An entry for people who have pages to look after."""

    def is_shown(self, request):
        """Whether the person has."""
        return works_on_pages(request.user)


class PageWorkView:
    """A view for people who have pages to look after."""

    def dispatch(self, request, *args, **kwargs):
        """Let nobody else in."""
        if not works_on_pages(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
