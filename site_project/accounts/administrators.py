"""Only an administrator makes, changes and switches off administrators; site managers look after all others.

Wagtail lets whoever may change users tick “Administrator”, and set any administrator's password.
"""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from wagtail.users.views import users

REFUSAL = "Only an administrator can change an administrator's account."
ONLY_BY_ONE = "Has full access to all of the site. Only an administrator can make somebody one."


class AdministratorFieldMixin:
    """Shows in a user's form whether they are an administrator; nobody but one can tick it."""

    def get_form(self, form_class=None):
        """Return the form for who is signed in. What others send for a disabled field is not used."""
        form = super().get_form(form_class)
        field = form.fields.get("is_superuser")
        if field and not self.request.user.is_superuser:
            field.disabled, field.help_text = True, ONLY_BY_ONE
        return form


class CreateView(AdministratorFieldMixin, users.CreateView):
    """Adds a user."""


class EditView(AdministratorFieldMixin, users.EditView):
    """Changes a user."""


class UserViewSet(users.UserViewSet):
    """The users in the admin. A copy of one, which would take along all rights, can't be made."""

    add_view_class = CreateView
    edit_view_class = EditView
    copy_view_enabled = False


def refuse_others(request, user):
    """Turn away who wants to change the administrator `user` without being one. Raises PermissionDenied."""
    if user.is_superuser and not request.user.is_superuser:
        messages.error(request, REFUSAL)
        raise PermissionDenied(REFUSAL)


def refuse_others_at_once(request, action_type, objects, action):
    """The same for what is done to several users at once."""
    if action.model is get_user_model():
        for user in objects:
            refuse_others(request, user)
